import Agents
import Codecs

/// What became of one operation on a file, as the layer recorded it.
struct OperationRecord: Sendable, Equatable {
  enum Outcome: String, Sendable {
    case ok
    /// The permission set forbids it, and nothing was done.
    case denied
    /// It was permitted and did not work.
    case failed
  }

  let operation: PermissionSet.Operation
  /// The path from the sandbox, without `.` and `..` as far as the text allows.
  let path: String
  /// What it was in particular: `file`, `directory`, `list`, `status`.
  let detail: String
  var bytes: Int
  var outcome: Outcome
  var reason: String?
  var resolved: String?
  let timestamp: String

  /// The record as it stands in an agent's log.
  var value: Value {
    var map: ValueMap = [
      "op": .text(operation.rawValue), "path": .text(path), "detail": .text(detail),
      "bytes": .count(bytes), "outcome": .text(outcome.rawValue),
      "timestamp": .text(timestamp),
    ]
    if let reason { map["reason"] = .text(reason) }
    if let resolved { map["resolved"] = .text(resolved) }
    return .map(map)
  }
}

/// Why an operation on a file gave no result.
enum OperationFailure: Error, Equatable, Sendable {
  case denied(PermissionSet.Denial)
  /// Nothing is there.
  case notFound
  /// A device error that may be gone the next time.
  case transient
  /// The file's own permission bits forbid it.
  case permission
  /// The system refused it for another reason.
  case system(String)
  /// The time was over before it was done.
  case timedOut
}

extension OperationFailure: CustomStringConvertible {
  /// The failure in words, as it stands in a log.
  var description: String {
    switch self {
    case .denied(let denial): denial.description
    case .notFound: "no such file or directory"
    case .transient: "input/output error"
    case .permission: "permission denied"
    case .system(let reason): reason
    case .timedOut: "the time was over"
    }
  }
}
