import Codecs
import Ledger
import Study
import TestKit
import Testing

@testable import Projections

/// What a sweep's report says of variants whose values are known.
@Suite struct SweepReportTests {
  private static let study = Stream.study("sweep")

  private static func plan(_ change: (inout Plan) -> Void = { _ in }) -> Plan {
    var plan = Plan(study: "sweep", objective: "Which rate and depth?", seed: 1)
    plan.metric = "auc"
    plan.params = [Parameter(name: "rate", value: 0.1), Parameter(name: "depth", value: 3)]
    plan.design.sweep = SweepPlan(
      axes: [Axis(name: "rate", values: [0.1, 0.2]), Axis(name: "depth", values: [3, 5])],
      seeds: [1, 2, 3])
    plan.stages = [StagePlan(name: "fit", run: ["fit"])]
    change(&plan)
    return plan
  }

  /// A study with batches; every variant has its base, and seeds lie `spread` around it.
  private static func story(
    _ plan: Plan, _ batches: [(name: String, values: [String: Double])], spread: Double,
    isFactorial: Bool = true, without: [String] = []
  ) -> Story {
    var story = Story()
    story.tell(
      "register_study",
      [(study, .studyRegistered(StudyRegistered(plan: plan, file: pin("study.yaml"))))])
    for batch in batches {
      var manifest = BatchManifest(
        batch: batch.name, axes: plan.design.sweep?.axes ?? [],
        seeds: plan.design.sweep?.seeds ?? [])
      manifest.isFactorial = isFactorial
      story.tell(
        "declare_batch",
        [(.batch("sweep", batch.name), .batchDeclared(BatchDeclared(manifest: manifest)))])
      for scheduled in plan.schedule(level: 0, round: 1, batch: manifest)
      where scheduled.scope == .run {
        let stream = Stream.run("sweep", scheduled.id)
        let base = batch.values[scheduled.assignment.variant ?? ""] ?? 0.5
        // Seeds shift all variants alike, and each a little by itself.
        let own = Double((scheduled.index * 7) % 5 - 2) * spread
        let value = base + Double(scheduled.seed) * 0.001 + own
        var events: [(Stream, EventData)] = [
          (
            stream,
            .runPlanned(
              RunPlanned(
                level: "", index: scheduled.index, seed: scheduled.seed, scope: .run, revision: 1,
                round: 1, params: plan.params(of: scheduled, level: 0),
                assignment: scheduled.assignment))
          ),
          (stream, .runStarted(RunStarted())),
        ]
        if !without.contains(scheduled.id) {
          events += [
            (stream, .runEvaluated(RunEvaluated(metric: "auc", value: value))),
            (stream, .runFinished(RunFinished(verdict: .pass, elapsed: 1))),
          ]
        }
        story.tell("finish", events)
      }
    }
    return story
  }

  private func report(_ story: Story) throws -> (markdown: String, html: String) {
    let files = try Exporter(story.record, root: "").files(of: "sweep")
    func text(_ name: String) -> String {
      files.first { $0.path == "sweep/\(name)" }.map { String(decoding: $0.bytes, as: UTF8.self) }
        ?? ""
    }
    return (text("report.md"), text("report.html"))
  }

  private static let apart = [
    "vr-ratexdepth-0.1x3": 0.70, "vr-ratexdepth-0.1x5": 0.75, "vr-ratexdepth-0.2x3": 0.80,
    "vr-ratexdepth-0.2x5": 0.90,
  ]

