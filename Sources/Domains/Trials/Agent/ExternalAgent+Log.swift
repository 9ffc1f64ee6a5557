import Agents
import Codecs
import Files
import StageKit

extension ExternalAgent {
  /// The log that is kept: the agent's own with what the harness saw, or as it is where it cannot
  /// be read.
  ///
  /// A log that cannot be judged is evidence and stays byte for byte; whoever judges it must
  /// refuse. Only an agent that had to be ended is not asked for more than it could write: for it
  /// there is always a log, with its own words, if any, inside.
  func completed(
    _ log: [UInt8], _ changes: [Sandbox.Change], _ outcome: inout ExecutionOutcome,
    _ execution: TaskExecution
  ) -> [UInt8] {
    do throws(StageError) {
      return JSON.encode(try own(log, changes, outcome, execution), pretty: true)
    } catch {
      if outcome.isTimedOut {
        let substitute = substitute(log, changes, outcome, execution)
        return JSON.encode(substitute, pretty: true)
      }
      outcome.isLogValid = false
      if outcome.exitReason == .success { outcome.exitCode = 1 }
      outcome.exitReason = .error
      outcome.reason = "\(outcome.reason); its log cannot be judged: \(error.message)"
      return log
    }
  }

  /// The agent's log, with what only the harness can know.
  private func own(
    _ log: [UInt8], _ changes: [Sandbox.Change], _ outcome: ExecutionOutcome,
    _ execution: TaskExecution
  ) throws(StageError) -> Value {
    let value: Value
    do throws(JSONError) { value = try JSON.decode(log) } catch {
      throw .invalid(log.isEmpty ? "it is empty" : error.description)
    }
    var map = try StageFields(value, "agent.log").map
    // What the harness measured takes the place of what the agent says of itself.
    for (key, known) in facts(outcome, execution) { map[key] = known }
    map["agent"] = record(outcome)
    let operations = map["file_operations"]?.asArray
    if let operations {
      map["file_operations"] = .array(operations + unsaid(operations, changes, outcome))
    }
    _ = try LogRecord(.map(map))
    return .map(map)
  }

  /// A log for an agent that was ended before it had written one.
  private func substitute(
    _ log: [UInt8], _ changes: [Sandbox.Change], _ outcome: ExecutionOutcome,
    _ execution: TaskExecution
  ) -> Value {
    var map = facts(outcome, execution)
    map["agent"] = record(outcome)
    map["entries"] = [
      [
        "timestamp": .text(outcome.completedAt), "kind": "error", "level": "error",
        "message": .text(outcome.reason),
      ]
    ]
    map["events"] = []
    map["file_operations"] = .array(unsaid([], changes, outcome))
    map["tool_invocations"] = []
    map["final"] = ["status": "incomplete", "reason": .text(outcome.reason)]
    map["raw"] = .text(String(decoding: log.prefix(1 << 16), as: UTF8.self))
    return .map(map)
  }

  /// What the harness knows as well as the agent, or better.
  private func facts(_ outcome: ExecutionOutcome, _ execution: TaskExecution) -> ValueMap {
    [
      "start_timestamp": .text(outcome.startedAt), "end_timestamp": .text(outcome.completedAt),
      "timeout_seconds": .double(execution.timeoutSeconds),
      "runtime_seconds": .double(outcome.durationSeconds),
    ]
  }

  private func record(_ outcome: ExecutionOutcome) -> Value {
    [
      "name": .text(name), "deterministic": .bool(agent.isDeterministic),
      "enforcement": outcome.enforcement.value,
    ]
  }

  /// Operations that the files tell of and the agent's log does not.
  private func unsaid(
    _ said: [Value], _ changes: [Sandbox.Change], _ outcome: ExecutionOutcome
  ) -> [Value] {
    let paths = said.compactMap { operation -> String? in
      guard let map = operation.asMap, map["op"]?.asText?.lowercased() != "read" else { return nil }
      return map["path"]?.asText.map { PathName.normalize($0) }
    }
    let observed =
      changes
      + outcome.changedReadOnly.map { Sandbox.Change(operation: .write, path: $0) }
      + outcome.outOfScope.map { Sandbox.Change(operation: .create, path: $0) }
      + outcome.undeliverable.map { Sandbox.Change(operation: .create, path: $0) }
    var seen = paths
    return observed.compactMap { change in
      guard !seen.contains(change.path) else { return nil }
      seen.append(change.path)
      return [
        "op": .text(change.operation.rawValue), "path": .text(change.path), "outcome": "ok",
        "timestamp": .text(outcome.completedAt), "observed": true,
      ]
    }
  }
}
