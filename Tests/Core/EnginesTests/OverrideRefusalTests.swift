import Codecs
import Study
import Testing

/// Overrides that are no overrides.
@Suite struct OverrideRefusalTests {
  private func scenario() throws -> Scenario {
    let scenario = try Scenario(
      OverrideTests.plan { plan in
        plan.params.append(Parameter(name: "folds", value: [1, 2], bypass: true))
        plan.change("build") { $0.foreach = [Axis(name: "fold", param: "folds")] }
      })
    try scenario.workOff()
    return scenario
  }

  private func refusal(
    _ scenario: Scenario, _ flag: String, _ value: Value?, run: String? = nil,
    stage: String? = nil, reason: String = "why"
  ) -> Rejection? {
    scenario.refusal(
      of: GrantOverride(
        OverrideArguments(
          study: "s", run: run, stage: stage, flag: flag, value: value, reason: reason)))
  }

  @Test func `what cannot be granted is refused, and why`() throws {
    let scenario = try scenario()
    let cases: [(Rejection?, Rejection.Code, String)] = [
      (refusal(scenario, "skip", true, reason: " "), .reasonMissing, "needs a reason"),
      (refusal(scenario, "skop", true), .notFound, "no parameter 'skop'"),
      (refusal(scenario, "strict", 0), .invalid, "is not guarded"),
      (refusal(scenario, "skip", false), .invalid, "nothing to override"),
      (refusal(scenario, "skip", nil), .invalid, "needs a value"),
      (refusal(scenario, "skip", "yes"), .invalid, "'yes' is text"),
      (refusal(scenario, "force", true), .invalid, "is a number by default"),
      (refusal(scenario, "skip", true, run: "s9"), .notFound, "no run 's9'"),
      (refusal(scenario, "skip", true, stage: "link"), .notFound, "no stage 'link'"),
      (refusal(scenario, "skip", true, run: "s1", stage: "report"), .notFound, "no stage"),
      (refusal(scenario, "skip", true, stage: "fetch"), .invalid, "does not see"),
      (refusal(scenario, "folds", [1], stage: "build"), .invalid, "applies to the whole run"),
    ]
    for (refusal, code, message) in cases {
      #expect(refusal?.code == code, "\(message)")
      #expect(refusal?.message.contains(message) == true, "\(refusal?.message ?? "granted")")
    }
    #expect(refusal(scenario, "skop", true)?.hint == "did you mean 'skip'?")
  }

  @Test func `a grant is given once and revoked once`() throws {
    let scenario = try scenario()
    let again = OverrideTests.grant
    #expect(
      scenario.refusal(of: OverrideTests.revoke())?.message
        == "no override of 'skip' is granted for study")
    try scenario.when(again("skip", true, nil, nil))
    #expect(scenario.refusal(of: again("skip", true, nil, nil))?.code == .unchanged)
    try scenario.when(again("force", 1, nil, nil))
    let other = scenario.refusal(of: again("force", 2, nil, nil))
    #expect(other?.code == .exists)
    #expect(other?.message == "'force=1' is already granted for study")
    let elsewhere = scenario.refusal(of: OverrideTests.revoke(run: "s1"))
    #expect(elsewhere?.code == .unchanged)
    #expect(elsewhere?.hint == "it is granted for study")
    try scenario.when(again("skip", true, "s1", "compile"))
    #expect(try scenario.study().grants.map(\.scope) == ["study", "study", "s1/compile"])
    try scenario.when(OverrideTests.revoke())
    #expect(scenario.refusal(of: OverrideTests.revoke())?.code == .unchanged)
    #expect(try scenario.study().grants.map(\.flag) == ["force", "skip"])
  }

  @Test func `a stage of any name is not taken for the whole study`() throws {
    let scenario = try Scenario(
      OverrideTests.plan { plan in
        plan.stages.append(.named("study") { $0.params = ["skip"] })
      })
    try scenario.when(OverrideTests.grant(stage: "study"))
    try scenario.workOff()
    #expect(try scenario.study().grants.map(\.stage) == ["study"])
    #expect(try scenario.unit("s1", "compile").bypassed == [])
    #expect(try scenario.unit("s1", "study").bypassed == ["skip"])
  }

  @Test func `a run that was replaced is not granted anything`() throws {
    let scenario = try scenario()
    try scenario.when(
      RerunRun(study: "s", run: "s1", from: "build", params: [], reason: "why"))
    let refusal = refusal(scenario, "skip", true, run: "s1")
    #expect(refusal?.code == .outOfOrder)
    #expect(refusal?.hint?.contains("s1-v2") == true)
  }

  @Test func `a batch that sets a guard keeps its grant until it is done`() throws {
    let scenario = try Scenario(
      .sample { plan in
        plan.seeds = []
        plan.params = [Parameter(name: "skip", value: false, bypass: true)]
        let axes = [Axis(name: "skip", values: [false, true])]
        plan.design = .sweep(SweepPlan(axes: axes, seeds: [1]))
        plan.change("work") { $0.params = ["skip"] }
      })
    let batch = "b20260213-2140-baseline-v01"
    let manifest = BatchManifest(
      batch: batch, axes: [Axis(name: "skip", values: [false, true])], seeds: [1])
    let declare = DeclareBatch(study: "s", manifest)
    #expect(scenario.refusal(of: declare)?.code == .bypass)
    try scenario.when(OverrideTests.grant(stage: "work"))
    #expect(scenario.refusal(of: declare)?.code == .bypass, "one stage is not the batch")
    try scenario.when(OverrideTests.revoke(stage: "work"))
    try scenario.when(OverrideTests.grant())
    try scenario.when(declare)
    #expect(scenario.refusal(of: OverrideTests.revoke())?.code == .outOfOrder)
    try scenario.workOff()
    let strict = "\(batch).vr-skip-false-s1"
    let loose = "\(batch).vr-skip-true-s1"
    #expect(try #require(scenario.states.run("s", strict)).isProduction, "what it says goes")
    #expect(scenario.states.study("s")?.nonProduction == [loose])
    try scenario.when(OverrideTests.revoke())
    let rerun = RerunRun(study: "s", run: loose, from: "work", params: [], reason: "why")
    #expect(scenario.refusal(of: rerun)?.code == .bypass)
  }
}
