import Bytes
import Codecs
import Engines
import LedgerFormat
import Study
import Testing

/// Stages that wait for a person.
@Suite struct ApproveTests {
  private static let alice = "a1"
  private static let bob = "b2"

  /// `work`, `sign` by somebody else than the author, and `publish` after it.
  private func scenario(
    role: String = "operator", notAuthor: Bool = true, _ change: (inout Plan) -> Void = { _ in }
  ) throws -> Scenario {
    let plan = Plan.sample { plan in
      plan.stages = [
        .named("work"),
        StagePlan.waiting("sign", ApprovalPlan(role: role, notAuthor: notAuthor)) { stage in
          stage.inputs = [StageInput(name: "data", source: .stage("work", "out"))]
        },
        .named("publish") { $0.when = try? Condition("sign.verdict == PASS") },
      ]
      change(&plan)
    }
    let scenario = Scenario()
    scenario.author.key = Self.alice
    try scenario.when(RegisterStudy(StudyRegistered(plan: plan, file: .study(1))))
    return scenario
  }

  private func approve(_ run: String = "s1", _ stage: String = "sign") -> any Command {
    ApproveStage(
      study: "s", UnitAddress(run: run, stage: stage, unit: ""), meaning: "fit for release")
  }

  @Test func `a stage waits, somebody approves, and what depends on it goes on`() throws {
    let scenario = try scenario()
    try scenario.workOff()
    #expect(try scenario.unit("s1", "sign").phase == .blocked)
    #expect(try scenario.study().blocked.map(\.stage) == ["sign"])
    scenario.author.key = Self.bob
    let events = try scenario.when(approve())
    #expect(lines(events) == ["approval.signed s1"])
    guard case .approvalSigned(let signed) = events[0].fact else { return }
    #expect(signed.subject == "s1/sign" && signed.meaning == "fit for release")
    #expect(try scenario.unit("s1", "sign").phase == .ended)
    #expect(try scenario.unit("s1", "sign").outcome == .succeeded)
    #expect(try scenario.study().blocked.isEmpty)
    let after = lines(try scenario.workOff())
    #expect(after.first == "stage.requested s1 publish#1 first (scheduling)")
    #expect(try scenario.study().closing == .completed)
    let tally = try scenario.study().tallies.first { $0.stage == "sign" }
    #expect(tally?.done == 1)
  }

  @Test func `what waits for a person stops other runs too, unless the claim goes on regardless`()
    throws
  {
    let scenario = try scenario { $0.seeds = [1, 2] }
    try scenario.claim(1)
    try scenario.work("s1", "work")
    #expect(lines(try scenario.claim(1)).contains { $0.hasPrefix("stage.blocked s1 sign") })
    #expect(try scenario.unit("s1", "sign").phase == .blocked)
    try scenario.workOff()
    let before = lines(try scenario.claim())
    #expect(before.isEmpty, "\(before)")
    scenario.author.key = Self.bob
    try scenario.when(approve())
    #expect(!lines(try scenario.claim(1)).isEmpty)
  }

