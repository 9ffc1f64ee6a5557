import Codecs
import Numerics

/// Whether the study, not the hypothesis, succeeded: it can give a clear answer of either kind.
struct StudySuccess: Sendable {
  /// One criterion.
  struct Criterion: Sendable, Equatable {
    let name: String
    let isMet: Bool
    let observed: Double?
    let threshold: Double
    let detail: String
  }

  let criteria: [Criterion]
  /// Whether reproducibility is so low that going on makes no sense.
  let shouldStop: Bool

  init(_ analysis: RegisteredAnalysis) {
    let settings = analysis.settings
    let values = ScoreMetric.reproducibility.values(analysis.index.rows)
    let mean = Descriptive.mean(values).value
    shouldStop = mean.map { $0 < settings.reproducibilityStop } ?? false
    criteria = [
      Self.sample(analysis.sample),
      Self.power(analysis[.h1]),
      Self.reproducibility(values, settings),
      Self.answer(analysis[.h1]),
    ]
  }

  /// Whether every criterion is met.
  var isMet: Bool { criteria.allSatisfy(\.isMet) }

  /// As `statistical-tests.json` has it.
  var value: Value {
    [
      "met": .bool(isMet), "stop_early": .bool(shouldStop),
      "criteria": .array(
        criteria.map { criterion in
          [
            "name": .text(criterion.name), "met": .bool(criterion.isMet),
            "observed": Value(orNull: criterion.observed),
            "threshold": .double(criterion.threshold), "detail": .text(criterion.detail),
          ]
        }),
    ]
  }

  private static func sample(_ sample: SampleSize) -> Criterion {
    Criterion(
      name: "pairs_per_task", isMet: sample.isSufficient, observed: Double(sample.smallest),
      threshold: Double(sample.minimum),
      detail: sample.warnings.first ?? "every task has at least \(sample.smallest) complete pairs")
  }

  /// The power of the primary test: at the observed effect if it is significant, else at the
  /// smallest difference that matters, since a null result has no power at itself.
  static func power(_ test: HypothesisTest) -> Criterion {
    let atEffect = test.isSignificant
    let observed = atEffect ? test.power : test.practicalPower
    let what = atEffect ? "the observed effect" : "the smallest difference that matters"
    return Criterion(
      name: "power", isMet: observed.map { $0 >= test.settings.power } ?? false,
      observed: observed, threshold: test.settings.power,
      detail: observed == nil
        ? "the primary test has no power: \(test.finding.remark ?? "its differences do not vary")"
        : "the primary test's power at \(what)")
  }

  private static func reproducibility(
    _ values: [Double], _ settings: AnalysisSettings
  ) -> Criterion {
    let reached = values.count { $0 >= settings.reproducibility }
    let share = values.isEmpty ? nil : Double(reached) / Double(values.count)
    return Criterion(
      name: "reproducibility", isMet: share.map { $0 >= settings.reproducibleShare } ?? false,
      observed: share, threshold: settings.reproducibleShare,
      detail: values.isEmpty
        ? "no run was repeated"
        : "\(reached) of \(values.count) runs reach \(settings.reproducibility)")
  }

  /// A significant difference, or a null result that had the power to find one that matters.
  private static func answer(_ test: HypothesisTest) -> Criterion {
    let p = test.corrected
    let power = test.practicalPower ?? 0
    let isClearNull = p != nil && !test.isSignificantCorrected && power >= test.settings.power
    let detail =
      test.isSignificantCorrected
      ? "the primary test is significant after the correction"
      : isClearNull
        ? "a null result, with the power to find the smallest difference that matters"
        : p == nil
          ? "the primary test has no probability: \(test.finding.remark ?? "")"
          : "not significant, and without the power to call it a null result"
    return Criterion(
      name: "clear_answer", isMet: test.isSignificantCorrected || isClearNull, observed: p,
      threshold: test.settings.alpha, detail: detail)
  }
}
