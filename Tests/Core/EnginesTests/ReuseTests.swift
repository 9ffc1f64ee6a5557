import Bytes
import Codecs
import Engines
import Study
import Testing

/// Results that a later batch takes over from an equal run of an earlier one.
@Suite struct ReuseTests {
  private static let first = "b20260213-2140-test-v01"
  private static let second = "b20260213-2140-test-v02"

  private func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    .sample { plan in
      plan.inputs = [InputPlan(name: "data", pattern: "d.csv", files: [.study(5)])]
      plan.params = [Parameter(name: "k", value: 5), Parameter(name: "rate", value: 0.5)]
      plan.design = .sweep(SweepPlan(axes: [Axis(name: "k", values: [3, 5])], seeds: [1, 2]))
      plan.stages = [
        .named("fit") { stage in
          stage.run += ["${params.k}", "${params.rate}"]
          stage.inputs = [StageInput(name: "read", source: .study("data"))]
          stage.gates = [.accuracy()]
        }
      ]
      change(&plan)
    }
  }

  private func declare(
    _ number: Int, _ change: (inout BatchManifest) -> Void = { _ in }
  ) -> any Command {
    var manifest = BatchManifest(
      batch: "b20260213-2140-test-v0\(number)", axes: [Axis(name: "k", values: [3, 5])],
      seeds: [1, 2])
    manifest.number = number
    change(&manifest)
    return DeclareBatch(study: "s", manifest)
  }

  private func claim(_ scenario: Scenario, reuses: Bool = true) throws -> [StageRequested] {
    let command = ClaimWork(study: "s", slots: 64, reuses: reuses, pins: ["host": "one"])
    return try scenario.when(command).compactMap {
      if case .stageRequested(let requested) = $0.fact { requested } else { nil }
    }
  }

  /// A study whose first batch is done with an accuracy.
  private func worked(
    _ accuracy: Double = 0.9, _ change: (inout Plan) -> Void = { _ in }
  ) throws -> Scenario {
    let scenario = try Scenario(plan(change))
    try scenario.when(declare(1))
    try scenario.workOff { $0.tell(accuracy) }
    return scenario
  }

  /// What a second batch takes over.
  private func reused(
    _ scenario: Scenario, reuses: Bool = true,
    _ change: (inout BatchManifest) -> Void = { _ in }
  ) throws -> [ReusedResult?] {
    try scenario.when(declare(2, change))
    return try claim(scenario, reuses: reuses).map(\.reuse)
  }

  @Test func `what equals a run of an earlier batch is requested as its result`() throws {
    let found = try reused(try worked()) { $0.axes = [Axis(name: "k", values: [5, 7])] }
    #expect(
      found.map { $0?.run } == ["\(Self.first).vr-k-5-s1", "\(Self.first).vr-k-5-s2", nil, nil])
    #expect(found[0]?.stage == "fit" && found[0]?.unit == "" && found[0]?.attempt == 1)
  }

  @Test func `without the word in the claim nothing is taken over`() throws {
    let found = try reused(try worked(), reuses: false)
    #expect(found == [nil, nil, nil, nil])
  }

  @Test func `another parameter, seed, input or code is executed`() throws {
    #expect(
      try reused(try worked()) { $0.overrides = [Parameter(name: "rate", value: 0.1)] }
        .allSatisfy { $0 == nil })
    #expect(try reused(try worked()) { $0.seeds = [3, 4] }.allSatisfy { $0 == nil })
    for change: (inout Plan) -> Void in [
      { $0.inputs[0].files = [.study(6)] }, { $0.code = [.study(7)] },
      { $0.stages[0].run.append("more") },
    ] {
      let scenario = try worked()
      try scenario.amend(change)
      #expect(try reused(scenario).allSatisfy { $0 == nil })
    }
  }

  @Test func `agent-safe, held-out data and what reads earlier attempts are fresh`() throws {
    let changes: [(inout Plan) -> Void] = [
      { $0.inputs[0].heldOut = HeldOutPlan(maxUses: 9, approve: false) },
      { plan in
        plan.stages[0].outputs = [OutputPlan(path: "out", keep: true)]
        plan.stages[0].inputs.append(StageInput(name: "old", source: .earlier("fit", "out")))
      },
    ]
    for change in changes {
      #expect(try reused(try worked(0.9, change)).allSatisfy { $0 == nil })
    }
    #expect(!plan { $0.agentSafe = AgentSafePlan() }.reusesResults)
    #expect(!plan { $0.design = .single }.reusesResults && plan().reusesResults)
  }

  @Test func `what was excluded, invalidated or lacks what a gate reads is no source`() throws {
    let run = "\(Self.first).vr-k-3-s1"
    let excluded = try worked()
    try excluded.when(ExcludeRun(study: "s", run: run, rule: "power", reason: "a power cut"))
    #expect(try reused(excluded).map { $0 == nil } == [true, false, false, false])
    let invalid = try worked()
    try invalid.when(InvalidateRun(study: "s", run: run, policy: nil, reason: "an old tool"))
    #expect(try reused(invalid).map { $0 == nil } == [true, false, false, false])
    let other = try worked()
    try other.amend { plan in
      plan.stages[0].gates.append(
        GatePlan(
          name: "new",
          checks: [
            CheckPlan(.metric("recall", file: nil), pass: Threshold(.greaterOrEqual, 0.1))
          ]))
    }
    #expect(try reused(other).allSatisfy { $0 == nil })
  }

  @Test func `a result is taken over whole, without a start, and never chains`() throws {
    let scenario = try worked()
    let found = try reused(scenario)
    let source = try #require(found[0])
    let run = "\(Self.second).vr-k-3-s1"
    let events = try scenario.finish(run, "fit") { finished in
      finished.elapsed = 0
      finished.reused = source
      finished.tell(0.9)
    }
    #expect(events.map(\.fact.type).prefix(2) == ["stage.finished", "gate.evaluated"])
    #expect(events.contains { $0.fact.type == "run.finished" })
    let state = try #require(scenario.states.run("s", run))
    #expect(!state.isStarted && state.finished == .pass && state.elapsed == 0)
    for unit in scenario.live {
      try scenario.work(unit.run, unit.stage) { $0.tell(0.9) }
    }
    try scenario.when(declare(3))
    #expect(
      try claim(scenario).map { $0.reuse?.run } == [
        "\(Self.first).vr-k-3-s1", "\(Self.second).vr-k-3-s2", "\(Self.second).vr-k-5-s1",
        "\(Self.second).vr-k-5-s2",
      ])
  }

  @Test func `an end that is not what the source recorded is refused`() throws {
    let scenario = try worked()
    let source = try #require(try reused(scenario)[0])
    let run = "\(Self.second).vr-k-3-s1"
    let id = scenario.attempt(run, "fit")
    let wrong: [(inout StageFinished) -> Void] = [
      { $0.metrics = [MetricValue(name: "accuracy", value: 0.99)] },
      { $0.outputs = [OutputRecord(path: "o", digest: .sample(1), size: 1, kept: true)] },
      { $0.elapsed = 1 }, { $0.reused?.attempt = 2 },
      { $0.observations = [Observation(gate: "g", check: "c", value: 1)] },
      { $0.outcome = .failed },
    ]
    for change in wrong {
      var finished = StageFinished(id: id, outcome: .succeeded, elapsed: 0)
      finished.reused = source
      finished.tell(0.9)
      change(&finished)
      #expect(scenario.refusal(of: FinishStage(finished))?.code == .outOfOrder)
    }
    // It may still be executed, and then nothing is taken over.
    try scenario.start(run, "fit")
    var late = StageFinished(id: id, outcome: .succeeded, elapsed: 0)
    late.reused = source
    late.tell(0.9)
    #expect(scenario.refusal(of: FinishStage(late))?.code == .outOfOrder)
    try scenario.finish(run, "fit") { $0.tell(0.9) }
  }

  @Test func `what is repeated or tried again is executed`() throws {
    let scenario = try worked()
    _ = try reused(scenario)
    let run = "\(Self.second).vr-k-3-s1"
    try scenario.work(run, "fit", "", .failed)
    try scenario.when(RetryStage(study: "s", run: run, stage: nil, reason: "once more"))
    #expect(try claim(scenario).map { $0.reuse } == [nil])
  }
}

extension StageFinished {
  /// Reports an accuracy.
  fileprivate mutating func tell(_ accuracy: Double) {
    metrics = [MetricValue(name: "accuracy", value: accuracy)]
  }
}
