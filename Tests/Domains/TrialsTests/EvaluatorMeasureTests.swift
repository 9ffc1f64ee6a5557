import Codecs
import StageKit
import Testing

@testable import Trials

/// Runtime, clarifications, reproducibility and the metrics of single tasks.
@Suite struct EvaluatorMeasureTests {
  @Test func `runtime is the time between both ends of the log`() throws {
    var run = EvaluatorRun.created
    run.seconds = 59
    let measure = try run.judged().runtime
    #expect(measure.totalSeconds == 59)
    #expect(measure.timeoutSeconds == 60)
    #expect(!measure.timeoutReached)
    run.seconds = 60
    #expect(try run.judged().runtime.timeoutReached)
  }

  @Test func `phases last from their starts to their ends, and an open one until the log ends`()
    throws
  {
    var run = EvaluatorRun.created
    run.mark("read_start", 0)
    run.mark("read_end", 2)
    run.mark("fault", 3)
    run.mark("write_start", 3)
    run.mark("write_end", 7)
    run.mark("read_start", 8)
    run.mark("read_end", 9)
    run.mark("verify_start", 15)
    let phases = try run.judged().runtime.phases
    #expect(phases.map(\.name) == ["read", "write", "verify"])
    #expect(phases.map(\.seconds) == [3, 4, 5])
  }

  @Test(arguments: [["a_end"], ["a_start", "a_start"], ["a_start", "a_end", "a_end"]])
  func `phases that do not fit together are an error`(types: [String]) {
    var run = EvaluatorRun.created
    for (index, type) in types.enumerated() { run.mark(type, Int64(index)) }
    let broken = run
    let error = #expect(throws: StageError.self) { try broken.judged() }
    #expect(error?.message.contains("malformed") == true)
  }

  @Test(arguments: [
    ("May I ask for a clarification?", "other"),
    ("I NEED some CLARIFICATION of the permissions", "constraint_clarification"),
    ("requesting clarification: the output", "output_format"),
    ("the deadline is unclear", "ambiguous_specification"),
    ("Ambiguous: which of multiple formats?", "ambiguous_specification"),
    ("missing information: where to write", "missing_information"),
    ("What format should the report have?", "output_format"),
    ("where should I save it?", "other"),
    ("which option is meant; the constraint is not provided", "missing_information"),
    ("which option breaks no constraint?", "constraint_clarification"),
  ])
  func `a request is counted once, in the first category that fits`(
    message: String, category: String
  ) throws {
    var run = EvaluatorRun.created
    run.note(message)
    let count = try run.judged().clarifications
    #expect(count.requests.map(\.category) == [category])
    #expect(count.requests.map(\.content) == [message])
  }

  @Test(arguments: [
    "created the file", "the task is done; clarification was never asked", "clarification asked",
    "somewhere it was saved", "an unambiguous instruction", "information is missing",
  ])
  func `what asks for nothing is not counted`(message: String) throws {
    var run = EvaluatorRun.created
    run.note(message)
    #expect(try run.judged().clarifications.requests.isEmpty)
  }

  @Test func `every category is listed, also with none`() throws {
    let map = try EvaluatorRun.created.judged().clarifications.value.asMap
    #expect(map?["total_count"] == 0)
    #expect(map?["categories"]?.asMap?.count == 5)
  }

  @Test func `reproducibility is null until there is a repeat`() throws {
    let value = try EvaluatorRun.created.judged().reproducibility.value
    #expect(value.asMap?["score"]?.isNull == true)
    #expect(value.asMap?["reason"] == "insufficient_runs")
  }

  @Test func `every repeat is compared with the first execution`() {
    let reference = ["a": "1", "b": "2"]
    let found = Reproducibility(
      reference: reference,
      repeats: [reference, ["a": "1", "b": "3"], ["a": "1"], ["a": "1", "b": "2", "c": "4"]])
    #expect(found.score == 0.25)
    #expect(found.identicalRuns == 1)
    #expect(found.totalComparisons == 4)
    #expect(
      found.differences.map(\.kind) == [.hashMismatch, .missingInComparison, .missingInReference])
    #expect(found.differences.map(\.path) == ["b", "b", "c"])
    #expect(found.differences.map(\.run) == ["repeat-2", "repeat-3", "repeat-4"])
    #expect(found.differences[0].reference == "2" && found.differences[0].comparison == "3")
  }

  @Test(
    arguments: [
      ("TASK-002", ["json_validity": 1]), ("TASK-003", ["readonly_violation_attempts": 0]),
      ("TASK-004", ["error_recovery_attempts": 2]),
      ("TASK-005", ["tool_invocation_count": 5, "filtering_accuracy": 100]),
      ("TASK-006", ["assumptions_documented": 1, "report_quality": 5]),
    ] as [(String, [String: Double])])
  func `the metrics of single tasks are measured`(
    task: String, metrics: [String: Double]
  ) throws {
    let found = try EvaluatorRun.perfect(task).judged().success.taskMetrics
    #expect(
      Dictionary(uniqueKeysWithValues: found.map { ($0.metric.rawValue, $0.value) }) == metrics)
  }

  @Test func `rows judged wrongly lower the accuracy of a filter`() throws {
    var run = EvaluatorRun.filtered
    run.result { $0["results"] = .array(Array(($0["results"]?.asArray ?? []).dropLast(13))) }
    let metrics = try run.judged().success.taskMetrics
    #expect(metrics.first { $0.metric == .filteringAccuracy }?.value == 100 * (1 - 13.0 / 325))
  }

  @Test func `a metric that nobody knows is an error`() throws {
    let study = try EvaluatorStudy(task: "TASK-001")
    try study.changeSpecification("TASK-001") { $0["evaluation_metrics"] = ["charm": [:]] }
    let error = #expect(throws: StageError.self) { try EvaluatorRun.created.judged(study) }
    #expect(error?.message.contains("no metric 'charm'") == true)
  }
}

extension EvaluatorRun {
  /// A moment of the log.
  mutating func mark(_ type: String, _ second: Int64) {
    events.append(["type": .text(type), "timestamp": .text(Self.time(second))])
  }
}
