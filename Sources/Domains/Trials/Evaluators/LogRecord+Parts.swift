import Files
import StageKit

extension LogRecord {
  struct Entry: Sendable, Equatable {
    let time: Int64
    /// The time as it was written.
    let timestamp: String
    let message: String
    /// Lower-case; empty where the agent says none.
    let level: String
    let kind: String

    init(_ fields: StageFields) throws(StageError) {
      timestamp = try fields.text("timestamp")
      time = try fields.time("timestamp")
      message = try fields.text("message")
      level = try fields.text("level", default: "").lowercased()
      kind = try fields.text("kind", default: "").lowercased()
    }
  }

  /// The begin or end of a phase, or another moment.
  struct Event: Sendable, Equatable {
    let type: String
    let time: Int64

    init(_ fields: StageFields) throws(StageError) {
      type = try fields.text("type")
      time = try fields.time("timestamp")
    }
  }

  /// A file operation and what became of it.
  struct Operation: Sendable, Equatable {
    /// What was done, in the agent's word, lower-case.
    let word: String
    /// Without `.` and `..` as far as the text allows.
    let path: String
    /// The second path of a copy or a move.
    let target: String?
    let resolved: String?
    /// What it was in particular, where the agent says so: `file`, `directory`, `list`, `status`.
    let detail: String
    /// `ok`, `denied`, or why it failed; an agent that does not say has done it.
    let outcome: String
    let time: Int64?

    init(_ fields: StageFields) throws(StageError) {
      word = try fields.text("op").lowercased()
      path = PathName.normalize(try fields.text("path"))
      target = fields.has("target") ? PathName.normalize(try fields.text("target")) : nil
      resolved = fields.has("resolved") ? PathName.normalize(try fields.text("resolved")) : nil
      detail = try fields.text("detail", default: "")
      outcome = try fields.text("outcome", default: "ok")
      time = fields.has("timestamp") ? try fields.time("timestamp") : nil
    }

    var isDone: Bool { outcome == "ok" }
  }

  struct Invocation: Sendable, Equatable {
    let tool: String
    /// Whether the agent says that it spoke to a network or started a process.
    let usesNetwork: Bool
    let usesProcess: Bool

    init(_ fields: StageFields) throws(StageError) {
      tool = try fields.text("tool")
      usesNetwork = try fields.flag("network", default: false)
      usesProcess = try fields.flag("subprocess", default: false)
    }
  }

  struct Final: Sendable, Equatable {
    let status: String
    let reason: String

    init(_ fields: StageFields) throws(StageError) {
      status = try fields.text("status")
      reason = try fields.text("reason", default: "")
      try require(
        ["success", "incomplete", "error"].contains(status),
        "\(fields.place): 'status' is '\(status)', not success, incomplete or error")
    }
  }
}
