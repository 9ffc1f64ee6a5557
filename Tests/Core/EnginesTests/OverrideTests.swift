import Bytes
import Codecs
import Engines
import Study
import Testing

/// Guards that are bypassed under a grant, and what that makes of results.
@Suite struct OverrideTests {
  /// `fetch`, `compile` that sees a guard, `build` after it, and `report` over all runs.
  static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    .sample { plan in
      plan.seeds = [1, 2]
      plan.params = [
        Parameter(name: "strict", value: 1), Parameter(name: "skip", value: false, bypass: true),
        Parameter(name: "force", value: 0, bypass: true),
      ]
      plan.stages = [
        .named("fetch"),
        .named("compile") { stage in
          stage.inputs = [StageInput(name: "data", source: .stage("fetch", "out"))]
          stage.params = ["skip"]
        },
        .named("build") { stage in
          stage.inputs = [StageInput(name: "plan", source: .stage("compile", "out"))]
          stage.params = ["force"]
        },
        .named("report") { stage in
          stage.scope = .study
          stage.inputs = [StageInput(name: "all", source: .stage("build", "out"))]
        },
      ]
      change(&plan)
    }
  }

  static func grant(
    _ flag: String = "skip", _ value: Value = true, run: String? = nil, stage: String? = nil
  ) -> any Command {
    GrantOverride(
      OverrideArguments(
        study: "s", run: run, stage: stage, flag: flag, value: value, reason: "diagnosis"))
  }

  static func revoke(
    _ flag: String = "skip", run: String? = nil, stage: String? = nil
  ) -> any Command {
    RevokeOverride(
      OverrideArguments(study: "s", run: run, stage: stage, flag: flag, reason: "seen enough"))
  }

  private static func rerun(
    _ run: String, from stage: String, _ params: [Parameter] = []
  ) -> any Command {
    RerunRun(study: "s", run: run, from: stage, params: params, reason: "again")
  }

  private func finished(_ change: (inout Plan) -> Void = { _ in }) throws -> Scenario {
    let scenario = try Scenario(Self.plan(change))
    try scenario.workOff()
    return scenario
  }

  private func run(_ id: String, _ scenario: Scenario) throws -> RunState {
    try #require(scenario.states.run("s", id))
  }

  @Test func `without a grant a guarded value is refused wherever it is asked for`() throws {
    let scenario = try finished()
    let changed = [Parameter(name: "skip", value: true)]
    let refusal = scenario.refusal(of: Self.rerun("s1", from: "compile", changed))
    #expect(refusal?.code == .bypass)
    #expect(refusal?.isRecorded == true)
    #expect(refusal?.hint?.contains("runledger override grant skip=VALUE") == true)
    var plan = Self.plan()
    plan.levels = [LevelPlan(name: "", params: changed)]
    let registered = StudyRegistered(plan: plan, file: .study(9))
    #expect(scenario.refusal(of: AmendStudy(registered, reason: "why"))?.code == .bypass)
    #expect(scenario.refusal(of: ReviseStudy(registered))?.code == .bypass)
    #expect(Scenario().refusal(of: RegisterStudy(registered))?.code == .bypass)
  }

  @Test func `with a grant the value is applied, and what reads the result is marked`() throws {
    let scenario = try finished()
    #expect(lines(try scenario.when(Self.grant(run: "s1"))) == ["override.granted s1"])
    #expect(try scenario.study().nonProduction == [], "a finished run stays as it is")
    #expect(try scenario.claim().isEmpty)
    try scenario.when(Self.rerun("s1", from: "compile"))
    let planned = try run("s1-v2", scenario)
    #expect(planned.params.map(\.value) == [1, true, 0])
    #expect(planned.bypasses.map(\.flag) == ["skip"])
    #expect(planned.bypasses[0].grantedAt?.ordinal == 0)
    let events = try scenario.workOff()
    #expect(
      lines(events).filter { $0.hasPrefix("stage.requested") } == [
        "stage.requested s1-v2 compile#2 stale (scheduling)",
        "stage.requested s1-v2 build#2 stale (scheduling)",
        "stage.requested study report#2 stale (scheduling)",
      ], "dependents only")
    #expect(try run("s1-v2", scenario).bypassed == ["skip"])
    #expect(try run("study", scenario).bypassed == ["skip"])
    #expect(try run("s2", scenario).isProduction)
    #expect(try scenario.study().nonProduction == ["s1-v2", "study"])
    #expect(try scenario.unit("s1-v2", "fetch").bypassed == [])
    #expect(try scenario.unit("s1-v2", "build").bypassed == ["skip"])
  }

  @Test func `only a rebuild without the bypass clears the mark`() throws {
    let scenario = try finished()
    try scenario.when(Self.grant(run: "s1"))
    try scenario.when(Self.rerun("s1", from: "compile"))
    try scenario.workOff()
    #expect(lines(try scenario.when(Self.revoke(run: "s1"))) == ["override.revoked s1"])
    #expect(try scenario.claim().isEmpty)
    #expect(try scenario.study().nonProduction == ["s1-v2", "study"])
    try scenario.when(Self.rerun("s1-v2", from: "build"))
    let events = try scenario.workOff()
    #expect(
      lines(events).filter { $0.hasPrefix("stage.requested") } == [
        "stage.requested s1-v3 compile#3 stale (scheduling)",
        "stage.requested s1-v3 build#3 stale (scheduling)",
        "stage.requested study report#3 stale (scheduling)",
      ], "what was made under the bypass is stale, whatever is repeated")
    #expect(try run("s1-v3", scenario).params.map(\.value) == [1, false, 0])
    #expect(try run("s1-v3", scenario).isProduction)
    #expect(try run("study", scenario).isProduction)
    #expect(try scenario.study().nonProduction == [])
    #expect(try run("s1-v2", scenario).bypassed == ["skip"], "what was stays on the record")
  }

  @Test func `a grant for the study holds for all runs that are planned under it`() throws {
    let scenario = try Scenario(Self.plan())
    try scenario.when(Self.grant())
    try scenario.workOff()
    #expect(try run("s1", scenario).bypassed == ["skip"])
    #expect(try run("s2", scenario).bypassed == ["skip"])
    #expect(try scenario.study().nonProduction == ["s1", "s2", "study"])
    try scenario.when(Self.revoke())
    for id in ["s1", "s2"] { try scenario.when(Self.rerun(id, from: "compile")) }
    try scenario.workOff()
    #expect(try scenario.study().nonProduction == [])
    #expect(try scenario.unit("s1-v2", "fetch").attempt == 1)
  }

  @Test func `a run under way follows the grants`() throws {
    let scenario = try Scenario(Self.plan { $0.seeds = [1] })
    try scenario.claim()
    try scenario.work("s1", "fetch")
    try scenario.claim()
    try scenario.work("s1", "compile")
    try scenario.when(Self.grant())
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 compile redo (scheduling)",
        "stage.requested s1 compile#2 stale (scheduling)",
      ])
    try scenario.when(Self.revoke())
    try scenario.work("s1", "compile")
    #expect(
      lines(try scenario.claim()) == [
        "run.planned s1 compile redo (scheduling)",
        "stage.requested s1 compile#3 stale (scheduling)",
      ])
    try scenario.workOff()
    #expect(try scenario.study().nonProduction == [])
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `a grant for a stage is seen by that stage alone`() throws {
    let plan = Self.plan { plan in
      plan.change("build") { $0.params = ["skip"] }
    }
    let scenario = try Scenario(plan)
    try scenario.when(Self.grant(stage: "build"))
    try scenario.workOff()
    let run = try run("s1", scenario)
    #expect(run.params.map(\.value) == [1, false, 0])
    #expect(run.params(of: "compile").map(\.value) == [1, false, 0])
    #expect(run.params(of: "build").map(\.value) == [1, true, 0])
    #expect(try scenario.unit("s1", "compile").bypassed == [])
    #expect(try scenario.unit("s1", "build").bypassed == ["skip"])
    #expect(try self.run("study", scenario).bypassed == ["skip"])
  }

  @Test func `the nearest grant counts`() throws {
    let scenario = try Scenario(Self.plan())
    try scenario.when(Self.grant("force", 1))
    try scenario.when(Self.grant("force", 2, run: "s2"))
    try scenario.workOff()
    #expect(try run("s1", scenario).params.map(\.value) == [1, false, 1])
    #expect(try run("s2", scenario).params.map(\.value) == [1, false, 2])
    try scenario.when(Self.rerun("s2", from: "build"))
    #expect(try run("s2-v2", scenario).params.map(\.value) == [1, false, 2], "it is the same line")
  }

  @Test func `a guard that no stage is known to see acts on all of a run`() throws {
    let plan = Self.plan { $0.params.append(Parameter(name: "dark", value: 0, bypass: true)) }
    let scenario = try Scenario(plan)
    try scenario.when(Self.grant("dark", 1, run: "s1"))
    try scenario.workOff()
    #expect(try scenario.unit("s1", "fetch").bypassed == ["dark"])
    #expect(try run("study", scenario).bypassed == ["dark"])
    #expect(try run("s2", scenario).isProduction)
  }

  @Test func `a plan may ask for what is granted for the study`() throws {
    let scenario = try finished()
    try scenario.when(Self.grant())
    let bypass = [Parameter(name: "skip", value: true)]
    try scenario.amend { $0.levels = [LevelPlan(name: "", params: bypass)] }
    try scenario.workOff()
    #expect(try run("s1", scenario).bypassed == ["skip"])
    try scenario.when(Self.revoke())
    try scenario.when(Self.rerun("s1", from: "compile"))
    #expect(try run("s1-v2", scenario).params.map(\.value) == [1, false, 0], "strict again")
  }

  @Test func `a repetition may ask for what is granted and for nothing else`() throws {
    let scenario = try finished()
    try scenario.when(Self.grant("force", 2, run: "s1"))
    let refused = { (value: Value) -> Rejection.Code? in
      scenario.refusal(
        of: Self.rerun("s1", from: "build", [Parameter(name: "force", value: value)]))?
        .code
    }
    #expect(refused(3) == .bypass)
    #expect(refused(0) == .outOfOrder)
    #expect(refused(2) == nil)
    #expect(try run("s1-v2", scenario).bypassed == ["force"])
  }

  @Test func `levels do not share runs, and a bypass at one stays there`() throws {
    let scenario = try Scenario(
      Self.plan { plan in
        plan.seeds = []
        plan.levels = [LevelPlan(name: "A", seeds: [1]), LevelPlan(name: "B", seeds: [1])]
      })
    try scenario.when(Self.grant(run: "A-s1"))
    try scenario.workOff()
    #expect(try scenario.study().nonProduction == ["A-s1", "A-study"])
    #expect(try run("B-s1", scenario).isProduction)
  }

  @Test func `everything comes out the same again`() throws {
    let scenario = try finished()
    try scenario.when(Self.grant(run: "s1"))
    try scenario.when(Self.rerun("s1", from: "compile"))
    try scenario.workOff()
    try scenario.when(Self.revoke(run: "s1"))
    let states = States()
    for (place, step) in scenario.accepted.enumerated() {
      let events = try Rules.apply(step.command, at: step.context, states)
      #expect(lines(events) == lines(scenario.entries[place]))
    }
    let rows = Rows(states.takeChanges())
    let again = States(rows)
    #expect(again.study("s") == (try scenario.study()))
    #expect(again.run("s", "s1-v2") == (try run("s1-v2", scenario)))
  }
}
