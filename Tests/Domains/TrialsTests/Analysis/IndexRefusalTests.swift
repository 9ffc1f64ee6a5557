import Codecs
import StageKit
import TestKit
import Testing

@testable import Trials

/// What must not get into an index.
@Suite struct IndexRefusalTests {
  @Test func `two runs of one variant in a pair are never averaged`() {
    var study = SampleStudy()
    study.add("TASK-001", "pair-0001", role: scores(), goal: scores())
    study.runs.append(study.runs[0])
    study.runs[2].id = "run-x"
    #expect(
      refusal(of: study)
        == "pair 'pair-0001' has two runs of variant 'role-centric', "
        + "'run-pair-0001-role-centric' and 'run-x'; exclude one of them")
    study.runs[2].excluded = ["rule": "duplicate", "reason": "a slip", "post_hoc": true]
    #expect(refusal(of: study) == nil)
  }

  @Test(arguments: [
    ("run_id", "the scorecard of run 'run-p-role-centric': 'run_id' is 'x'"),
    ("variant", "the scorecard of run 'run-p-role-centric': 'variant' is 'x'"),
    ("task_id", "the scorecard of run 'run-p-role-centric': 'task_id' is 'x'"),
    ("error", "the scorecard of run 'run-p-role-centric' has an error instead of metrics"),
    (
      "evaluator_versions", "the scorecard of run 'run-p-role-centric': 'evaluator_versions' is not"
    ),
    ("metrics", "the scorecard of run 'run-p-role-centric': 'metrics' is not an object"),
  ])
  func `a scorecard that is not its run's is refused`(member: String, message: String) {
    var study = one()
    study.runs[0].scorecard[member] = "x"
    #expect(refusal(of: study)?.hasPrefix(message) == true)
  }

  @Test(
    arguments: [
      ("task_success", .null, "lacks 'task_success'"),
      ("task_success", ["success": .null], "'success' is neither 1 nor 0"),
      ("task_success", ["success": 2], "'success' is neither 1 nor 0"),
      ("constraint_adherence", ["score": 100.5], "'score' is 100.5, outside 0.0 to 100.0"),
      ("runtime", ["total_seconds": -1], "'total_seconds' is -1.0, outside"),
      ("runtime", ["total_seconds": "NaN"], "'total_seconds' is not a number"),
      ("runtime", ["error": "no log"], "runtime has an error instead of a value"),
      ("clarification_count", ["total_count": 1.5], "'total_count' is not a whole number"),
      ("clarification_count", ["total_count": -1], "'total_count' counts from 0"),
      ("reproducibility", .null, "lacks 'reproducibility'"),
      ("reproducibility", ["score": 1.1], "'score' is 1.1, outside 0.0 to 1.0"),
    ] as [(String, Value, String)])
  func `a metric that is absent or impossible is refused`(
    metric: String, value: Value, message: String
  ) throws {
    var study = one()
    let directory = try TemporaryDirectory()
    try study.writeScorecards(in: directory)
    let file = try directory.json("scorecards/run-p-role-centric/scorecard.json")
    var metrics = try #require(file["metrics"]?.asMap)
    metrics[metric] = value
    study.runs[0].scorecard["metrics"] = .map(metrics)
    let refusal = refusal(of: study)
    #expect(refusal?.contains(message) == true, "\(refusal ?? "accepted")")
  }

  @Test func `evaluators and pairs that are not the manifest's are refused`() {
    var study = one()
    study.runs[0].manifest["pins"] = ["evaluator_versions": ["task_success": ["version": "2.0.0"]]]
    #expect(refusal(of: study)?.contains("are not the ones its manifest pins") == true)
    study = one()
    study.runs[0].manifest["pairing"] = ["pair_id": "other"]
    #expect(refusal(of: study)?.contains("'pair_id' is 'other', and should be 'p'") == true)
  }

  @Test func `variants, tasks and runs that the study does not have are refused`() throws {
    var study = one()
    study.runs[0].variant = "x"
    #expect(refusal(of: study)?.hasPrefix("run 'run-p-role-centric' is of variant 'x'") == true)
    study = one()
    study.runs[0].task = "TASK-009"
    #expect(refusal(of: study)?.contains("task 'TASK-009', which the study does not") == true)
    study = one()
    let directory = try TemporaryDirectory()
    try study.writeScorecards(in: directory)
    study.runs.removeFirst()
    let context = try study.context(stage: "index", in: directory.path)
    let error = #expect(throws: StageError.self) { try IndexStep.run(context) }
    #expect(
      error?.message
        == "there is a scorecard of 'run-p-role-centric', which is no run of the study")
  }

  @Test(arguments: [
    ("", "'i' is not csv: no header in the row at line 1"),
    ("a,b\n", "'i' does not have the columns run_id,pair_id"),
    ("r,p,v,t,2,100,1,0,1,,", "row 1: 'task_success' is '2', and no number from 0.0 to 1.0"),
    ("r,p,v,t,0.5,100,1,0,1,,", "row 1: 'task_success' is 0 or 1"),
    ("r,p,v,t,1,nan,1,0,1,,", "row 1: 'constraint_adherence' is 'nan'"),
    ("r,p,v,t,1,100,inf,0,1,,", "row 1: 'runtime' is 'inf'"),
    ("r,p,v,t,1,100,1,0.5,1,,", "'clarification_count' a count"),
    ("r,p,v,t,,100,1,0,1,,", "row 1: 'task_success' is empty"),
    ("r,p,v,t,1,66.6,1,0,1,200/3,", "row 1: '200/3' is not '66.6' as it was counted"),
    ("r,,v,t,1,100,1,0,1,,", "row 1: 'pair_id' is empty"),
    ("r,p,v,t,1,100,1,0,1,,\nr,q,v,t,1,100,1,0,1,,", "the index has run 'r' twice"),
  ])
  func `an index that somebody touched is refused`(text: String, message: String) {
    let isTable = text.hasPrefix("r")
    let bytes = Array((isTable ? CSV.row(ScoreIndex.header) + text : text).utf8)
    let error = #expect(throws: StageError.self) { try ScoreIndex(bytes, name: "i") }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  private func one() -> SampleStudy {
    var study = SampleStudy()
    study.add("TASK-001", "p", role: scores(), goal: scores())
    return study
  }

  /// What the step says when it refuses.
  private func refusal(of study: SampleStudy) -> String? {
    do {
      let directory = try TemporaryDirectory()
      try study.writeScorecards(in: directory)
      try IndexStep.run(study.context(stage: "index", in: directory.path))
      return nil
    } catch {
      return "\(error)"
    }
  }
}
