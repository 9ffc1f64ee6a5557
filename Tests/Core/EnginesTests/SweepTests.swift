import Bytes
import Codecs
import Engines
import Study
import Testing

/// Batches of variants: declared, executed, closed, and the next one.
@Suite struct SweepTests {
  /// `prepare` once for all, `fit` in every run, `compare` per variant, `report` per batch.
  private func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    .sample { plan in
      plan.inputs = [InputPlan(name: "scenario", pattern: "s.yaml", files: [.study(5)])]
      plan.params = [Parameter(name: "k", value: 5), Parameter(name: "rate", value: 0.5)]
      plan.design = .sweep(SweepPlan(axes: [Axis(name: "k", values: [3, 5])], seeds: [1, 2]))
      plan.design.sweep?.scenario = RevisionPlan(
        revision: "scn-v01", input: "scenario", fields: ["a.b": "1", "c": "2"])
      plan.design.sweep?.deliverables = DeliverablesPlan(
        report: "report/out", segments: ["compare/out", "report/out"], stability: "report/out")
      func reading(_ name: String, _ scope: Scope, from stage: String) -> StagePlan {
        .named(name) { made in
          made.scope = scope
          made.run.append("${params.k}")
          made.inputs = [StageInput(name: "read", source: .stage(stage, "out"))]
        }
      }
      plan.stages = [
        .named("prepare") { $0.scope = .study }, reading("fit", .run, from: "prepare"),
        reading("compare", .variant, from: "fit"), reading("report", .batch, from: "compare"),
      ]
      change(&plan)
    }
  }

  private func batch(
    _ number: Int, _ change: (inout BatchManifest) -> Void = { _ in }
  ) -> any Command {
    var manifest = BatchManifest(
      batch: "b20260213-2140-test-v0\(number)", axes: [Axis(name: "k", values: [3, 5])],
      seeds: [1, 2])
    manifest.number = number
    manifest.scenario = "scn-v01"
    change(&manifest)
    return DeclareBatch(study: "s", manifest)
  }

  @Test func `nothing runs before a batch is declared, and then all of it does`() throws {
    let scenario = try Scenario(plan())
    #expect(try scenario.claim().isEmpty)
    try scenario.when(batch(1))
    let events = lines(try scenario.workOff())
    let name = "b20260213-2140-test-v01"
    let planned = events.filter { $0.hasPrefix("run.planned") }.map { $0.split(separator: " ")[1] }
    #expect(
      planned.map(String.init) == [
        "study", "\(name).vr-k-3-s1", "\(name).vr-k-3-s2", "\(name).vr-k-3", "\(name).vr-k-5-s1",
        "\(name).vr-k-5-s2", "\(name).vr-k-5", name,
      ])
    #expect(events.contains { $0.hasPrefix("batch.closed \(name) (batches") })
    let run = try #require(scenario.states.run("s", "\(name).vr-k-3-s1"))
    #expect(run.params.first?.value == 3 && run.seed == 1)
    #expect(run.assignment.batch == name && run.assignment.variant == "vr-k-3")
    #expect(scenario.states.batch("s", name)?.verdict == .pass)
    #expect(scenario.states.batch("s", name)?.missing == [])
    #expect(try scenario.study().closing == .completed)
  }

  @Test func `the next batch shares what all variants share`() throws {
    let scenario = try Scenario(plan())
    try scenario.when(batch(1))
    try scenario.workOff()
    try scenario.when(batch(2) { $0.overrides = [Parameter(name: "rate", value: 0.25)] })
    let events = lines(try scenario.workOff())
    #expect(!events.contains { $0.hasPrefix("stage.requested study") })
    #expect(events.count { $0.hasPrefix("stage.requested") } == 4 + 2 + 1)
    #expect(events.contains { $0.hasPrefix("batch.closed b20260213-2140-test-v02") })
    let run = try #require(scenario.states.run("s", "b20260213-2140-test-v02.vr-k-5-s2"))
    #expect(run.params.last?.value == 0.25)
  }

  @Test func `an open batch, a reused and a malformed identifier are refused`() throws {
    let scenario = try Scenario(plan())
    try scenario.when(batch(1))
    #expect(scenario.refusal(of: batch(2))?.code == .outOfOrder)
    try scenario.workOff()
    #expect(scenario.refusal(of: batch(1))?.code == .exists)
    for name in ["b1", "b20261313-2140-x-v01", "b20260213-2140-x", "b20260213-2160-x-v01"] {
      #expect(scenario.refusal(of: batch(2) { $0.batch = name })?.code == .invalid, "\(name)")
    }
    #expect(scenario.refusal(of: batch(2) { $0.seeds = [1, 1] })?.code == .invalid)
    #expect(scenario.refusal(of: batch(2) { $0.scenario = "scn-v02" })?.code == .invalid)
    #expect(
      scenario.refusal(of: batch(2) { $0.axes = [Axis(name: "z", values: [1])] })?.code == .invalid)
  }

  @Test func `very many runs need a yes, and fit one entry`() throws {
    let scenario = try Scenario(plan())
    let many = batch(1) { manifest in
      manifest.axes = [
        Axis(name: "k", values: (1...50).map { .int($0) }),
        Axis(name: "rate", values: (1...5).map { .int($0) }),
      ]
      manifest.isFactorial = true
    }
    #expect(scenario.refusal(of: many)?.code == .outOfOrder)
    var manifest = try #require(many as? DeclareBatch).manifest
    manifest.isLarge = true
    let declared = try scenario.when(DeclareBatch(study: "s", manifest))
    #expect(declared.count == 1 && CBOR.encode(declared[0].fact.data).count < 1_000)
    #expect(try scenario.claim().count <= 64 * 2)
    #expect(scenario.states.schedule("s", level: 0, round: 1).count == 1 + 500 + 250 + 1)
    #expect(
      scenario.states.schedule("s", level: 0, round: 1)[1].id
        == "b20260213-2140-test-v01.vr-kxrate-1x1-s1")
  }

  @Test func `a revision that was executed may not change its content`() throws {
    let scenario = try Scenario(plan())
    try scenario.when(batch(1))
    try scenario.workOff()
    var changed = plan()
    changed.inputs[0].files = [.study(6)]
    changed.design.sweep?.scenario?.fields = ["a.b": "7", "d": "2"]
    let amend = { (plan: Plan) in
      AmendStudy(StudyRegistered(plan: plan, file: .study(9)), reason: "another event")
    }
    let refusal = try #require(scenario.refusal(of: amend(changed)))
    #expect(refusal.code == .changedStudy && refusal.message.contains("a.b, c, d changed"))
    #expect(refusal.hint == "bump it: the next is 'scn-v02'")
    changed.design.sweep?.scenario?.revision = "scn-v02"
    try scenario.when(amend(changed))
    #expect(try scenario.study().closing == .completed, "what was closed stays closed")
    #expect(try scenario.claim().isEmpty)
    try scenario.when(batch(2) { $0.scenario = "scn-v02" })
    #expect(!lines(try scenario.workOff()).isEmpty)
    #expect(scenario.refusal(of: amend(plan()))?.code == nil, "an old revision with its content")
  }

  @Test func `a revision that is left to the ledger rises by one when what it stands for changes`()
    throws
  {
    let scenario = try Scenario(
      plan { plan in
        plan.inputs.append(InputPlan(name: "config", pattern: "c.yaml", files: [.study(7)]))
        plan.design.sweep?.config = RevisionPlan(revision: "cfg-v01", input: "config")
      })
    var written = try #require(scenario.states.plan("s"))
    written.design.sweep?.scenario?.revision = RevisionPlan.automatic
    written.design.sweep?.config?.revision = RevisionPlan.automatic
    func numbers(_ change: (inout Plan) -> Void = { _ in }) -> [String] {
      var plan = written
      change(&plan)
      return scenario.states.numbered(plan).design.revisions.map(\.revision)
    }
    let event: (inout Plan) -> Void = { $0.inputs[0].files = [.study(6)] }
    let model: (inout Plan) -> Void = { $0.inputs[1].files = [.study(6)] }
    #expect(numbers() == ["scn-v01", "cfg-v01"])
    #expect(numbers(event) == ["scn-v01", "cfg-v01"], "nothing was executed under them yet")
    let unnumbered = AmendStudy(StudyRegistered(plan: written, file: .study(9)), reason: "none")
    #expect(scenario.refusal(of: unnumbered)?.code == .invalid)
    try scenario.when(batch(1) { $0.config = "cfg-v01" })
    try scenario.workOff()
    #expect(numbers() == ["scn-v01", "cfg-v01"])
    #expect(numbers(event) == ["scn-v02", "cfg-v01"])
    #expect(numbers(model) == ["scn-v01", "cfg-v02"])
    #expect(numbers { $0.params[0].value = 99 } == ["scn-v01", "cfg-v02"])
    var changed = written
    event(&changed)
    let amended = StudyRegistered(plan: scenario.states.numbered(changed), file: .study(9))
    try scenario.when(AmendStudy(amended, reason: "another event"))
    // It keeps its number until it was executed, and what was executed is not given again.
    #expect(scenario.states.numbered(changed).design.revisions[0].revision == "scn-v02")
    #expect(numbers(model) == ["scn-v02", "cfg-v02"])
  }

  @Test func `a default that was executed may not change under its revision`() throws {
    let scenario = try Scenario(
      plan { plan in
        plan.inputs.append(InputPlan(name: "config", pattern: "c.yaml", files: [.study(7)]))
        plan.design.sweep?.config = RevisionPlan(revision: "cfg-v05", input: "config")
      })
    try scenario.when(batch(1) { $0.config = "cfg-v05" })
    try scenario.workOff()
    var changed = try #require(scenario.states.plan("s"))
    changed.params[0].value = 99
    let amend = { (plan: Plan) in
      AmendStudy(StudyRegistered(plan: plan, file: .study(9)), reason: "another default")
    }
    let refusal = try #require(scenario.refusal(of: amend(changed)))
    #expect(refusal.code == .changedStudy)
    #expect(
      refusal.message == "revision 'cfg-v05' was executed with other defaults: "
        + "\(changed.params[0].name) changed")
    #expect(refusal.hint?.hasPrefix("bump it: the next is 'cfg-v06'") == true)
    changed.design.sweep?.config?.revision = "cfg-v07"
    #expect(
      scenario.refusal(of: amend(changed))?.message
        == "revision 'cfg-v07' does not follow 'cfg-v05'")
    changed.design.sweep?.config?.revision = "cfg-v06"
    try scenario.when(amend(changed))
    // A default at a level is one as well.
    var levelled = changed
    levelled.levels[0].params = [Parameter(name: changed.params[0].name, value: 100)]
    try scenario.when(batch(2) { $0.config = "cfg-v06" })
    #expect(scenario.refusal(of: amend(levelled))?.code == .changedStudy)
  }

  @Test func `a batch says what it lacks`() throws {
    let scenario = try Scenario(
      plan { plan in
        plan.design.sweep?.deliverables = DeliverablesPlan(segments: ["compare/out"])
      })
    try scenario.when(batch(1))
    try scenario.workOff()
    #expect(
      scenario.states.batch("s", "b20260213-2140-test-v01")?.missing == [
        "a report", "two segment analyses; there are 1", "a table of stability over its seeds",
      ])
  }

  @Test func `where a run of a batch lies follows from its identifier`() {
    let batch = "b20260213-2140-baseline-v01"
    #expect(Identifier.directory(ofRun: batch) == "batches/\(batch)")
    #expect(
      Identifier.directory(ofRun: "\(batch).vr-k-3-s42") == "batches/\(batch)/variants/vr-k-3-s42")
    #expect(Identifier.directory(ofRun: "A-s42") == "A-s42")
    #expect(Identifier.isVariant("vr-threshold-0.5-s42") && !Identifier.isVariant("vr-a-b"))
    #expect(Identifier.isRevision("cfg-v05", of: "cfg") && !Identifier.isRevision("v5", of: "cfg"))
  }
}
