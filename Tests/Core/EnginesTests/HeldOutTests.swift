import Bytes
import Codecs
import Engines
import LedgerFormat
import Study
import Testing

/// Data that are held out: who is handed them is counted, and one use more needs somebody else.
@Suite struct HeldOutTests {
  /// `fit` over levels A and B with two seeds each, and `score`, which is handed the test data.
  private func plan(
    uses: Int = 1, approve: Bool = true, _ change: (inout Plan) -> Void = { _ in }
  ) -> Plan {
    .sample { plan in
      plan.seeds = []
      plan.levels = [LevelPlan(name: "A", seeds: [1, 2]), LevelPlan(name: "B", seeds: [1, 2])]
      plan.inputs = [.held("test", 9, HeldOutPlan(maxUses: uses, approve: approve))]
      plan.stages = [
        .named("fit"),
        .named("score") { stage in
          stage.inputs = [
            StageInput(name: "model", source: .stage("fit", "out")),
            StageInput(name: "data", source: .study("test")),
          ]
        },
      ]
      change(&plan)
    }
  }

  private func scenario(
    uses: Int = 1, approve: Bool = true, _ change: (inout Plan) -> Void = { _ in }
  ) throws -> Scenario {
    let scenario = Scenario()
    scenario.author.key = "alice"
    let plan = plan(uses: uses, approve: approve, change)
    try scenario.when(RegisterStudy(StudyRegistered(plan: plan, file: .study(1))))
    return scenario
  }

  private func allow(_ run: String, _ meaning: String = "the referee asked") -> any Command {
    ApproveStage(
      study: "s", UnitAddress(run: run, stage: "score", unit: ""), meaning: meaning)
  }

  private func used(_ scenario: Scenario) throws -> HeldOutState {
    try #require(try scenario.study().heldOut.first)
  }

  @Test func `all runs of a level are one use, and every stage that is handed them a touch`()
    throws
  {
    let scenario = try scenario(uses: 2)
    try scenario.workOff()
    #expect(try scenario.study().closing == .completed)
    let state = try used(scenario)
    #expect(state.touches == 4)
    #expect(state.uses.map(\.text) == ["revision 1, level A", "revision 1, level B"])
  }

  @Test func `what another study holds out is named when a plan comes with it`() throws {
    let scenario = try scenario(uses: 2)
    guard case .studyRegistered(let first) = scenario.entries[0][0].fact else { return }
    #expect(first.shared.isEmpty)
    try scenario.workOff()
    var other = plan(uses: 1)
    other.study = "t"
    other.inputs = [.held("validation", 9, nil), .held("train", 8, nil)]
    other.stages = [.named("fit")]
    let events = try scenario.when(
      RegisterStudy(StudyRegistered(plan: other, file: .study(2))))
    guard case .studyRegistered(let second) = events[0].fact else { return }
    #expect(second.shared.map(\.path) == ["validation.csv"])
    #expect(second.shared.map(\.study) == ["s"] && second.shared.map(\.uses) == [2])
    #expect(second.shared.map(\.digest) == [.sample(9)])
    // Of its own plan it is told nothing, and what only one study names is nobody else's.
    try scenario.amend { $0.objective = "once more" }
    guard case .studyAmended(let amended) = scenario.entries.last?.first?.fact else { return }
    #expect(amended.shared.isEmpty)
  }

  @Test func `one use more waits, once, for somebody who wrote no plan`() throws {
    let scenario = try scenario(uses: 1)
    let events = try scenario.workOff()
    let blocked = events.compactMap { event -> StageBlocked? in
      if case .stageBlocked(let blocked) = event.fact { blocked } else { nil }
    }
    #expect(blocked.map(\.reason) == ["held_out"])
    #expect(blocked.first?.evidence.contains("used 1 of 1 times") == true)
    #expect(blocked.first?.command == "runledger approve s/B-s1/score -m \"...\"")
    #expect(try used(scenario).uses.count == 1)
    #expect(try scenario.claim(keepsGoing: true).allSatisfy { $0.fact.type != "stage.blocked" })
    #expect(scenario.refusal(of: allow("B-s1"))?.code == .keyRefused)
    scenario.author = ("bob", .runner)
    #expect(scenario.refusal(of: allow("B-s1"))?.code == .roleRefused)
    scenario.author = ("bob", .operator)
    #expect(scenario.refusal(of: allow("B-s1", " ")) != nil, "and says why")
    #expect(scenario.refusal(of: allow("B-s2")) != nil, "what does not wait is not allowed")
    let allowed = try scenario.when(allow("B-s1"))
    guard case .approvalSigned(let signed) = allowed[0].fact else { return }
    #expect(signed.input == "test" && signed.subject.contains("level B"))
    #expect(try scenario.unit("B-s1", "score").phase == .waiting)
    try scenario.workOff()
    #expect(try scenario.study().closing == .completed, "the other run belongs to the same use")
    let state = try used(scenario)
    #expect(state.uses.count == 2 && state.allowed.count == 1 && state.touches == 4)
    // What was allowed once is not there for the next.
    scenario.author.key = "alice"
    try scenario.when(DrawSchedule(study: "s", reason: "again"))
    try scenario.workOff()
    #expect(try scenario.study().blocked.map(\.stage) == ["score"])
  }

