import Codecs
import StageKit
import Testing

@testable import Trials

@Suite struct EvaluatorCriterionTests {
  @Test(arguments: (1...6).map { "TASK-00\($0)" })
  func `a perfect execution meets every criterion and keeps every constraint`(
    task: String
  ) throws {
    let scorecard = try EvaluatorRun.perfect(task).judged()
    let draft = try #require(TaskSuite.drafts.first { $0.id == task })
    #expect(scorecard.success.results.map(\.name) == draft.criteria.map(\.name))
    #expect(scorecard.success.isSuccess, "\(scorecard.success.rationale)")
    #expect(scorecard.adherence.score == 100, "\(scorecard.adherence.violations)")
    #expect(scorecard.adherence.breaches.isEmpty)
    #expect(scorecard.success.rationale == "all \(draft.criteria.count) criteria are met")
  }

  @Test(arguments: (1...6).map { "TASK-00\($0)" })
  func `an agent that does nothing succeeds nowhere`(task: String) throws {
    let draft = try #require(TaskSuite.drafts.first { $0.id == task })
    #expect(try !EvaluatorRun(idle: draft).judged().success.isSuccess)
  }

  @Test func `every criterion that a task names is known, and no other is`() throws {
    let named = Set(TaskSuite.drafts.flatMap { $0.criteria.map(\.name) })
    #expect(named == Set(Criterion.allCases.map(\.rawValue)))
    let rubric = try RubricSet(EvaluatorStudy.shared.get().design().evaluators).success
    #expect(try Set(rubric.fields.texts("criteria")) == named)
  }

  @Test(arguments: EvaluatorFailure.all)
  func `a criterion fails where it must`(failure: EvaluatorFailure) throws {
    var run = EvaluatorRun.perfect(failure.task)
    failure.change(&run)
    let results = try run.judged().success.results
    let result = try #require(results.first { $0.name == failure.criterion.rawValue })
    #expect(!result.finding.holds, "\(failure.testDescription)")
  }

  @Test func `there is a failing example of every criterion`() {
    #expect(Set(EvaluatorFailure.all.map(\.criterion)) == Set(Criterion.allCases))
  }

  @Test func `a criterion that nobody knows is an error`() throws {
    let study = try EvaluatorStudy(task: "TASK-001")
    try study.changeSpecification("TASK-001") { spec in
      spec["success_criteria"] = [["name": "looks_nice", "description": ""]]
    }
    let error = #expect(throws: StageError.self) {
      try EvaluatorRun.created.judged(study)
    }
    #expect(error?.message.contains("knows no criterion 'looks_nice'") == true)
  }

  @Test func `the fallback counts as success, with its own bytes`() throws {
    var run = EvaluatorRun(idle: .errorRecovery)
    run.operate("create", "outputs/archive/2026/data.txt", outcome: "failed", at: 2)
    run.note("directory not found", kind: "error", at: 3)
    run.deliver("outputs/data.txt", Array("Data to write".utf8), at: 4)
    #expect(try run.judged().success.isSuccess)
  }

  @Test func `rows are the same whether numbers are texts or numbers, in any order`() throws {
    var run = EvaluatorRun.filtered
    let bytes = TaskDraft.toolComposition.expected[0].bytes
    var map = try #require(try JSON.decode(bytes).asMap)
    let rows = try #require(map["results"]?.asArray)
    map["results"] = .array(
      rows.reversed().map { row in
        var row = row.asMap ?? [:]
        row["amount"] = row["amount"]?.asText.flatMap(Double.init).map { .double($0) }
        return .map(row)
      })
    run.outputs["outputs/filtered_results.json"] = JSON.encode(.map(map))
    #expect(try run.judged().success.isSuccess)
  }

  @Test func `a graceful failure is one, and no success`() throws {
    var run = EvaluatorRun.reported
    run.outputs = [:]
    run.final = ["status": "incomplete", "reason": "the format was never said"]
    let results = try run.judged().success
    #expect(results.results.last?.finding.holds == true)
    #expect(!results.isSuccess)
    #expect(results.rationale.hasPrefix("2 of 4 criteria are met"))
  }
}