  @Test func `a last stage that is approved ends the run`() throws {
    let scenario = try scenario { $0.stages.removeLast() }
    try scenario.workOff()
    scenario.author.key = Self.bob
    #expect(
      lines(try scenario.when(approve())) == [
        "approval.signed s1", "run.finished s1 PASS (runs 0)",
        "study.closed s completed (levels 1)",
      ])
  }

  @Test func `whoever wrote the plan does not approve it`() throws {
    let scenario = try scenario()
    try scenario.workOff()
    let refusal = scenario.refusal(of: approve())
    #expect(refusal?.code == .keyRefused)
    #expect(refusal?.isRecorded == true)
    #expect(refusal?.message == "this key wrote the plan, and a plan's author may not approve it")
    scenario.author.key = Self.bob
    try scenario.amend { $0.objective = "does it work well" }
    try scenario.workOff()
    #expect(scenario.refusal(of: approve())?.code == .keyRefused, "he wrote it too, now")
    scenario.author.key = Self.alice
    #expect(scenario.refusal(of: approve())?.code == .keyRefused, "and she did before")
    scenario.author.key = "c3"
    try scenario.when(approve())
  }

  @Test func `the author approves where nothing is said against it`() throws {
    let scenario = try scenario(notAuthor: false)
    try scenario.workOff()
    try scenario.when(approve())
    #expect(try scenario.study().authors.isEmpty, "and nobody has to remember who he was")
  }

  @Test func `the role that the stage asks for is demanded`() throws {
    let scenario = try scenario(role: "admin")
    try scenario.workOff()
    scenario.author = (Self.bob, .operator)
    let refusal = scenario.refusal(of: approve())
    #expect(refusal?.code == .roleRefused)
    #expect(refusal?.isRecorded == true)
    #expect(
      refusal?.message == "this approval needs the role 'admin', and this key has 'operator'")
    scenario.author.role = .admin
    try scenario.when(approve())
  }

  @Test func `what does not wait is not approved`() throws {
    let scenario = try scenario()
    scenario.author.key = Self.bob
    #expect(scenario.refusal(of: approve("s9"))?.code == .notFound)
    try scenario.claim()
    #expect(scenario.refusal(of: approve("s1", "nothing"))?.code == .notFound)
    #expect(scenario.refusal(of: approve("s1", "work"))?.code == .invalid)
    #expect(scenario.refusal(of: approve())?.code == .outOfOrder)
    try scenario.work("s1", "work")
    try scenario.workOff()
    try scenario.when(approve())
    #expect(scenario.refusal(of: approve())?.code == .unchanged)
  }

  @Test func `what belongs to an earlier schedule is not approved`() throws {
    let scenario = try scenario { $0.stages[2].when = nil }
    try scenario.workOff()
    try scenario.when(
      MakeDecision(.study("s"), DecisionMade(choice: .stop, rationale: "enough")))
    try scenario.when(DrawSchedule(study: "s", reason: "again"))
    scenario.author.key = Self.bob
    #expect(scenario.refusal(of: approve())?.code == .outOfOrder)
  }

  @Test func `an approval is no work that is tried again`() throws {
    let scenario = try scenario()
    try scenario.workOff()
    let retry = RetryStage(study: "s", run: "s1", stage: "sign", reason: "why")
    let refusal = scenario.refusal(of: retry)
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.hint == "runledger approve s/s1/sign")
  }

  @Test(arguments: [true, false])
  func `what was approved is approved again when it has changed`(isRead: Bool) throws {
    let scenario = try scenario { plan in
      plan.seeds = [1, 2]
      plan.stages[1].scope = .study
      plan.stages[2].scope = .study
      // What is only waited for is approved as well as what is read.
      if !isRead {
        plan.stages[1].inputs = []
        plan.stages[1].when = try? Condition("work.verdict == PASS")
      }
    }
    func work() throws {
      try scenario.workOff { finished in
        let digest = Digest.sample(UInt8(finished.id.attempt))
        finished.outputs = [OutputRecord(path: "out", digest: digest, size: 1, kept: true)]
      }
    }
    try work()
    scenario.author.key = Self.bob
    try scenario.when(approve("study"))
    try work()
    #expect(try scenario.study().closing == .completed)
    let again = RerunRun(study: "s", run: "s1", from: "work", params: [], reason: "again")
    try scenario.when(again)
    try work()
    #expect(try scenario.unit("study", "sign").phase == .blocked)
    #expect(try scenario.unit("study", "sign").outcome == nil)
    #expect(try scenario.study().tallies.first { $0.stage == "sign" }?.done == 0)
    try scenario.when(approve("study"))
    try work()
    #expect(try scenario.study().blocked.isEmpty)
    #expect(try #require(scenario.states.run("s", "study")).finished == .pass)
  }

  @Test func `what is approved under a bypass is not for production`() throws {
    let scenario = try scenario { plan in
      plan.params = [Parameter(name: "skip", value: false, bypass: true)]
      plan.stages[0].params = ["skip"]
    }
    try scenario.when(OverrideTests.grant())
    try scenario.workOff()
    #expect(try scenario.unit("s1", "sign").bypassed == ["skip"])
  }
}

extension StagePlan {
  /// A stage that waits for a person.
  static func waiting(
    _ name: String, _ approval: ApprovalPlan, _ change: (inout StagePlan) -> Void = { _ in }
  ) -> StagePlan {
    var stage = StagePlan(name: name, run: [])
    stage.approve = approval
    change(&stage)
    return stage
  }
}
