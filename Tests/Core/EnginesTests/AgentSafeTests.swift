import Bytes
import Codecs
import Engines
import LedgerFormat
import Study
import Testing

/// Studies whose candidates come from somebody who would like to win.
@Suite struct AgentSafeTests {
  private static let secret = [UInt8](repeating: 7, count: 32)

  /// `fit` executes an arm, `judge` looks at what it gives, `compare` says what the batch came to.
  private func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    .sample { plan in
      plan.agentSafe = AgentSafePlan()
      plan.agentSafe?.maxCandidates = 3
      plan.agentSafe?.baselineSeeds = 5
      plan.agentSafe?.candidateSeeds = 6
      plan.agentSafe?.secret = Hashing.digest(of: Self.secret)
      plan.code = [.code("base.py", 1), .code("mine.py", 2)]
      plan.inputs = [.held("judge", 3, nil)]
      plan.params = [Parameter(name: "program", value: "base.py"), Parameter(name: "k", value: 1)]
      let axis = Axis(name: "program", values: ["base.py", "mine.py"])
      plan.design = .sweep(SweepPlan(axes: [axis], seeds: [0]))
      plan.baselines = [BaselinePlan(name: "best")]
      plan.baselines[0].needsReport = false
      plan.baselines[0].needsDeliverables = false
      plan.stages = [
        .named("fit") { stage in
          stage.run = ["fit", "${params.program}", "${params.k}", "${seed}"]
          stage.confine = .required
        },
        .named("judge") { stage in
          stage.inputs = [
            StageInput(name: "model", source: .stage("fit", "out")),
            StageInput(name: "judge", source: .study("judge")),
          ]
        },
        .named("compare") { stage in
          stage.scope = .batch
          stage.inputs = [StageInput(name: "scores", source: .stage("judge", "out"))]
          var check = CheckPlan(
            .metric("noise_verdict", file: nil), pass: Threshold(.greaterOrEqual, 1))
          check.inconclusive = Threshold(.greaterOrEqual, 0)
          stage.gates = [GatePlan(name: "noise", checks: [check])]
        },
      ]
      change(&plan)
    }
  }

  private func batch(
    _ number: Int, in scenario: Scenario, overrides: [Parameter] = [],
    _ change: (inout BatchManifest) -> Void = { _ in }
  ) throws -> any Command {
    let plan = try #require(scenario.states.plan("s"))
    var manifest = BatchManifest(
      batch: "b20260213-2140-test-v0\(number)", axes: plan.declaredBatch?.axes ?? [], seeds: [])
    manifest.number = number
    manifest.overrides = overrides
    let candidate = try #require(scenario.states.candidate(of: plan, overrides))
    manifest.draw(candidate, try #require(plan.agentSafe), secret: Self.secret)
    change(&manifest)
    return DeclareBatch(study: "s", manifest)
  }

  /// Works a batch off whose comparison says `verdict`.
  private func work(_ scenario: Scenario, verdict: Double) throws -> [String] {
    lines(
      try scenario.workOff { finished in
        if finished.id.stage == "compare" { finished.report(verdict, as: "noise_verdict") }
      })
  }

  private func write(_ byte: UInt8, to path: String, in scenario: Scenario) throws {
    try scenario.amend { plan in
      for place in plan.code.indices where plan.code[place].path == path {
        plan.code[place] = .code(path, byte)
      }
    }
  }

  @Test func `both arms run on seeds of their own, which follow from the candidate`() throws {
    let scenario = try Scenario(plan())
    try scenario.when(batch(1, in: scenario))
    let runs = scenario.states.schedule("s", level: 0, round: 1).filter { $0.scope == .run }
    #expect(runs.count == 11)
    #expect(Set(runs.map(\.seed)).count == 11)
    #expect(runs.count { $0.assignment.variant == "vr-program-base.py" } == 5)
    #expect(scenario.states.runCount("s", level: 0, scope: .run) == 11)
    let manifest = try #require(scenario.states.batch("s", "b20260213-2140-test-v01")).manifest
    #expect(manifest.isDrawn(from: Self.secret))
    #expect(!manifest.isDrawn(from: [UInt8](repeating: 8, count: 32)))
    // What anybody can recompute who is told the secret (Python's hmac gives the same).
    #expect(
      Hashing.digest(of: Self.secret).hex
        == "4bb06f8e4e3a7715d201d573d0aa423762e55dabd61a2c02278fa56cc6d294e0")
  }

  @Test func `the keyed hash is HMAC-SHA256`() {
    // RFC 4231, test case 2.
    let hash = Seeds.authenticated(
      Array("what do ya want for nothing?".utf8), by: Array("Jefe".utf8))
    #expect(hash.hex == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
  }

  @Test func `another candidate has other seeds, and the same one no second chance`() throws {
    let scenario = try Scenario(plan())
    try scenario.when(batch(1, in: scenario))
    let first = scenario.states.schedule("s", level: 0, round: 1).map(\.seed)
    #expect(try work(scenario, verdict: 0).contains { $0.contains("INCONCLUSIVE") })
    #expect(scenario.states.batch("s", "b20260213-2140-test-v01")?.verdict == .inconclusive)
    #expect(try scenario.refusal(of: batch(2, in: scenario))?.code == .exists)
    try write(4, to: "mine.py", in: scenario)
    try scenario.when(batch(2, in: scenario))
    let second = scenario.states.schedule("s", level: 0, round: 2).map(\.seed)
    #expect(Set(first).intersection(second).count <= 1, "but for those of the study's own runs")
    let other = Parameter(name: "k", value: 2)
    _ = try work(scenario, verdict: 0)
    try scenario.when(batch(3, in: scenario, overrides: [other]))
    let run = scenario.states.schedule("s", level: 0, round: 3).first { $0.scope == .run }
    #expect(run?.changes.contains { $0.name == "k" } == false, "the baseline keeps its parameters")
  }

  @Test func `seeds of one's own are refused`() throws {
    let scenario = try Scenario(plan())
    func refused(_ change: (inout BatchManifest) -> Void) throws -> Rejection? {
      try scenario.refusal(of: batch(1, in: scenario, [], change))
    }
    func batch(
      _ number: Int, in scenario: Scenario, _ overrides: [Parameter],
      _ change: (inout BatchManifest) -> Void
    ) throws -> any Command {
      try self.batch(number, in: scenario, overrides: overrides, change)
    }
    #expect(try refused { $0.draw = nil }?.code == .outOfOrder)
    #expect(try refused { $0.seeds = [1, 2, 3] }?.code == .outOfOrder)
    #expect(try refused { $0.draw?.baselineSeeds = [1, 2, 3, 4] }?.code == .outOfOrder)
    #expect(try refused { $0.draw?.candidate = .sample(1) }?.code == .outOfOrder)
    #expect(
      try refused { $0.axes = [Axis(name: "program", values: ["mine.py", "base.py"])] }?.code
        == .outOfOrder)
  }

  @Test func `one candidate more than were registered is refused`() throws {
    let scenario = try Scenario(plan())
    for number in 1...3 {
      try write(UInt8(10 + number), to: "mine.py", in: scenario)
      try scenario.when(batch(number, in: scenario))
      _ = try work(scenario, verdict: 0)
    }
    try write(20, to: "mine.py", in: scenario)
    let refusal = try scenario.refusal(of: batch(4, in: scenario))
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.message.contains("has used its 3 candidates") == true)
  }

  @Test func `what judges does not change, nor a candidate whose seeds are known`() throws {
    let scenario = try Scenario(plan())
    func refused(_ change: (inout Plan) -> Void) throws -> Rejection? {
      var plan = try #require(scenario.states.plan("s"))
      change(&plan)
      let changed = StudyRegistered(plan: plan, file: .study(90))
      return scenario.refusal(of: AmendStudy(changed, reason: "better"))
    }
    try scenario.when(batch(1, in: scenario))
    let open = try refused { $0.code[1] = .code("mine.py", 9) }
    #expect(open?.message.contains("seeds of batch") == true)
    _ = try work(scenario, verdict: 0)
    #expect(try refused { $0.inputs[0].files[0].digest = .sample(99) }?.code == .changedStudy)
    #expect(try refused { $0.stages[1].run = ["kinder"] }?.code == .changedStudy)
    #expect(try refused { $0.stages[2].gates = [] }?.code == .changedStudy)
    #expect(try refused { $0.agentSafe?.maxCandidates = 99 }?.code == .changedStudy)
    #expect(try refused { $0.agentSafe = nil }?.code == .changedStudy)
    #expect(try refused { $0.code[0] = .code("base.py", 9) }?.code == .changedStudy)
    #expect(try refused { $0.params[1].value = 5 }?.code == .changedStudy)
    #expect(try refused { $0.code[1] = .code("mine.py", 9) } == nil)
  }

  @Test func `a repetition has the seed and the parameters of its run`() throws {
    let scenario = try Scenario(plan())
    try scenario.when(batch(1, in: scenario))
    _ = try work(scenario, verdict: 0)
    let run = try #require(
      scenario.states.schedule("s", level: 0, round: 1).first { $0.scope == .run })
    let other = RerunRun(
      study: "s", run: run.id, from: "fit", params: [Parameter(name: "k", value: 3)],
      reason: "luck")
    #expect(scenario.refusal(of: other)?.code == .outOfOrder)
    let again = RerunRun(study: "s", run: run.id, from: "fit", params: [], reason: "luck")
    try scenario.when(again)
    #expect(scenario.states.current(run.id, of: "s")?.seed == run.seed)
    #expect(try scenario.study().candidates.count == 1)
  }

  @Test func `what is promoted is the next baseline, code and parameters`() throws {
    let scenario = try Scenario(plan())
    let name = "b20260213-2140-test-v01"
    try scenario.when(batch(1, in: scenario, overrides: [Parameter(name: "k", value: 2)]))
    _ = try work(scenario, verdict: 1)
    let promote = PromoteBaseline(
      study: "s", baseline: "best", to: name, reason: "it beats the noise")
    let promoted = lines(try scenario.when(promote))
    #expect(promoted.contains { $0.hasPrefix("baseline.promoted") }, "\(promoted)")
    try write(5, to: "mine.py", in: scenario)
    let stale = try scenario.refusal(of: batch(2, in: scenario))
    #expect(stale?.message.contains("is not what was promoted last") == true)
    try write(2, to: "base.py", in: scenario)
    try scenario.when(batch(2, in: scenario))
    let runs = scenario.states.schedule("s", level: 0, round: 2).filter { $0.scope == .run }
    let base = runs.first { $0.assignment.variant == "vr-program-base.py" }
    #expect(base?.changes.contains { $0.name == "k" && $0.value == 2 } == true)
  }

  @Test func `what is not judged is not promoted, and waits for nobody`() throws {
    let scenario = try Scenario(plan())
    let name = "b20260213-2140-test-v01"
    try scenario.when(batch(1, in: scenario))
    _ = try work(scenario, verdict: 0)
    #expect(try scenario.study().blocked.isEmpty)
    let refused = lines(
      try scenario.when(PromoteBaseline(study: "s", baseline: "best", to: name, reason: "please")))
    #expect(refused.contains { $0.hasPrefix("promotion.refused") }, "\(refused)")
  }

  @Test(arguments: [0, 1, 2, 3, 4])
  func `what is not confined is no such study`(_ which: Int) throws {
    let plan = plan { plan in
      switch which {
      case 0: plan.stages[0].confine = .preferred
      case 1:
        plan.inputs[0].heldOut = HeldOutPlan(maxUses: 1)
        plan.stages[0].inputs = [StageInput(name: "peek", source: .study("judge"))]
      case 2: plan.stages[2].scope = .variant
      case 3: plan.design.sweep?.axes = [Axis(name: "k", values: [1, 2])]
      default: plan.agentSafe?.candidateSeeds = 4
      }
    }
    #expect(plan.problemOfAgentSafe != nil)
    let register = RegisterStudy(StudyRegistered(plan: plan, file: .study(1)))
    #expect(Scenario().refusal(of: register)?.code == .invalid)
  }

  @Test func `an arm sees neither what judges it nor what else there is of code`() {
    let plan = plan { plan in
      plan.code.append(.code("tools.py", 8))
      plan.inputs.append(.held("data", 6, nil))
      plan.stages[0].inputs = [StageInput(name: "data", source: .study("data"))]
    }
    #expect(plan.withheld(from: plan.stages[0]).map(\.path) == ["judge.csv", "tools.py"])
    #expect(plan.withheld(from: plan.stages[1]).isEmpty)
  }
}

extension FilePin {
  /// A file of code that is told apart by a number.
  fileprivate static func code(_ path: String, _ byte: UInt8) -> FilePin {
    FilePin(path: path, digest: .sample(byte), size: 5)
  }
}
