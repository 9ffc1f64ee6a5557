import Codecs
import Files
import StageKit

/// What an agent said it did: one JSON object.
///
/// Reading is strict: an evaluator that guesses at a broken log would measure the guess. A member
/// that is missing or of another kind, a time that is none, or an end before the start is an error.
struct LogRecord: Sendable {
  /// The largest log that is read, in bytes.
  static let sizeMax = 1 << 26

  /// When the log begins and ends, in nanoseconds since 1970.
  let start: Int64
  let end: Int64
  let entries: [Entry]
  let events: [Event]
  let operations: [Operation]
  let invocations: [Invocation]
  let final: Final?
  /// The seed that the agent says it used.
  let seedUsed: Int64?

  init(file path: String) throws(StageError) {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try FileSystem.readFile(path, limit: Self.sizeMax)
    } catch {
      let reason = error.isNotFound ? "there is none" : error.description
      throw .invalid("agent.log cannot be judged: \(reason)")
    }
    let value: Value
    do throws(JSONError) {
      value = try JSON.decode(bytes)
    } catch {
      throw .invalid("agent.log is malformed: \(error.description)")
    }
    try self.init(value)
  }

  /// Takes a log as it was read.
  init(_ value: Value) throws(StageError) {
    let fields = try StageFields(value, "agent.log")
    for name in ["entries", "events", "file_operations", "tool_invocations"] {
      try require(fields.has(name), "agent.log is malformed: it has no '\(name)'")
    }
    start = try fields.time("start_timestamp")
    end = try fields.time("end_timestamp")
    // What the agent says of its limit and its time has to be there; judged are the times above.
    for name in ["timeout_seconds", "runtime_seconds"] { _ = try fields.number(name) }
    entries = try fields.list("entries", Entry.init)
    events = try fields.list("events", Event.init)
    operations = try fields.list("file_operations", Operation.init)
    invocations = try fields.list("tool_invocations", Invocation.init)
    final = try fields.optional("final", Final.init)
    seedUsed = fields.has("seed_used") ? Int64(try fields.integer("seed_used")) : nil
    try require(start <= end, "agent.log is malformed: it ends before it starts")
  }

  /// The seconds from start to end.
  var totalSeconds: Double { Self.seconds(end - start) }

  static func seconds(_ nanoseconds: Int64) -> Double { Double(nanoseconds) / 1_000_000_000 }
}

extension StageFields {
  /// A moment written as RFC 3339, in nanoseconds since 1970.
  func time(_ name: String) throws(StageError) -> Int64 {
    let text = try text(name)
    let time = try require(
      RFC3339.parse(text), "\(place): '\(name)' is '\(text)', no time such as 2026-01-01T00:00:00Z")
    return time
  }
}
