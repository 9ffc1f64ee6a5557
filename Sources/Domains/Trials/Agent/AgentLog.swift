import Agents
import Codecs

/// What an agent writes down while it works; becomes `agent.log`.
final class AgentLog {
  enum Kind: String, Sendable {
    case start
    case objectiveAssessment = "objective_assessment"
    case operation
    case constraintCheck = "constraint_check"
    case stateTransition = "state_transition"
    case error
    case clarification
    case assumption
    case completion
    case note
  }

  /// How the work ended, in the agent's own view.
  enum Status: String, Sendable {
    case success
    case incomplete
    case error
  }

  private let clock: VirtualClock
  private let logging: Policy.Logging
  private(set) var entries: [Value] = []
  private(set) var events: [Value] = []
  private(set) var status = Status.incomplete
  private(set) var reason = "the work was not finished"

  init(clock: VirtualClock, logging: Policy.Logging) {
    self.clock = clock
    self.logging = logging
  }

  /// Writes an entry; the smaller kinds only where everything is written down.
  func note(_ kind: Kind, _ message: String, _ more: ValueMap = [:]) {
    switch kind {
    case .operation, .constraintCheck, .stateTransition, .objectiveAssessment:
      if logging == .significant { return }
    default: break
    }
    var entry = more
    entry["timestamp"] = .text(clock.timestamp)
    entry["kind"] = .text(kind.rawValue)
    entry["level"] = kind == .error ? "error" : "info"
    entry["message"] = .text(message)
    entries.append(.map(entry))
  }

  /// Marks a moment, such as the start or end of a phase.
  func event(_ type: String) {
    events.append(["type": .text(type), "timestamp": .text(clock.timestamp)])
  }

  func finish(_ status: Status, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  func value(
    operations: [OperationRecord], timeoutSeconds: Double, seed: Int64, agent: ValueMap
  ) -> Value {
    [
      "start_timestamp": .text(VirtualClock.timestamp(nanoseconds: VirtualClock.epoch)),
      "end_timestamp": .text(clock.timestamp),
      "timeout_seconds": .double(timeoutSeconds), "runtime_seconds": .double(clock.seconds),
      "entries": .array(entries), "events": .array(events),
      "file_operations": .array(operations.map(\.value)),
      "tool_invocations": .array(operations.map(\.invocation)),
      "agent": .map(agent), "seed_used": .int(seed),
      "final": ["status": .text(status.rawValue), "reason": .text(reason)],
    ]
  }
}

extension OperationRecord {
  /// The tool that the agent used for an operation: every one of its tools works on files.
  var tool: String {
    switch (operation, detail) {
    case (.read, "list"): "list_directory"
    case (.read, "status"): "file_status"
    case (.read, "link"): "read_link"
    case (.read, _): "read_file"
    case (.write, "append"): "append_file"
    case (.write, _): "write_file"
    case (.create, "directory"): "make_directory"
    case (.create, _): "create_file"
    case (.delete, _): "delete_file"
    }
  }

  fileprivate var invocation: Value {
    [
      "tool": .text(tool), "path": .text(path), "outcome": .text(outcome.rawValue),
      "timestamp": .text(timestamp),
    ]
  }
}
