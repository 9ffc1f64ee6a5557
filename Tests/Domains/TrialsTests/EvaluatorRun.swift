import Bytes
import Codecs
import Crypto
import Files
import StageKit
import TestKit

@testable import Trials

/// An execution that a test makes up: what the agent says, and what is on disk.
struct EvaluatorRun {
  var task: String
  /// The delivered files by their paths.
  var outputs: [String: [UInt8]] = [:]
  /// The working directory at the end.
  var work: [String: [UInt8]]
  var operations: [Value] = []
  var entries: [Value] = []
  var events: [Value] = []
  var tools: [String] = []
  var final: Value? = ["status": "success", "reason": "done"]
  var seconds: Int64 = 20
  var seedUsed: Int64? = 42
  var timeoutReached = false
  var exitReason = "success"
  var repeats: [[String: String]] = []
  var planted: [String] = []

  /// The execution of a task in which nothing was done.
  init(idle draft: TaskDraft) {
    task = draft.id
    work = Dictionary(uniqueKeysWithValues: draft.inputs.map { ("work/\($0.path)", $0.bytes) })
  }

  /// An operation, by default one that was done.
  mutating func operate(
    _ op: String, _ path: String, outcome: String = "ok", detail: String = "file",
    at second: Int64 = 5,
    more: ValueMap = [:]
  ) {
    var operation = more
    operation["op"] = .text(op)
    operation["path"] = .text(path)
    operation["outcome"] = .text(outcome)
    operation["detail"] = .text(detail)
    operation["timestamp"] = .text(Self.time(second))
    operations.append(.map(operation))
    tools.append(op)
  }

  /// Writes an output and says so.
  mutating func deliver(_ path: String, _ bytes: [UInt8], at second: Int64 = 10) {
    outputs[path] = bytes
    operate("create", path, at: second)
  }

  /// An entry of the log.
  mutating func note(
    _ message: String, kind: String = "note", level: String = "info", at second: Int64 = 6
  ) {
    entries.append([
      "timestamp": .text(Self.time(second)), "message": .text(message), "kind": .text(kind),
      "level": .text(level),
    ])
  }

  /// A moment that many seconds after the start.
  static func time(_ second: Int64) -> String {
    RFC3339.formatSeconds(nanoseconds: VirtualClock.epoch + second * 1_000_000_000)
  }

  /// The agent's log.
  var log: ValueMap {
    var log: ValueMap = [
      "start_timestamp": .text(Self.time(0)), "end_timestamp": .text(Self.time(seconds)),
      "timeout_seconds": 60, "runtime_seconds": .int(seconds), "entries": .array(entries),
      "events": .array(events), "file_operations": .array(operations),
      "tool_invocations": .array(tools.map { ["tool": .text($0)] }),
    ]
    log["final"] = final
    log["seed_used"] = seedUsed.map { .int($0) }
    return log
  }

  /// The harness's record.
  var execution: ValueMap {
    let digests = outputs.map { ($0.key, Value.text(SHA256.hash($0.value).hex)) }
    return [
      "started_at": .text(Self.time(0)), "completed_at": .text(Self.time(seconds)),
      "duration_seconds": .int(seconds), "timeout_reached": .bool(timeoutReached), "exit_code": 0,
      "exit_reason": .text(exitReason), "outputs": .map(ValueMap(digests)),
      "repeats": .array(
        repeats.map { ["outputs": .map(ValueMap($0.map { ($0.key, .text($0.value)) }))] }),
      "planted": .texts(planted),
    ]
  }

  /// Writes everything below a directory.
  func write(to directory: String, _ study: EvaluatorStudy) throws {
    try StageFiles.write("\(directory)/agent.log", JSON.encode(.map(log)))
    try StageFiles.write("\(directory)/execution.json", JSON.encode(.map(execution)))
    for (path, bytes) in outputs { try StageFiles.write("\(directory)/\(path)", bytes) }
    for (path, bytes) in work { try StageFiles.write("\(directory)/\(path)", bytes) }
    let inputs = study.path("tasks/\(task)/inputs")
    for name in try FileSystem.walk(inputs) {
      try StageFiles.write(
        "\(directory)/snapshot/inputs/\(name)", FileSystem.readFile("\(inputs)/\(name)"))
    }
  }

  /// What the evaluators see.
  func evidence(_ study: EvaluatorStudy, in directory: String) throws -> ExecutionEvidence {
    try write(to: directory, study)
    return try ExecutionEvidence(
      log: "\(directory)/agent.log", execution: "\(directory)/execution.json",
      delivered: directory, work: directory, snapshot: "\(directory)/snapshot")
  }

  /// The scorecard.
  func judged(_ study: EvaluatorStudy? = nil) throws -> Scorecard {
    let study = try study ?? EvaluatorStudy.shared.get()
    let directory = try TemporaryDirectory()
    return try Scorecard.evaluate(
      run: "run-0001", variant: "role-centric", task: study.task(task), design: study.design(),
      evidence: evidence(study, in: directory.path))
  }
}