  @Test func `an amendment is another use, and never a way around`() throws {
    let scenario = try scenario(uses: 2)
    try scenario.workOff()
    func loosen(_ change: (inout Plan) -> Void) throws -> Rejection? {
      var plan = try #require(scenario.states.plan("s"))
      change(&plan)
      let changed = StudyRegistered(plan: plan, file: .study(77))
      return scenario.refusal(of: AmendStudy(changed, reason: "more"))
    }
    let more = try loosen { $0.inputs[0].heldOut?.maxUses = 9 }
    #expect(more?.message.contains("would have 9 uses") == true)
    #expect(try loosen { $0.inputs[0].heldOut = nil } != nil)
    // Another name is no other data.
    #expect(
      try loosen {
        $0.inputs[0].name = "other"
        $0.inputs[0].heldOut = nil
        $0.stages[1].inputs[1] = StageInput(name: "data", source: .study("other"))
      } != nil)
    #expect(
      try loosen { $0.code = [FilePin(path: "t.csv", digest: .sample(9), size: 5)] } != nil)
    try scenario.amend { $0.stages[1].run = ["score", "better"] }
    let after = try scenario.workOff()
    #expect(after.contains { $0.fact.type == "stage.blocked" })
    #expect(try used(scenario).uses.count == 2)
  }

  @Test func `data that were used are held out though an amendment dropped them in between`()
    throws
  {
    let scenario = try scenario(uses: 2)
    try scenario.workOff()
    try scenario.amend { plan in
      plan.inputs = []
      plan.stages[1].inputs.removeLast()
    }
    var plan = try #require(scenario.states.plan("s"))
    plan.inputs = [.held("fresh", 9, nil)]
    plan.stages[1].inputs.append(StageInput(name: "data", source: .study("fresh")))
    let changed = StudyRegistered(plan: plan, file: .study(78))
    #expect(scenario.refusal(of: AmendStudy(changed, reason: "more"))?.code == .outOfOrder)
  }

  @Test func `without a way to be allowed it stays at the uses that there are`() throws {
    let scenario = try scenario(uses: 1, approve: false)
    let events = try scenario.workOff()
    let command = events.compactMap { event -> String? in
      if case .stageBlocked(let blocked) = event.fact { blocked.command } else { nil }
    }
    #expect(command == ["runledger decide s stop -m \"...\""])
    scenario.author = ("bob", .operator)
    #expect(scenario.refusal(of: allow("B-s1"))?.code == .outOfOrder)
  }

  @Test func `data that stand under a second name are not held out`() throws {
    let plan = plan { plan in
      plan.inputs.append(.held("copy", 9, nil))
    }
    let register = RegisterStudy(StudyRegistered(plan: plan, file: .study(1)))
    let refusal = Scenario().refusal(of: register)
    #expect(refusal?.message.contains("input 'copy' holds a file of 'test'") == true)
  }

  @Test func `how often data may be used makes no result stale`() throws {
    let scenario = try scenario(uses: 3)
    try scenario.workOff()
    let before = try used(scenario).touches
    try scenario.amend { $0.inputs[0].heldOut?.maxUses = 2 }
    try scenario.workOff()
    #expect(try used(scenario).touches == before)
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `a run that is executed again is handed them again`() throws {
    let scenario = try scenario(uses: 2)
    try scenario.workOff()
    let compared = ReproductionCompared(outcome: .exact, differences: [])
    try scenario.when(CompareReproduction(study: "s", run: "A-s1", compared))
    #expect(try used(scenario).touches == 5)
  }
}

extension InputPlan {
  /// An input of one file.
  static func held(_ name: String, _ byte: UInt8, _ rule: HeldOutPlan?) -> InputPlan {
    let file = FilePin(path: "\(name).csv", digest: .sample(byte), size: 5)
    var input = InputPlan(name: name, pattern: file.path, files: [file])
    input.heldOut = rule
    return input
  }
}
