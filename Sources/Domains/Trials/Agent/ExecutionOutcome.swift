import Agents
import Codecs

/// What the harness records of one execution: becomes `execution.json`.
struct ExecutionOutcome: Sendable {
  enum ExitReason: String, Sendable {
    /// The agent ended by itself and says that it succeeded.
    case success
    /// The time limit ended it.
    case timeout
    /// It ended without success, crashed, or left no log that can be read.
    case error
  }

  var startedAt: String
  var completedAt: String
  var durationSeconds: Double
  var exitCode: Int
  var exitReason: ExitReason
  /// More about the reason, for people.
  var reason: String
  var agent: String
  var isDeterministic: Bool
  var enforcement: Enforcement
  /// Whether the duration is that of the agent's virtual clock, and not measured.
  var isVirtual = false
  /// Whether other runs may have been executed beside it, so that a measured duration is contended.
  var isContended = false
  /// The hosts that the agent says it talks to; the network is open for them, and for others.
  var hosts: [String] = []
  var isLogValid = true
  /// SHA-256 of everything delivered, by path.
  var outputs = ValueMap()
  /// The same of every repeat.
  var repeats: [ValueMap] = []
  /// What the harness had put into the working directory, and taken away again.
  var planted: [String] = []
  /// Paths that nobody may change and that were changed.
  var changedReadOnly: [String] = []
  /// What lay where nothing may be made.
  var outOfScope: [String] = []
  /// Links and special files that could not be taken over.
  var undeliverable: [String] = []

  var isTimedOut: Bool { exitReason == .timeout }

  /// The content of `execution.json`.
  var value: Value {
    var value = members
    // Of a virtual clock nothing can be contended.
    if !isVirtual { value["contended"] = .bool(isContended) }
    return .map(value)
  }

  private var members: ValueMap {
    [
      "started_at": .text(startedAt), "completed_at": .text(completedAt),
      "duration_seconds": .double(durationSeconds), "timeout_reached": .bool(isTimedOut),
      "exit_code": .count(exitCode), "exit_reason": .text(exitReason.rawValue),
      "clock": isVirtual ? "virtual" : "measured",
      "hosts": .texts(hosts),
      "reason": .text(reason), "agent": .text(agent), "deterministic": .bool(isDeterministic),
      "enforcement": enforcement.value, "log_valid": .bool(isLogValid),
      "outputs": .map(outputs),
      "repeats": .array(repeats.map { ["outputs": .map($0)] }),
      "planted": .texts(planted),
      "read_only_changes": .texts(changedReadOnly),
      "out_of_scope": .texts(outOfScope),
      "undeliverable": .texts(undeliverable),
    ]
  }
}
