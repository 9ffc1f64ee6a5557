import Codecs
import Engines
import Study
import Testing

/// Gates that fail again, and what somebody is then asked to decide.
@Suite struct EscalationTests {
  private func blocked(_ events: [Event]) throws -> StageBlocked {
    let blocks = events.compactMap { event -> StageBlocked? in
      if case .stageBlocked(let blocked) = event.fact { blocked } else { nil }
    }
    #expect(blocks.count == 1)
    return try #require(blocks.first)
  }

  /// `train` over three methods, of which a test lets some fail.
  private func scenario(_ change: (inout Plan) -> Void = { _ in }) throws -> Scenario {
    let scenario = try Scenario(
      .sample { plan in
        plan.stages = [
          .named("train") { stage in
            stage.foreach = [Axis(name: "method", values: ["a", "b", "c"])]
            stage.gates = [.accuracy()]
          },
          .named("report") {
            $0.inputs = [StageInput(name: "all", source: .stage("train", "out"))]
          },
        ]
        change(&plan)
      })
    try scenario.claim()
    return scenario
  }

  private func retry(_ scenario: Scenario) throws {
    try scenario.when(RetryStage(study: "s", run: "s1", stage: "train", reason: "mended"))
    try scenario.claim()
  }

  @Test func `the first failure proposes, the second asks somebody to decide`() throws {
    let scenario = try scenario()
    try scenario.work("s1", "train", "method=a") { $0.report(0.9) }
    try scenario.work("s1", "train", "method=c") { $0.report(0.9) }
    let first = try blocked(scenario.work("s1", "train", "method=b") { $0.report(0.1) })
    #expect(!first.escalated && first.options.isEmpty && first.recommendation == nil)
    try retry(scenario)
    let events = try scenario.work("s1", "train", "method=b") { $0.report(0.2) }
    #expect(
      lines(events).suffix(2) == [
        "stage.blocked s1 train[method=b] gate escalated (retry 1)",
        "decision.made s1 escalate (retry 1)",
      ])
    let second = try blocked(events)
    #expect(second.evidence == "gate quality: metric accuracy is 0.2, wanted >= 0.8")
    #expect(second.options.map(\.label) == ["A", "B", "C", "D"])
    for option in second.options {
      #expect(!option.action.isEmpty && !option.tradeOff.isEmpty && option.command != nil)
    }
    #expect(second.options[0].tradeOff.contains("'train', 'report' have to be done again"))
    #expect(second.options[1].action.contains("drop 'method=b'"))
    #expect(second.recommendation?.hasPrefix("B: 2 of 3 units of 'train' pass") == true)
    guard case .decisionMade(let decision) = events.last?.fact else { return }
    #expect(decision.rationale.hasPrefix("gate 'quality' of 'train[method=b]' failed twice; B:"))
    #expect(try scenario.study().closing == nil, "to escalate stops nothing by itself")
  }

  @Test func `without a unit that passes, the cause lies upstream`() throws {
    let scenario = try scenario { plan in
      plan.change("train") { $0.foreach = [] }
    }
    try scenario.work("s1", "train") { $0.report(0.1) }
    try retry(scenario)
    let block = try blocked(scenario.work("s1", "train") { $0.report(0.2) })
    #expect(block.options.map(\.label) == ["A", "B", "C"])
    #expect(block.recommendation?.hasPrefix("A: ") == true)
  }

  @Test func `two gates that fail at once are no repetition`() throws {
    let two = GatePlan(
      name: "speed",
      checks: [CheckPlan(.metric("ms", file: nil), pass: Threshold(.less, 5))])
    let scenario = try scenario { plan in
      plan.change("train") { stage in
        stage.foreach = []
        stage.gates = [.accuracy(), two, GatePlan(name: "empty", checks: [])]
      }
    }
    let first = try blocked(
      scenario.work("s1", "train") { finished in
        finished.report(0.1)
        finished.report(9, as: "ms")
      })
    #expect(!first.escalated)
    #expect(
      first.evidence == "gate quality: metric accuracy is 0.1, wanted >= 0.8; "
        + "gate speed: metric ms is 9, wanted < 5", "every failed check of every failed gate")
    try retry(scenario)
    let other = try blocked(
      scenario.work("s1", "train") { finished in
        finished.report(0.9)
        finished.report(9, as: "ms")
      })
    #expect(other.escalated && other.evidence.hasPrefix("gate speed"))
    try retry(scenario)
    let back = try blocked(
      scenario.work("s1", "train") { finished in
        finished.report(0.1)
        finished.report(1, as: "ms")
      })
    #expect(!back.escalated, "the gate passed in between")
  }

  @Test func `a failure is remembered over an amendment and a repetition`() throws {
    let scenario = try scenario()
    try scenario.work("s1", "train", "method=a") { $0.report(0.1) }
    try scenario.work("s1", "train", "method=b") { $0.report(0.9) }
    try scenario.work("s1", "train", "method=c") { $0.report(0.9) }
    let events = try scenario.amend { plan in
      plan.change("train") { $0.gates = [.accuracy(pass: 0.7, warn: 0.5)] }
    }
    #expect(lines(events) == ["study.amended s"])
    let judged = try scenario.claim()
    #expect(try blocked(judged).escalated, "\(lines(judged))")
    try scenario.when(
      RerunRun(study: "s", run: "s1", from: "train", params: [], reason: "again"))
    try scenario.claim()
    let again = try scenario.work("s1-v2", "train", "method=a") { $0.report(0.1) }
    #expect(try blocked(again).escalated)
  }

  @Test func `what is shown later is what was recorded`() throws {
    let scenario = try scenario()
    try scenario.work("s1", "train", "method=b") { $0.report(0.1) }
    try scenario.when(RetryStage(study: "s", run: "s1", stage: "train", reason: "mended"))
    try scenario.claim()
    let block = try blocked(scenario.work("s1", "train", "method=b") { $0.report(.nan) })
    let address = UnitAddress(run: "s1", stage: "train", unit: "method=b")
    #expect(GateBlock(address, of: "s", scenario.states)?.blocked == block)
    #expect(block.evidence.contains("is nan"))
    let other = UnitAddress(run: "s1", stage: "train", unit: "method=a")
    #expect(GateBlock(other, of: "s", scenario.states) == nil)
  }
}
