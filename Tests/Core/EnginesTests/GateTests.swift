import Codecs
import Study
import Testing

/// What gates say of recorded observations.
@Suite struct GateTests {
  private func scenario(_ gates: [GatePlan]) throws -> Scenario {
    let scenario = try Scenario(.sample { plan in plan.change("work") { $0.gates = gates } })
    try scenario.claim()
    return scenario
  }

  private func gate(_ events: [Event]) throws -> GateEvaluated {
    let gates = events.compactMap { event -> GateEvaluated? in
      if case .gateEvaluated(let gate) = event.fact { gate } else { nil }
    }
    return try #require(gates.first)
  }

  @Test(arguments: [
    (0.9, Verdict.pass, 0.8), (0.8, .pass, 0.8), (0.7, .warn, 0.6), (0.6, .warn, 0.6),
    (0.5, .fail, 0.8), (.nan, .fail, 0.8), (.infinity, .fail, 0.8), (-.infinity, .fail, 0.8),
  ])
  func `a value is compared with both thresholds`(
    value: Double, verdict: Verdict, threshold: Double
  ) throws {
    let scenario = try scenario([.accuracy()])
    let gate = try gate(scenario.work("s1", "work") { $0.report(value) })
    #expect(gate.verdict == verdict)
    #expect(gate.checks[0].threshold == threshold)
    let problem = value.isNaN ? "the value is not a number" : "the value is infinite"
    #expect(gate.checks[0].problem == (value.isFinite ? nil : problem))
    #expect(gate.subject == "s1/work")
    #expect(gate.evidence == "attempt 1")
  }

  @Test func `a metric that was not reported fails`() throws {
    let gate = try gate(scenario([.accuracy()]).work("s1", "work"))
    #expect(gate.verdict == .fail)
    #expect(gate.checks[0].observed == nil)
    #expect(gate.checks[0].problem == "the stage reported no metric 'accuracy'")
  }

