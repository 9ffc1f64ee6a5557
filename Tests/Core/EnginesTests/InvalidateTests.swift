import Codecs
import LedgerFormat
import Study
import Testing

/// Runs that have to be rebuilt, and promotions that rest on them.
@Suite struct InvalidateTests {
  private static let batch = "b20260213-2140-baseline-v01"
  private static let run = "\(batch).vr-k-2-s1"

  /// A sweep with a batch that is done.
  private func sweep() throws -> Scenario {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = []
        plan.params = [Parameter(name: "k", value: 1)]
        plan.design = .sweep(SweepPlan(axes: [Axis(name: "k", values: [2, 3])], seeds: [1]))
        plan.baselines = [BaselinePlan(name: "release")]
        plan.stages = [
          .named("fetch") { $0.scope = .study },
          .named("work") { stage in
            stage.params = ["k"]
            stage.inputs = [StageInput(name: "data", source: .stage("fetch", "out"))]
          },
        ]
      })
    let axes = [Axis(name: "k", values: [2, 3])]
    try scenario.when(
      DeclareBatch(study: "s", BatchManifest(batch: Self.batch, axes: axes, seeds: [1])))
    try scenario.workOff()
    return scenario
  }

  private func invalidate(_ run: String, policy: String? = nil, reason: String = "stale")
    -> any Command
  {
    InvalidateRun(study: "s", run: run, policy: policy, reason: reason)
  }

  private func promote(_ to: String, at entry: UInt64, _ scenario: Scenario) {
    let promoted = Event(
      .baseline("s", "release"), .baselinePromoted(BaselinePromoted(to: to, evidence: ["@1.0"])))
    scenario.states.evolve(promoted, at: EventPosition(entry: entry, ordinal: 0))
  }

  @Test func `an invalidated run is no evidence until it is rebuilt`() throws {
    let scenario = try sweep()
    #expect(
      lines(try scenario.when(invalidate(Self.run, policy: "tier-1.5")))
        == ["run.invalidated \(Self.run)"])
    #expect(scenario.states.run("s", Self.run)?.invalidated == "tier-1.5: stale")
    #expect(scenario.states.study("s")?.invalidated == [Self.run])
    #expect(scenario.states.isPart(Self.run, of: Self.batch, in: "s"))
    #expect(!scenario.states.isPart(Self.run, of: "b20260213-2140-other-v01", in: "s"))
    #expect(scenario.refusal(of: invalidate(Self.run))?.code == .unchanged)
    try scenario.when(
      RerunRun(study: "s", run: Self.run, from: "work", params: [], reason: "rebuilt"))
    #expect(scenario.states.study("s")?.invalidated == [])
    #expect(scenario.states.run("s", "\(Self.run)-v2")?.invalidated == nil)
    #expect(scenario.states.run("s", Self.run)?.invalidated != nil, "it stays on the record")
  }

  @Test func `the promotions that rest on it are listed`() throws {
    let scenario = try sweep()
    promote(Self.batch, at: 90, scenario)
    promote("c1", at: 91, scenario)
    promote(Self.batch, at: 92, scenario)
    let events = try scenario.when(invalidate(Self.run))
    guard case .runInvalidated(let invalidated) = events[0].fact else { return }
    #expect(invalidated.promotions == ["@92.0"], "the last one of the same")
    let shared = try scenario.when(invalidate("study"))
    guard case .runInvalidated(let all) = shared[0].fact else { return }
    #expect(all.promotions == ["@92.0"], "every batch rests on what all of them read")
  }

  @Test func `a candidate rests on the run that made it`() throws {
    let scenario = try sweep()
    for (name, source) in [
      ("c1", "\(Self.run)/work#1"), ("c2", "elsewhere"), ("c3", "elsewhere"),
    ] {
      let registered = CandidateRegistered(digest: .sample(1), source: source)
      try scenario.when(RegisterCandidate(study: "s", name: name, registered))
    }
    promote("c1", at: 90, scenario)
    promote("c2", at: 91, scenario)
    let events = try scenario.when(invalidate(Self.run))
    guard case .runInvalidated(let invalidated) = events[0].fact else { return }
    #expect(invalidated.promotions == ["@90.0"])
    let refused = try scenario.when(
      PromoteBaseline(study: "s", baseline: "release", to: "c1", reason: "ready"))
    guard case .promotionRefused(let refusal)? = refused.first?.fact else {
      Issue.record("a candidate of an invalidated run was promoted")
      return
    }
    #expect(refusal.reasons == ["run '\(Self.run)' needs to be rebuilt: stale"])
    let bypassed = try scenario.when(
      PromoteBaseline(study: "s", baseline: "release", to: "c3", reason: "ready"))
    #expect(lines(bypassed) == ["baseline.promoted release"])
  }

  @Test func `a changed plan does not rebuild a run`() throws {
    let scenario = try sweep()
    try scenario.when(invalidate("study"))
    try scenario.amend { $0.objective = "does it work well" }
    try scenario.workOff()
    #expect(scenario.states.run("s", "study")?.invalidated == "stale")
    #expect(try scenario.study().invalidated == ["study"])
  }

  @Test func `a locked run can be invalidated, and one that is not there cannot`() throws {
    let scenario = try sweep()
    try scenario.when(LockRun(study: "s", run: Self.run, reason: "published"))
    try scenario.when(invalidate(Self.run))
    #expect(scenario.refusal(of: invalidate("nowhere"))?.code == .notFound)
    #expect(scenario.refusal(of: invalidate("study", reason: " "))?.code == .reasonMissing)
  }
}
