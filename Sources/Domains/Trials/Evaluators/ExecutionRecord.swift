import Codecs
import StageKit

/// What the harness recorded of an execution.
struct ExecutionRecord: Sendable {
  let startedAt: String
  let completedAt: String
  let durationSeconds: Double
  /// Whether the duration was measured, and is not that of a virtual clock.
  let isMeasured: Bool
  /// Whether the duration was measured while other runs may have been executed beside it.
  let isContended: Bool
  let timeoutReached: Bool
  /// `success`, `timeout` or `error`.
  let exitReason: String
  /// SHA-256 of every output by its path, of the first execution.
  let outputs: [String: String]
  /// The same for every repeat, in order.
  let repeats: [[String: String]]
  /// Files and links that the harness itself put into the working directory; the agent is not
  /// asked about these.
  let planted: [String]
  /// What lay where nothing may be made.
  let outOfScope: [String]
  /// Files that nobody may change and that were changed.
  let readOnlyChanges: [String]
  /// Why the log cannot be judged, or nil if it can.
  let logProblem: String?

  init(_ fields: StageFields) throws(StageError) {
    startedAt = try fields.text("started_at")
    completedAt = try fields.text("completed_at")
    durationSeconds = try fields.number("duration_seconds")
    isMeasured = try fields.text("clock", default: "virtual") == "measured"
    isContended = isMeasured ? try fields.flag("contended", default: false) : false
    timeoutReached = try fields.flag("timeout_reached")
    exitReason = try fields.text("exit_reason")
    try require(fields.has("outputs"), "\(fields.place) has no 'outputs'")
    outputs = try Self.digests(fields)
    repeats = try fields.list("repeats") { (fields) throws(StageError) in
      try Self.digests(fields)
    }
    planted = try fields.texts("planted")
    outOfScope = try fields.texts("out_of_scope")
    readOnlyChanges = try fields.texts("read_only_changes")
    let isLogValid = try fields.flag("log_valid", default: true)
    logProblem = isLogValid ? nil : try fields.text("reason", default: "it is malformed")
  }

  private static func digests(_ fields: StageFields) throws(StageError) -> [String: String] {
    var digests: [String: String] = [:]
    for (path, value) in try fields.map("outputs") where !ObservedFiles.isPlaceholder(path) {
      let digest = try require(value.asText, "\(fields.place): the digest of '\(path)' is no text")
      digests[path] = digest.hasPrefix("sha256:") ? String(digest.dropFirst(7)) : digest
    }
    return digests
  }
}