  @Test func `the best is said first, with the optimism of a choice, and a map of two axes`() throws
  {
    let report = try report(
      Self.story(Self.plan(), [("b20260101-0000-x-v01", Self.apart)], spread: 0.0001))
    let verdict = report.markdown.split(separator: "\n").first { $0.hasPrefix("> ") } ?? ""
    #expect(verdict.hasPrefix("> **So far.** Variant vr-ratexdepth-0.2x5 is best of 4 by auc"))
    #expect(report.markdown.contains("chosen as highest of 4: its mean is optimistic"))
    #expect(report.markdown.contains("12 of 12 runs are finished"))
    #expect(report.html.contains("auc by rate and depth"))
    #expect(report.html.contains("aria-labelledby=\"map-1-title"))
    let rows = report.markdown.split(separator: "\n").filter {
      $0.hasPrefix("| 1 |") || $0.hasPrefix("| 4 |")
    }
    #expect(
      rows.contains { $0.contains("| 1 | vr-ratexdepth-0.2x5 | rate=0.2, depth=5 | 3 | 0.902") })
    #expect(rows.contains { $0.contains("| 4 | vr-ratexdepth-0.1x3 |") })
    #expect(!report.markdown.contains("Answer"))
  }

  @Test func `those that cannot be told from the highest are named, and best is not said`() throws {
    var near = Self.apart
    near["vr-ratexdepth-0.1x5"] = 0.899
    let report = try report(
      Self.story(Self.plan(), [("b20260101-0000-x-v01", near)], spread: 0.01))
    #expect(report.markdown.contains("is highest of 4 by auc; not distinguishable from it: "))
    #expect(!report.markdown.contains("is best of"))
  }

  @Test func `batches are never pooled, and a silent variant is named and not ranked`() throws {
    let second = Self.apart.mapValues { 1.5 - $0 }
    let names = ["b20260101-0000-x-v01", "b20260102-0000-y-v01"]
    let report = try report(
      Self.story(
        Self.plan(), [(names[0], Self.apart), (names[1], second)], spread: 0.0001,
        without: ["\(names[1]).vr-ratexdepth-0.1x3-s2"]))
    #expect(
      report.markdown.contains(
        "In batch \(names[1]): Variant vr-ratexdepth-0.1x5 is best of 3 by auc"))
    #expect(
      report.markdown.contains(
        "Not ranked, because auc is missing in a run: vr-ratexdepth-0.1x3"), "\(report.markdown)")
    #expect(report.markdown.contains("24 registered + 0 added \u{2212} 0 withdrawn = 24 planned: "))
  }

  @Test func `less is better where the study says so, and one axis is a line`() throws {
    let plan = Self.plan { plan in
      plan.isLowerBetter = true
      plan.design.sweep?.axes = [Axis(name: "rate", values: [0.1, 0.2, 0.4])]
    }
    let values = ["vr-rate-0.1": 0.3, "vr-rate-0.2": 0.1, "vr-rate-0.4": 0.2]
    let report = try report(
      Self.story(plan, [("b20260101-0000-x-v01", values)], spread: 0.0001, isFactorial: false))
    #expect(report.markdown.contains("Variant vr-rate-0.2 is best of 3 by auc"))
    #expect(report.html.contains("axis-1-rate-title"))
  }

  @Test func `stability is relative to the range of the variants, or as the study has it`() throws {
    func label(_ rule: StabilityPlan, _ values: [Double], range: Double) -> Stability {
      Stability.label(values, range: range, hasOneWinner: true, rule)
    }
    let usual = StabilityPlan()
    #expect(label(usual, [0.90, 0.91, 0.92], range: 0.2) == .stable)
    #expect(label(usual, [0.90, 0.91, 0.92], range: 0.05) == .mixed)
    #expect(label(usual, [0.90, 0.91, 0.92], range: 0.01) == .unstable)
    #expect(label(usual, [0.90, 0.91, 0.92], range: 0) == .stable, "relative to the mean")
    #expect(label(usual, [-1, 1], range: 0) == .undefined)
    #expect(label(usual, [1], range: 1) == .singleSeed)
    let absolute = StabilityPlan(isAbsolute: true, stable: 0.02, unstable: 0.10)
    #expect(label(absolute, [0.90, 0.91, 0.92], range: 0.01) == .stable)
    #expect(label(absolute, [0.5, 0.61], range: 9) == .unstable)
  }

  @Test func `a thousand runs make a page of at most 300 kB without anything from elsewhere`()
    throws
  {
    let plan = Self.plan { plan in
      plan.design.sweep?.axes = [
        Axis(name: "rate", values: (1...20).map { .int($0) }),
        Axis(name: "depth", values: (1...10).map { .int($0) }),
      ]
      plan.design.sweep?.seeds = [1, 2, 3, 4, 5]
    }
    let report = try report(
      Self.story(plan, [("b20260101-0000-x-v01", [:])], spread: 0.001))
    #expect(report.html.utf8.count <= 300_000, "\(report.html.utf8.count)")
    try PageCheck.expectSound(report.html)
  }
}