  @Test func `a check without a value is told in a sentence`() throws {
    let events = try scenario([.accuracy()]).work("s1", "work")
    guard case .stageBlocked(let blocked)? = events.last?.fact else {
      Issue.record("it is not blocked")
      return
    }
    #expect(
      blocked.evidence == "gate quality: metric accuracy fails, wanted >= 0.8: "
        + "the stage reported no metric 'accuracy'")
  }

  @Test func `what the runner observed in files counts, and what it did not fails`() throws {
    let plan = GatePlan(
      name: "files",
      checks: [
        CheckPlan(.exists("a.csv"), pass: Threshold(.equal, 1)),
        CheckPlan(.rows("a.csv"), pass: Threshold(.greater, 10)),
        CheckPlan(.rows("b.csv"), pass: Threshold(.greater, 10)),
      ])
    let scenario = try scenario([plan])
    let gate = try gate(
      scenario.work("s1", "work") { finished in
        finished.observations = [
          Observation(gate: "files", check: "exists a.csv", value: 1),
          Observation(gate: "files", check: "rows a.csv", value: nil, problem: "no header"),
          Observation(gate: "other", check: "rows b.csv", value: 11),
        ]
      })
    #expect(gate.checks.map(\.verdict) == [.pass, .fail, .fail])
    #expect(gate.checks.map(\.problem) == [nil, "no header", "nothing was observed"])
  }

  @Test func `a failure blocks the unit once, after the last gate, and proposes what may help`()
    throws
  {
    let scenario = try scenario([.accuracy(), GatePlan(name: "empty", checks: [])])
    let events = try scenario.work("s1", "work") { $0.report(0.1) }
    #expect(
      lines(events) == [
        "stage.finished s1 work succeeded", "gate.evaluated s1 quality FAIL (gates 0)",
        "gate.evaluated s1 empty PASS (gates 0)", "stage.blocked s1 work gate (retry 2)",
      ])
    guard case .stageBlocked(let blocked) = events[3].fact else { return }
    #expect(blocked.evidence.contains("quality"))
    #expect(blocked.proposal.contains("mend what the stage does or reads"))
    #expect(blocked.command == "runledger amend s -m \"...\"")
  }

  @Test func `a second failure of the gates is escalated`() throws {
    let scenario = try scenario([.accuracy()])
    try scenario.work("s1", "work") { $0.report(0.1) }
    try scenario.when(RetryStage(study: "s", run: "s1", stage: "work", reason: "mended"))
    #expect(
      lines(try scenario.claim()) == ["stage.requested s1 work#2 unblocked (scheduling)"])
    #expect(
      lines(try scenario.work("s1", "work") { $0.report(0.2) }).suffix(2) == [
        "stage.blocked s1 work gate escalated (retry 1)", "decision.made s1 escalate (retry 1)",
      ])
  }

  @Test func `a failing unit of several may be dropped`() throws {
    let scenario = try Scenario(.pipeline())
    try scenario.claim(1)
    try scenario.work("A-s1", "prepare")
    try scenario.claim(1)
    let events = try scenario.work("A-s1", "train", "fold=1") { $0.report(0.1) }
    guard case .stageBlocked(let blocked) = events.last?.fact else {
      Issue.record("nothing was blocked")
      return
    }
    #expect(blocked.proposal.contains("drop 'fold=1' from the stage's foreach"))
    #expect(blocked.evidence == "gate quality: metric accuracy is 0.1, wanted >= 0.8")
  }

  @Test func `stability looks at all units and seeds of the level`() throws {
    let scenario = try Scenario(
      .pipeline { plan in
        plan.levels = [LevelPlan(name: "", seeds: [1, 2])]
        plan.change("report") { stage in
          stage.gates = [
            GatePlan(
              name: "stable",
              checks: [
                CheckPlan(
                  .stability("train", metric: "accuracy", .std),
                  pass: Threshold(.lessOrEqual, 0.02))
              ])
          ]
        }
      })
    var values = [0.80, 0.82, 0.84, 0.86]
    let events = try scenario.workOff { finished in
      if finished.id.stage == "train" { finished.report(values.removeFirst()) }
    }
    let gate = try #require(
      events.compactMap { event -> GateEvaluated? in
        if case .gateEvaluated(let gate) = event.fact, gate.gate == "stable" { gate } else { nil }
      }.first)
    let observed = try #require(gate.checks[0].observed)
    #expect(abs(observed - 0.025_819_888_974_716_11) < 1e-12)
    #expect(gate.verdict == .fail)
    #expect(gate.checks[0].name == "stability train.accuracy std")
  }

  @Test func `a warning holds the level back until somebody accepts it`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.levels = [LevelPlan(name: "A"), LevelPlan(name: "B")]
        plan.change("work") { $0.gates = [.accuracy()] }
      })
    try scenario.claim()
    #expect(
      lines(try scenario.work("A-s1", "work") { $0.report(0.7) }) == [
        "stage.finished A-s1 work succeeded", "gate.evaluated A-s1 quality WARN (gates 0)",
        "run.finished A-s1 WARN (runs 1)",
      ])
    #expect(try scenario.claim().isEmpty)
    let address = UnitAddress(run: "A-s1", stage: "work", unit: "")
    #expect(
      lines(
        try scenario.when(AcceptWarning(study: "s", address, gate: "quality", reason: "fine")))
        == [
          "warning.accepted A-s1 quality", "decision.made s continue (levels 0)",
          "level.reached s B (levels 0)",
        ])
    #expect(lines(try scenario.claim()).first == "run.planned B-s1 (scheduling)")
  }

  @Test func `a gate judges at the levels that it names, and holds nothing up elsewhere`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.levels = [LevelPlan(name: "smoke"), LevelPlan(name: "full")]
        plan.change("work") { stage in
          var strict = GatePlan.accuracy()
          strict.levels = ["full"]
          stage.gates = [strict]
        }
      })
    try scenario.claim()
    let smoke = lines(try scenario.work("smoke-s1", "work") { $0.report(0.1) })
    #expect(!smoke.contains { $0.hasPrefix("gate.evaluated") })
    #expect(smoke.contains("run.finished smoke-s1 PASS (runs 0)"), "\(smoke)")
    #expect(smoke.contains("level.reached s full (levels 1)"), "\(smoke)")
    try scenario.claim()
    let full = lines(try scenario.work("full-s1", "work") { $0.report(0.1) })
    #expect(full.contains("gate.evaluated full-s1 quality FAIL (gates 0)"), "\(full)")
    #expect(full.last?.hasPrefix("stage.blocked full-s1") == true, "\(full)")
  }
}
