import Bytes
import Codecs
import Engines
import Study
import Testing

/// What a batch needs to be promoted.
@Suite struct PromotionBatchTests {
  static let names = (1...9).map { "b20260213-2140-test-v0\($0)" }

  /// `fit` in every run, `report` per batch; the baseline compares `fit.accuracy`.
  func scenario(
    _ change: (inout Plan) -> Void = { _ in }, needs: (inout BaselinePlan) -> Void = { _ in }
  ) throws -> Scenario {
    try Scenario(
      .sample { plan in
        plan.params = [Parameter(name: "k", value: 5)]
        plan.inputs = [InputPlan(name: "scenario", pattern: "s.yaml", files: [.study(5)])]
        plan.design = .sweep(SweepPlan(axes: [Axis(name: "k", values: [3, 5])], seeds: [1, 2]))
        plan.design.sweep?.scenario = RevisionPlan(revision: "scn-v01", input: "scenario")
        plan.design.sweep?.deliverables = DeliverablesPlan(
          report: "report/out", segments: ["report/out", "fit/out"], stability: "report/out")
        plan.stages = [
          .named("fit") { stage in
            stage.run.append("${params.k}")
            stage.gates = [.accuracy()]
          },
          .named("report") { stage in
            stage.scope = .batch
            stage.inputs = [StageInput(name: "fits", source: .stage("fit", "out"))]
          },
        ]
        var release = BaselinePlan(name: "release")
        release.metric = "fit.accuracy"
        release.tolerance = 0.005
        needs(&release)
        plan.baselines = [release]
        change(&plan)
      })
  }

  func declare(
    _ number: Int, in scenario: Scenario, _ change: (inout BatchManifest) -> Void = { _ in }
  ) throws {
    var manifest = BatchManifest(
      batch: Self.names[number - 1], axes: [Axis(name: "k", values: [3, 5])], seeds: [1, 2])
    manifest.number = number
    manifest.scenario = "scn-v01"
    change(&manifest)
    try scenario.when(DeclareBatch(study: "s", manifest))
  }

  /// Declares a batch whose runs all report an accuracy, and works it off.
  private func execute(_ number: Int, _ accuracy: Double, in scenario: Scenario) throws {
    try declare(number, in: scenario)
    try scenario.workOff { finished in
      if finished.id.stage == "fit" { finished.report(accuracy) }
    }
  }

  private func promote(_ number: Int) -> any Command {
    PromoteBaseline(study: "s", baseline: "release", to: Self.names[number - 1], reason: "")
  }

  /// What a promotion lacks; empty when it is none that was refused.
  func reasons(_ number: Int, in scenario: Scenario) throws -> [String] {
    guard case .promotionRefused(let refused)? = try scenario.when(promote(number)).first?.fact
    else { return [] }
    #expect(refused.to == Self.names[number - 1])
    return refused.reasons
  }

