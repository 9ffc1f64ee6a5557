import Codecs
import Engines
import Study
import Testing

/// A run that does not count in the analysis holds nobody up.
@Suite struct ExcludedRunTests {
  /// `work` for seeds 1, 2 and 3, of which 2 has failed; `sum` once over all of them.
  private func scenario(_ change: (inout Plan) -> Void = { _ in }) throws -> Scenario {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = [1, 2, 3]
        plan.stages.append(
          .named("sum") { stage in
            stage.scope = .study
            stage.inputs = [StageInput(name: "all", source: .stage("work", "out"))]
          })
        change(&plan)
      })
    try scenario.claim()
    try scenario.work("s1", "work") { $0.report(0.8) }
    try scenario.work("s2", "work", "", .failed)
    try scenario.work("s3", "work") { $0.report(0.6) }
    return scenario
  }

  @discardableResult
  private func exclude(_ run: String, in scenario: Scenario, rule: String = "crash") throws
    -> [Event]
  {
    try scenario.when(ExcludeRun(study: "s", run: run, rule: rule, reason: "it crashed"))
  }

  private func closing(_ events: [Event]) -> StudyClosed? {
    events.compactMap { event -> StudyClosed? in
      if case .studyClosed(let closed) = event.fact { closed } else { nil }
    }.last
  }

  @Test func `wider stages go on without it, and the end says so`() throws {
    let scenario = try scenario { plan in
      plan.stop.success = try? Condition("work.accuracy.mean >= 0.7")
    }
    #expect(try scenario.study().blocked.map(\.run) == ["s2"])
    #expect(try scenario.claim().isEmpty)
    try exclude("s2", in: scenario, rule: "looks odd")
    #expect(try scenario.study().blocked.isEmpty)
    let closed = try #require(closing(try scenario.workOff()))
    #expect(closed.closing == .success)
    #expect(
      closed.rationale == "success criterion holds: work.accuracy.mean >= 0.7 "
        + "(work.accuracy.mean = 0.7); 3 runs finished, 1 excluded ('s2')")
  }

  @Test func `a study without wider stages ends with the exclusion`() throws {
    let scenario = try scenario { $0.stages.removeLast() }
    let closed = try #require(closing(try exclude("s2", in: scenario)))
    #expect(closed.closing == .completed)
    #expect(closed.rationale == "2 runs of the last level finished, 1 excluded ('s2')")
  }

  @Test func `one that is under way ends first`() throws {
    let scenario = try Scenario(.sample { $0.seeds = [1, 2] })
    try scenario.claim()
    try scenario.work("s1", "work")
    try scenario.start("s2", "work")
    #expect(closing(try exclude("s2", in: scenario)) == nil)
    let events = try scenario.finish("s2", "work", "", .failed)
    #expect(closing(events)?.closing == .completed)
    #expect(try scenario.study().blocked.isEmpty)
    #expect(try scenario.study().active.isEmpty)
  }

  @Test func `an amendment does not take it up again`() throws {
    let scenario = try scenario()
    try exclude("s2", in: scenario)
    try scenario.workOff()
    try scenario.amend { $0.change("work") { $0.run = ["work", "harder"] } }
    let events = try scenario.workOff()
    let done = events.compactMap { event -> String? in
      if case .stageStarted(let started) = event.fact { started.id.run } else { nil }
    }
    #expect(done == ["s1", "s3"])
    #expect(closing(events)?.closing == .completed)
  }

  @Test func `nothing is done over no run at all`() throws {
    let scenario = try scenario()
    for run in ["s1", "s2", "s3"] { try exclude(run, in: scenario) }
    let events = try scenario.workOff()
    let skipped = events.compactMap { event -> String? in
      if case .stageSkipped(let skipped) = event.fact { skipped.why } else { nil }
    }
    #expect(skipped == ["every run whose 'work' it reads is excluded"])
    #expect(closing(events)?.closing == .completed)
  }

  @Test func `a variant, a batch and its promotion go on over the other seeds`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.params = [Parameter(name: "k", value: 1)]
        plan.design = .sweep(SweepPlan(axes: [Axis(name: "k", values: [1])], seeds: [1, 2]))
        var release = BaselinePlan(name: "release")
        release.metric = "work.accuracy"
        (release.needsReport, release.needsDeliverables) = (false, false)
        plan.baselines = [release]
        for scope in [Scope.variant, .batch] {
          plan.stages.append(
            .named(scope.rawValue) { stage in
              stage.scope = scope
              stage.inputs = [StageInput(name: "all", source: .stage("work", "out"))]
            })
        }
      })
    let batch = "b20260213-2140-test-v01"
    let manifest = BatchManifest(
      batch: batch, axes: [Axis(name: "k", values: [1])], seeds: [1, 2])
    try scenario.when(DeclareBatch(study: "s", manifest))
    try scenario.claim()
    try scenario.work("\(batch).vr-k-1-s1", "work") { $0.report(0.8) }
    try scenario.work("\(batch).vr-k-1-s2", "work", "", .failed)
    try exclude("\(batch).vr-k-1-s2", in: scenario)
    let events = try scenario.workOff()
    let closed = events.compactMap { event -> BatchClosed? in
      if case .batchClosed(let closed) = event.fact { closed } else { nil }
    }
    #expect(closed.map(\.verdict) == [.pass])
    let promoted = try scenario.when(
      PromoteBaseline(study: "s", baseline: "release", to: batch, reason: ""))
    #expect(promoted.first?.fact.type == "baseline.promoted")
  }
}
