import Study
import Testing

/// How levels follow each other, and how a study ends.
@Suite struct LevelTests {
  @Test func `the next level begins when every run of this one is finished`() throws {
    let scenario = try Scenario(
      .sample { $0.levels = [LevelPlan(name: "A", seeds: [1, 2]), LevelPlan(name: "B")] })
    try scenario.claim()
    #expect(lines(try scenario.work("A-s1", "work")).last == "run.finished A-s1 PASS (runs 0)")
    #expect(try scenario.claim().isEmpty, "level B waits for A")
    #expect(
      lines(try scenario.work("A-s2", "work")) == [
        "stage.finished A-s2 work succeeded", "run.finished A-s2 PASS (runs 0)",
        "decision.made s continue (levels 1)", "level.reached s B (levels 1)",
      ])
    #expect(lines(try scenario.claim()).first == "run.planned B-s1 (scheduling)")
    #expect(lines(try scenario.work("B-s1", "work")).last == "study.closed s completed (levels 1)")
    #expect(try scenario.claim().isEmpty)
  }

  @Test(arguments: [
    (0.9, ["study.closed s success (levels 2)"]),
    (0.6, ["study.closed s inconclusive (levels 2)"]),
    (0.4, ["decision.made s stop (levels 2)", "study.closed s failure (levels 2)"]),
  ])
  func `the criteria say how the study ends`(value: Double, then: [String]) throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.metric = "accuracy"
        plan.stop = StopPlan(
          success: try? Condition("work.accuracy >= 0.8"),
          failure: try? Condition("work.accuracy < 0.5"))
      })
    try scenario.claim()
    let events = try scenario.work("s1", "work") { $0.report(value) }
    #expect(
      lines(events) == [
        "stage.finished s1 work succeeded", "run.evaluated s1 accuracy \(value) (runs 0)",
        "run.finished s1 PASS (runs 0)",
      ] + then)
    guard case .studyClosed(let closed) = events.last?.fact else { return }
    #expect(closed.rationale.contains("(work.accuracy = \(value))"))
  }

  @Test func `a failure ends the study at the end of any level`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.levels = [LevelPlan(name: "A"), LevelPlan(name: "B")]
        plan.stop = StopPlan(
          success: try? Condition("work.accuracy >= 0.8"),
          failure: try? Condition("work.accuracy < 0.5"))
      })
    try scenario.claim()
    #expect(
      lines(try scenario.work("A-s1", "work") { $0.report(0.1) }).last
        == "study.closed s failure (levels 1)")
    #expect(try scenario.claim().isEmpty)
  }

  @Test func `the stages of the study are done once per level, after what they read`() throws {
    let scenario = try Scenario(.pipeline())
    let events = try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(0.9) }
    }
    let reports = lines(events).filter { $0.contains("report#1") }
    #expect(
      reports == [
        "stage.requested A-study report#1 first (scheduling)",
        "stage.requested B-study report#1 first (scheduling)",
      ])
    #expect(try scenario.study().closing == .completed)
    #expect(try scenario.study().finishedCount == 7)
    #expect(
      lines(events).filter { $0.contains("evaluated B-s3") }.last
        == "run.evaluated B-s3 accuracy 0.9 (runs 1)")
  }
}
