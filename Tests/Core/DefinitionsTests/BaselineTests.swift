import Definitions
import StageKit
import Study
import Testing

/// The section `baselines` of a study file.
struct BaselineTests {
  @Test func `a baseline says what a promotion needs and what windows are held to`() throws {
    let text = """
      baselines:
        release:
          needs:
            gates: pass
            report: true
            violations: none
            windows: 2
            ticks: 1000
            metric: a.accuracy
            tolerance: 0.005
          canary:
            - {metric: lateness, pass: "<= baseline * 2"}
            - {metric: starvation, pass: "== 0"}
            - {metric: option_switch_rate, pass: "<= 0.25"}
          rollback: automatic
        staging:
          needs: {gates: any, report: false, deliverables: false, violations: any}
        cost:
          needs: {metric: a.seconds, better: lower}

      """
    let plans = try Sample.parse(Sample.head + text + Sample.stage).plan.baselines
    var release = BaselinePlan(name: "release")
    release.windows = 2
    release.ticks = 1_000
    release.metric = "a.accuracy"
    release.tolerance = 0.005
    release.canary = [
      CanaryCheck(
        metric: "lateness", threshold: Threshold(.lessOrEqual, 2), isRelative: true),
      CanaryCheck(metric: "starvation", threshold: Threshold(.equal, 0), isRelative: false),
      CanaryCheck(
        metric: "option_switch_rate", threshold: Threshold(.lessOrEqual, 0.25), isRelative: false),
    ]
    release.rollback = .automatic
    var staging = BaselinePlan(name: "staging")
    staging.needsGates = false
    staging.needsReport = false
    staging.needsDeliverables = false
    staging.needsNoViolation = false
    var cost = BaselinePlan(name: "cost")
    cost.metric = "a.seconds"
    cost.isLowerBetter = true
    #expect(plans == [release, staging, cost])
  }

  @Test func `a baseline that says nothing is strict`() throws {
    let text = "baselines: {release: {}}\n"
    let plans = try Sample.parse(Sample.head + text + Sample.stage).plan.baselines
    #expect(plans == [BaselinePlan(name: "release")])
    #expect(plans[0].needsGates && plans[0].needsReport && plans[0].needsNoViolation)
    #expect(try Sample.parse(Sample.head + Sample.stage).plan.baselines == [])
  }

  @Test func `windows in which nothing is looked at are a warning`() throws {
    let text = "baselines: {release: {needs: {windows: 2}}}\n"
    let definition = try Sample.parse(Sample.head + text + Sample.stage)
    #expect(
      definition.warnings.map(\.description) == [
        "line 4: baseline 'release' asks for windows and has no canary to judge them"
      ])
  }

  @Test(arguments: mistakes)
  func `a mistake in a baseline is named where it stands`(mistake: Mistake) {
    #expect(Sample.messages(mistake.text) == ["study.yaml:\(mistake.message)"])
  }

  static let mistakes: [Mistake] = [
    .top("baselines: [release]", "4:12: baselines must be a mapping, found a list"),
    .top(
      "baselines: {release: yes}", "4:22: baselines.release must be a mapping, found text 'yes'"),
    .top(
      "baselines: {a b: {}}",
      "4:13: 'a b' is not a name; a name is made of letters, digits, '.', '_' and '-', begins "
        + "with a letter or digit and has at most 100 bytes"),
    .top(
      "baselines: {release: {need: {}}}",
      "4:23: unknown key 'need' in baseline 'release'; did you mean 'needs'?"),
    needs(
      "{gate: pass}", "unknown key 'gate' in 'needs' of baseline 'release'; did you mean 'gates'?"),
    needs("{gates: passed}", "unknown need 'passed'; did you mean 'pass'?", 8),
    needs("{report: maybe}", "report must be true or false, found text 'maybe'", 9),
    needs("{violations: 0}", "violations must be text, found number 0; put it in quotes", 13),
    needs("{windows: -1}", "windows must be from 0 to 100, found number -1", 10),
    needs("{windows: 101}", "windows must be from 0 to 100, found number 101", 10),
    needs("{ticks: 0}", "ticks must be from 1 to 2147483647, found number 0", 8),
    needs("{ticks: 1.5}", "ticks must be a whole number of at most 64 bits, found number 1.5", 8),
    needs(
      "{metric: accuracy}",
      "metric must be a metric of a stage, such as 'classify.accuracy', found text 'accuracy'", 9),
    needs("{metric: b.accuracy}", "unknown stage 'b'; did you mean 'a'?", 9),
    needs(
      "{metric: a.accuracy, tolerance: -1}", "tolerance must be a number from 0, found number -1",
      32),
    needs(
      "{metric: a.accuracy, tolerance: .nan}",
      "tolerance must be a number from 0, found number .nan", 32),
    needs(
      "{metric: a.accuracy, better: more}",
      "unknown direction 'more'; there are 'higher' and 'lower'", 29),
    needs(
      "{tolerance: 0.1}", "'tolerance' goes with a metric, and baseline 'release' names none", 12),
    canary("lateness", "canary must be a list, found text 'lateness'", 0),
    canary("[lateness]", "canary[0] must be a mapping, found text 'lateness'", 1),
    canary("[{pass: '== 0'}]", "a check of the canary has no 'metric'", 1),
    canary("[{metric: lateness}]", "a check of the canary has no 'pass'", 1),
    canary(
      "[{metric: lateness, pass: 5}]",
      "pass must be a comparison with a number or with the baseline, found number 5; write it in "
        + "quotes, such as \"<= 0.25\" or \"<= baseline * 2\"", 26),
    canary(
      "[{metric: lateness, pass: '<= 2 * baseline'}]",
      "pass must be a comparison with a number or with the baseline, found text '<= 2 * "
        + "baseline'; write it in quotes, such as \"<= 0.25\" or \"<= baseline * 2\"", 26),
    canary(
      "[{metric: lateness, warn: '== 0', pass: '== 0'}]",
      "unknown key 'warn' in a check of the canary; there are 'metric' and 'pass'", 20),
    canary(
      "[" + Array(repeating: "{metric: m, pass: '== 0'}", count: 33).joined(separator: ", ") + "]",
      "a canary has at most 32 checks, found 33", 0),
    .top(
      "baselines: {release: {rollback: always}}",
      "4:33: unknown way to roll back 'always'; there are 'propose' and 'automatic'"),
    .top(
      "baselines: {" + (0..<21).map { "b\($0): {}" }.joined(separator: ", ") + "}",
      "4:12: a study has at most 20 baselines, found 21"),
  ]

  /// `needs` of one baseline, with the mistake some columns behind its beginning.
  private static func needs(_ text: String, _ message: String, _ offset: Int = 1) -> Mistake {
    .top("baselines: {release: {needs: \(text)}}", "4:\(30 + offset): \(message)")
  }

  /// The canary of one baseline, with the mistake some columns behind its beginning.
  private static func canary(_ text: String, _ message: String, _ offset: Int) -> Mistake {
    .top("baselines: {release: {canary: \(text)}}", "4:\(31 + offset): \(message)")
  }
}
