import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Trials

/// What is refused before anything is judged.
@Suite struct EvaluatorEvidenceTests {
  @Test(arguments: [
    "start_timestamp", "end_timestamp", "timeout_seconds", "runtime_seconds", "entries", "events",
    "file_operations", "tool_invocations",
  ])
  func `a log without one of its members is malformed`(member: String) {
    var log = EvaluatorRun.created.log
    log[member] = nil
    let broken = Value.map(log)
    #expect(throws: StageError.self) { try LogRecord(broken) }
  }

  @Test(
    arguments: [
      ("start_timestamp", "yesterday"), ("end_timestamp", "2025-12-31T23:59:59Z"),
      ("entries", "none"), ("entries", [1]), ("entries", [["message": "no time"]]),
      ("entries", [["timestamp": "2026-01-01T00:00:00Z"]]), ("events", [["type": "start"]]),
      ("file_operations", [["op": "read"]]), ("file_operations", [["path": "a"]]),
      ("file_operations", [["op": "read", "path": "a", "timestamp": "now"]]),
      ("tool_invocations", [[:]]), ("runtime_seconds", "NaN"), ("timeout_seconds", .null),
      ("final", ["status": "fine"]), ("seed_used", 1.5),
    ] as [(String, Value)])
  func `a log with a member of another kind is malformed`(member: String, value: Value) {
    var log = EvaluatorRun.created.log
    log[member] = value
    let broken = Value.map(log)
    #expect(throws: StageError.self) { try LogRecord(broken) }
  }

  @Test(arguments: ["", "{", "[]", "{\"entries\":[],\"entries\":[]}", "agent finished\n"])
  func `a log that is no JSON object is malformed`(text: String) throws {
    let directory = try TemporaryDirectory()
    try StageFiles.write(directory.path("agent.log"), Array(text.utf8))
    let path = directory.path("agent.log")
    let error = #expect(throws: StageError.self) { try LogRecord(file: path) }
    #expect(error?.message.hasPrefix("agent.log is") == true, "\(error?.message ?? "")")
  }

  @Test func `a log that is not there, or that the harness found broken, is not judged`() throws {
    let directory = try TemporaryDirectory()
    let path = directory.path("agent.log")
    let absent = #expect(throws: StageError.self) { try LogRecord(file: path) }
    #expect(absent?.message.contains("there is none") == true)
    let study = try EvaluatorStudy.shared.get()
    let run = EvaluatorRun.created
    try run.write(to: directory.path, study)
    var execution = run.execution
    execution["log_valid"] = false
    execution["reason"] = "the agent left no log"
    try StageFiles.write(directory.path("execution.json"), JSON.encode(.map(execution)))
    let error = #expect(throws: StageError.self) { try evidence(directory.path) }
    #expect(error?.message == "agent.log cannot be judged: the agent left no log")
  }

  @Test func `an output that was altered, lost or added since is not judged`() throws {
    let study = try EvaluatorStudy.shared.get()
    for change in ["altered", "lost", "added"] {
      let directory = try TemporaryDirectory()
      try EvaluatorRun.created.write(to: directory.path, study)
      switch change {
      case "altered": try StageFiles.write(directory.path("outputs/output.txt"), [1])
      case "lost": try FileSystem.remove(directory.path("outputs/output.txt"))
      default: try StageFiles.write(directory.path("outputs/more.txt"), [1])
      }
      let path = directory.path
      #expect(throws: StageError.self, "\(change)") { try evidence(path) }
    }
  }

  @Test func `a rubric or a task that is not what was registered is not used`() throws {
    for name in RubricSet.names {
      let study = try EvaluatorStudy(task: "TASK-005")
      let design = try study.design()
      try StageFiles.write(study.path("evaluators/\(name).json"), Array("{}".utf8))
      let error = #expect(throws: StageError.self) { try RubricSet(design.evaluators) }
      #expect(error?.message.contains("changed since it was pinned") == true)
    }
    let study = try EvaluatorStudy(task: "TASK-005")
    let task = try study.task("TASK-005")
    let expected = study.path("tasks/TASK-005/expected/filtered_results.json")
    try StageFiles.write(expected, Array("{}".utf8))
    #expect(throws: StageError.self) {
      try task.bytes("expected/filtered_results.json")
    }
    #expect(throws: StageError.self) { try task.bytes("expected/other.json") }
  }

  @Test func `a rubric of another name or version than pinned is not used`() throws {
    let study = try EvaluatorStudy(task: "TASK-005")
    let path = study.path("evaluators/runtime.json")
    var map = try StageFiles.readFields(path).map
    map["version"] = "1.0.1"
    try StageFiles.write(path, JSON.encode(.map(map)))
    let pins = try study.design().evaluators
    let error = #expect(throws: StageError.self) { try RubricSet(pins) }
    #expect(error?.message.contains("runtime 1.0.1, but runtime 1.0.0 is pinned") == true)
    #expect(throws: StageError.self) { try RubricSet(Array(pins.dropFirst())) }
  }

  @Test func `links of the harness are followed`() throws {
    let directory = try TemporaryDirectory()
    try StageFiles.write(directory.path("outside"), [1])
    try StageFiles.write(directory.path("box/outputs/own"), [2])
    try FileSystem.symlink("../../outside", at: directory.path("box/outputs/link"))
    let (root, name) = (directory.path("box"), "outputs")
    let handed = try ObservedFiles(root, folder: name, as: name)
    #expect(handed.paths == ["outputs/link", "outputs/own"])
    #expect(try handed.bytes("outputs/link") == [1])
  }

  @Test func `a file that stands for nothing is none`() throws {
    var run = EvaluatorRun(idle: .fileCreation)
    run.outputs["outputs/.nothing"] = []
    let results = try run.judged().success.results
    #expect(results[0].finding.detail == "'outputs/output.txt' is not there")
  }

  private func evidence(_ directory: String) throws -> ExecutionEvidence {
    try ExecutionEvidence(
      log: "\(directory)/agent.log", execution: "\(directory)/execution.json",
      delivered: directory, work: directory, snapshot: "\(directory)/snapshot")
  }
}
