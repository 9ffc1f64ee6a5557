import Codecs
import Study
import Testing

extension BaselinePlan {
  /// A baseline with something in every field.
  static var sample: BaselinePlan {
    var plan = BaselinePlan(name: "release")
    plan.needsReport = false
    plan.windows = 2
    plan.ticks = 1_000
    plan.metric = "work.accuracy"
    plan.isLowerBetter = true
    plan.tolerance = 0.005
    plan.canary = [
      CanaryCheck(metric: "lateness", parsing: "<= baseline * 2"),
      CanaryCheck(metric: "starvation", parsing: "== 0"),
    ].compactMap(\.self)
    plan.rollback = .automatic
    return plan
  }
}

/// What a baseline holds promotions and windows to.
@Suite struct BaselinePlanTests {
  @Test func `a recorded baseline reads back as itself`() throws {
    for plan in [BaselinePlan.sample, BaselinePlan(name: "bare")] {
      #expect(try BaselinePlan(encoded: plan.encoded) == plan)
    }
    #expect(BaselinePlan.sample.judgedValues == ["work.accuracy", "lateness", "starvation"])
  }

  @Test(
    arguments: [
      ("<= baseline * 2", "<= baseline * 2"), ("<=baseline*2", "<= baseline * 2"),
      (">= baseline", ">= baseline"), (" > baseline * 0.95", "> baseline * 0.95"),
      ("<= baseline * -1", "<= baseline * -1"), ("== 0", "== 0"), ("<= 0.25", "<= 0.25"),
    ])
  func `a check is a comparison with a number or with the baseline`(text: String, form: String) {
    let check = CanaryCheck(metric: "m", parsing: text)
    #expect(check?.description == form)
    #expect(check?.isRelative == text.contains("baseline"))
    #expect(CanaryCheck(metric: "m", parsing: form) == check)
  }

  @Test(
    arguments: [
      "", "baseline", "<=", "<= baseline *", "<= baseline * x", "<= baseline 2", "<= 2 * baseline",
      "<= < baseline", "=> baseline", "<= baselines", "<= baseline + 2", "<= baseline * inf",
      "<= baseline * 2 ",
    ])
  func `anything else is none`(text: String) {
    #expect(CanaryCheck(metric: "m", parsing: text) == nil)
  }

  @Test(
    arguments: [
      (false, 0.9, 0.9, true), (false, 0.8, 0.9, false), (false, 0.85, 0.9, true),
      (true, 0.9, 0.9, true), (true, 1.0, 0.9, false), (true, 0.1, 0.9, true),
      (false, .nan, 0.9, false), (true, .nan, 0.9, false), (false, 0.9, .nan, false),
    ] as [(Bool, Double, Double, Bool)])
  func `worse than the baseline by more than the tolerance is not accepted`(
    isLowerBetter: Bool, value: Double, baseline: Double, isAccepted: Bool
  ) {
    var plan = BaselinePlan(name: "release")
    plan.isLowerBetter = isLowerBetter
    plan.tolerance = 0.06
    #expect(plan.accepts(value, against: baseline) == isAccepted)
  }

  @Test func `a metric that a baseline looks at is remembered`() {
    let plan = Plan.small { $0.baselines = [.sample] }
    #expect(plan.metricsInUse(of: "work") == ["accuracy", "lateness", "starvation"])
  }

  @Test(
    arguments: [
      (0.948 * 0.9, "0.8532"), (0.1 + 0.2, "0.3"), (6, "6"), (0, "0"), (-0.5, "-0.5"),
      (1e-12, "1e-12"), (1e300, "1e+300"), (.nan, "nan"), (.infinity, "inf"),
    ] as [(Double, String)])
  func `numbers in sentences are short`(value: Double, text: String) {
    #expect(Number.shortText(value) == text)
  }
}