  @Test func `a closed batch is promoted, with what it measured and where it was closed`() throws {
    let scenario = try scenario()
    try execute(1, 0.9, in: scenario)
    let closed = scenario.entries.count - 1
    let ordinal = try #require(
      scenario.entries[closed - 1].firstIndex { $0.fact.type == "batch.closed" })
    let events = try scenario.when(promote(1))
    guard case .baselinePromoted(let promoted)? = events.first?.fact else {
      Issue.record("it was refused: \(events)")
      return
    }
    #expect(promoted.evidence == ["@\(closed - 1).\(ordinal)"])
    #expect(promoted.values == ["fit.accuracy": 0.9])
    #expect(
      scenario.states.standing("s", of: Self.names[0])?.promotions.map(\.baseline) == ["release"])
  }

  @Test func `one that is not closed says nothing yet`() throws {
    let scenario = try scenario()
    try declare(1, in: scenario)
    #expect(try reasons(1, in: scenario) == ["batch '\(Self.names[0])' is not closed"])
  }

  @Test(
    arguments: [
      (0.9, 0.895, true), (0.9, 0.92, true), (0.9, 0.8949, false), (0.9, 0.81, false),
    ] as [(Double, Double, Bool)])
  func `the metric may be worse by the tolerance`(
    first: Double, second: Double, isPromoted: Bool
  ) throws {
    let scenario = try scenario()
    try execute(1, first, in: scenario)
    try scenario.when(promote(1))
    try execute(2, second, in: scenario)
    let expected =
      "fit.accuracy is \(Number.text(second)), worse than 0.9 of '\(Self.names[0])' by more than "
      + "0.005"
    #expect(try reasons(2, in: scenario) == (isPromoted ? [] : [expected]))
    #expect(
      scenario.states.baseline("s", "release")?.current == Self.names[isPromoted ? 1 : 0])
  }

  @Test func `less may be better`() throws {
    let scenario = try scenario { release in
      release.isLowerBetter = true
      release.tolerance = 0
    }
    try execute(1, 0.9, in: scenario)
    try scenario.when(promote(1))
    try execute(2, 0.91, in: scenario)
    #expect(
      try reasons(2, in: scenario) == [
        "fit.accuracy is 0.91, worse than 0.9 of '\(Self.names[0])'"
      ])
    try execute(3, 0.85, in: scenario)
    #expect(try reasons(3, in: scenario).isEmpty)
  }

  private func scenario(needs: (inout BaselinePlan) -> Void) throws -> Scenario {
    try scenario({ _ in }, needs: needs)
  }

  @Test func `a metric that nobody reported cannot be compared`() throws {
    let scenario = try scenario { $0.stages[0].gates = [] }
    try declare(1, in: scenario)
    try scenario.workOff()
    #expect(
      try reasons(1, in: scenario) == ["no run of batch '\(Self.names[0])' reported fit.accuracy"])
  }

  @Test func `a candidate without a value of the metric is refused, and a window gives it one`()
    throws
  {
    let scenario = try scenario()
    try scenario.when(
      RegisterCandidate(
        study: "s", name: "c1", CandidateRegistered(digest: .sample(1), source: "by hand")))
    let promote = PromoteBaseline(study: "s", baseline: "release", to: "c1", reason: "")
    guard case .promotionRefused(let refused) = try scenario.when(promote).first?.fact else {
      Issue.record("it was not refused")
      return
    }
    #expect(
      refused.reasons == [
        "candidate 'c1' has no value of fit.accuracy for later promotions to be compared with: "
          + "a window of it that reports 'fit.accuracy' gives it one"
      ])
    try declare(1, in: scenario)
    try scenario.claim(1)
    let unit = try #require(scenario.live.first)
    try scenario.start(unit.run, unit.stage, unit.unit)
    let window: Value = [
      "window": [
        "baseline": "release", "subject": "c1", "window": 1, "values": ["fit.accuracy": 0.9],
      ]
    ]
    try scenario.when(
      ObserveStage(
        StageObserved(id: scenario.attempt(unit.run, unit.stage, unit.unit), lines: [window])))
    #expect(lines(try scenario.when(promote)) == ["baseline.promoted release"])
    #expect(scenario.states.baseline("s", "release")?.values["fit.accuracy"]?.asDouble == 0.9)
  }

  @Test func `only what is alike is compared`() throws {
    let scenario = try scenario()
    try execute(1, 0.9, in: scenario)
    try scenario.when(promote(1))
    try scenario.amend { plan in
      plan.inputs[0].files = [.study(6)]
      plan.design.sweep?.scenario?.revision = "scn-v02"
    }
    try declare(2, in: scenario) { manifest in
      manifest.scenario = "scn-v02"
      manifest.seeds = [1, 2, 3, 4, 5, 6]
    }
    try scenario.workOff { if $0.id.stage == "fit" { $0.report(0.95) } }
    #expect(
      try reasons(2, in: scenario) == [
        "not comparable: the scenario is scn-v02, and is scn-v01 in '\(Self.names[0])'",
        "not comparable: the seeds are 1, 2, 3, 4, 5 and 1 more, and are 1, 2 in "
          + "'\(Self.names[0])'",
      ])
    // Without a metric there is nothing to compare.
    try scenario.amend { $0.baselines[0].metric = nil }
    #expect(try reasons(2, in: scenario).isEmpty)
  }

  @Test func `a batch with a parameter of its own is not compared with one without`() throws {
    let scenario = try scenario()
    try execute(1, 0.9, in: scenario)
    try scenario.when(promote(1))
    try declare(2, in: scenario) { manifest in
      (manifest.axes, manifest.overrides) = ([], [Parameter(name: "k", value: 100)])
    }
    try scenario.workOff { if $0.id.stage == "fit" { $0.report(0.95) } }
    let why = "not comparable: parameter 'k' is 100, and is its default in '\(Self.names[0])'"
    #expect(try reasons(2, in: scenario).contains(why))
  }

  @Test func `a batch that a person stopped is no evidence`() throws {
    let scenario = try scenario()
    try declare(1, in: scenario)
    try scenario.when(
      MakeDecision(.study("s"), DecisionMade(choice: .stop, rationale: "enough")))
    let name = Self.names[0]
    #expect(
      try reasons(1, in: scenario) == [
        "batch '\(name)' was closed with FAIL", "no report of batch '\(name)' is published",
        "batch '\(name)' lacks two segment analyses; there are 0",
        "batch '\(name)' lacks the table of stability 'report/out'",
        "no run of batch '\(name)' reported fit.accuracy",
      ])
  }

  @Test func `a batch for which the criterion of failure held is no evidence`() throws {
    let scenario = try scenario { plan in
      plan.stop = StopPlan(success: nil, failure: try? Condition("fit.accuracy < 0.95"))
    }
    try execute(1, 0.9, in: scenario)
    #expect(try reasons(1, in: scenario) == ["batch '\(Self.names[0])' was closed with FAIL"])
  }

  @Test func `what a batch lacks is named, unless the policy does without`() throws {
    for isStrict in [true, false] {
      let scenario = try scenario(
        { $0.design.sweep?.deliverables = DeliverablesPlan() },
        needs: { release in
          release.needsReport = isStrict
          release.needsDeliverables = isStrict
        })
      try execute(1, 0.9, in: scenario)
      let name = Self.names[0]
      let missing = [
        "no report of batch '\(name)' is published",
        "batch '\(name)' lacks two segment analyses; there are 0",
        "batch '\(name)' lacks a table of stability over its seeds",
      ]
      #expect(try reasons(1, in: scenario) == (isStrict ? missing : []))
    }
  }

  @Test func `a report may be published afterwards, of the batch or of the study`() throws {
    for report in [Self.names[0], "s"] {
      let scenario = try scenario(
        { $0.design.sweep?.deliverables.report = nil }, needs: { $0.metric = nil })
      try execute(1, 0.9, in: scenario)
      let size = Int64(scenario.entries.count)
      func publish(_ size: Int64) throws {
        let published = ReportPublished(digest: .sample(1), size: size)
        try scenario.when(PublishReport(study: "s", report: report, published))
      }
      let missing = "no report of batch '\(Self.names[0])' is published"
      #expect(try reasons(1, in: scenario) == [missing])
      if report == "s" {
        try publish(2)
        #expect(try reasons(1, in: scenario) == [missing], "it was derived before the end")
      }
      try publish(size)
      let position = "@\(scenario.entries.count - 1).0"
      guard case .baselinePromoted(let promoted)? = try scenario.when(promote(1)).first?.fact
      else {
        Issue.record("it was refused")
        continue
      }
      #expect(promoted.evidence.last == position)
    }
  }

  @Test func `a warning has to be accepted, also one of a run that was repeated`() throws {
    let scenario = try scenario()
    try execute(1, 0.9, in: scenario)
    let run = "\(Self.names[0]).vr-k-3-s1"
    try scenario.when(
      RerunRun(study: "s", run: run, from: "fit", params: [], reason: "again"))
    #expect(
      try reasons(1, in: scenario) == [
        "run '\(run)-v2' is not finished",
        "fit.accuracy was reported by 3 of 4 only, not by '\(run)-v2'",
      ])
    try scenario.workOff { if $0.id.stage == "fit" { $0.report(0.7) } }
    #expect(
      try reasons(1, in: scenario) == [
        "the warning of gate 'quality' in '\(run)-v2/fit' is not accepted"
      ])
    let unit = UnitAddress(run: "\(run)-v2", stage: "fit", unit: "")
    try scenario.when(AcceptWarning(study: "s", unit, gate: "quality", reason: "one of four"))
    guard case .baselinePromoted(let promoted)? = try scenario.when(promote(1)).first?.fact
    else {
      Issue.record("it was refused")
      return
    }
    #expect(promoted.values?["fit.accuracy"]?.asDouble.map { abs($0 - 0.85) < 1e-12 } == true)
  }

  @Test func `excluded runs are not measured`() throws {
    let scenario = try scenario()
    try declare(1, in: scenario)
    try scenario.workOff { finished in
      if finished.id.stage == "fit" { finished.report(finished.id.run.hasSuffix("s1") ? 0.8 : 0.9) }
    }
    for variant in ["vr-k-3", "vr-k-5"] {
      try scenario.when(
        ExcludeRun(
          study: "s", run: "\(Self.names[0]).\(variant)-s1", rule: "odd", reason: "a bad seed"))
    }
    let events = try scenario.when(promote(1))
    guard case .baselinePromoted(let promoted)? = events.first?.fact else { return }
    #expect(promoted.values == ["fit.accuracy": 0.9])
  }

  @Test(arguments: [true, false])
  func `a batch is not promoted on the mean of the runs that reported`(isFirst: Bool) throws {
    let scenario = try scenario({ plan in plan.change("fit") { $0.gates = [] } })
    if !isFirst {
      try execute(1, 0.7, in: scenario)
      try scenario.when(promote(1))
    }
    let number = isFirst ? 1 : 2
    try declare(number, in: scenario)
    try scenario.workOff { finished in
      let isSilent = finished.id.run.hasSuffix("vr-k-3-s2")
      if finished.id.stage == "fit", !isSilent { finished.report(0.9) }
    }
    let silent = "\(Self.names[number - 1]).vr-k-3-s2"
    #expect(
      try reasons(number, in: scenario) == [
        "fit.accuracy was reported by 3 of 4 only, not by '\(silent)'"
      ])
    try scenario.amend { $0.allowsMissing = true }
    guard case .baselinePromoted(let promoted)? = try scenario.when(promote(number)).first?.fact
    else {
      Issue.record("it was refused")
      return
    }
    #expect(promoted.values == ["fit.accuracy": 0.9])
    #expect(promoted.reason == "fit.accuracy is the mean of 3 of 4, without '\(silent)'")
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity], [true, false])
  func `a batch whose metric is no finite number is not promoted, first or later`(
    value: Double, isLowerBetter: Bool
  ) throws {
    let scenario = try scenario({ plan in plan.change("fit") { $0.gates = [] } }) {
      $0.isLowerBetter = isLowerBetter
    }
    try execute(1, value, in: scenario)
    let text = Number.text(value)
    #expect(
      try reasons(1, in: scenario) == [
        "fit.accuracy of batch '\(Self.names[0])' is \(text), which is no evidence"
      ])
    try execute(2, 0.9, in: scenario)
    #expect(try scenario.when(promote(2)).first?.fact.type == "baseline.promoted")
    try execute(3, value, in: scenario)
    #expect(try reasons(3, in: scenario).first?.hasSuffix("which is no evidence") == true)
  }

  @Test func `a policy that names windows wants them of a batch too`() throws {
    let scenario = try scenario { release in
      release.windows = 1
      release.canary = [CanaryCheck(metric: "lateness", parsing: "<= 5")].compactMap(\.self)
    }
    try execute(1, 0.9, in: scenario)
    #expect(
      try reasons(1, in: scenario) == [
        "'\(Self.names[0])' passed 0 of 1 windows in a row"
      ])
    try declare(2, in: scenario)
    try scenario.claim(1)
    let unit = try #require(scenario.live.first)
    try scenario.start(unit.run, unit.stage)
    let line: Value = [
      "window": [
        "baseline": "release", "window": 0, "subject": .text(Self.names[0]),
        "ticks_seen": 10, "ticks_expected": 10, "values": ["lateness": 3],
      ]
    ]
    let id = scenario.attempt(unit.run, unit.stage)
    try scenario.when(ObserveStage(StageObserved(id: id, lines: [line])))
    guard case .baselinePromoted(let promoted)? = try scenario.when(promote(1)).first?.fact
    else {
      Issue.record("it was refused")
      return
    }
    #expect(promoted.values == ["fit.accuracy": 0.9, "lateness": 3])
    #expect(promoted.evidence.count == 2)
  }
}
