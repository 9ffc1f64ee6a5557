import Codecs
import StageKit

/// How long an execution took: as the harness measured it, or by the log of a virtual clock.
struct RuntimeMeasure: Sendable, Equatable {
  let totalSeconds: Double
  /// Seconds by phase, in the order in which the phases first began.
  let phases: [Phase]
  let timeoutSeconds: Double
  /// Whether the log reaches the limit, or the harness had to end the execution.
  let timeoutReached: Bool
  /// Whether other runs may have been executed beside it.
  let isContended: Bool

  /// A part of the execution.
  struct Phase: Sendable, Equatable {
    let name: String
    var seconds: Double
  }

  /// Measures a log.
  ///
  /// A phase that ends without a start, or starts again while it lasts, is an error; one that does
  /// not end lasts until the log does.
  init(
    _ log: LogRecord, _ rubric: Rubric, limitSeconds: Double, _ execution: ExecutionRecord
  ) throws(StageError) {
    let maximum = try rubric.fields.number("timeout_seconds_maximum")
    totalSeconds = execution.isMeasured ? execution.durationSeconds : log.totalSeconds
    timeoutSeconds = min(limitSeconds, maximum)
    isContended = execution.isContended
    timeoutReached = execution.timeoutReached || totalSeconds >= timeoutSeconds
    phases = try Self.phases(
      log, start: rubric.fields.text("start_suffix"), end: rubric.fields.text("end_suffix"))
  }

  /// The metric as the scorecard has it.
  var value: Value {
    var value: ValueMap = [
      "total_seconds": .double(totalSeconds),
      "phases": .map(ValueMap(phases.map { ($0.name, .double($0.seconds)) })),
      "timeout_seconds": .double(timeoutSeconds), "timeout_reached": .bool(timeoutReached),
    ]
    if isContended { value["contended"] = true }
    return .map(value)
  }

  private static func phases(
    _ log: LogRecord, start: String, end: String
  ) throws(StageError) -> [Phase] {
    var names: [String] = []
    var lasting: [String: Int64] = [:]
    var open: [String: Int64] = [:]
    for event in log.events {
      if event.type.hasSuffix(start) {
        let name = String(event.type.dropLast(start.count))
        try require(open[name] == nil, "agent.log is malformed: phase '\(name)' starts twice")
        if !names.contains(name) { names.append(name) }
        open[name] = event.time
      } else if event.type.hasSuffix(end) {
        let name = String(event.type.dropLast(end.count))
        guard let begin = open.removeValue(forKey: name), begin <= event.time else {
          throw .invalid("agent.log is malformed: phase '\(name)' ends without a start before it")
        }
        lasting[name, default: 0] += event.time - begin
      }
    }
    return names.map { name in
      let rest = open[name].map { max(0, log.end - $0) } ?? 0
      return Phase(name: name, seconds: LogRecord.seconds(lasting[name, default: 0] + rest))
    }
  }
}
