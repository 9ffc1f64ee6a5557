import Numerics

/// A hypothesis with what its tests found.
///
/// Whatever has no value is nil, and ``notes`` say why.
struct HypothesisTest: Sendable {
  /// What one test found.
  struct Finding: Sendable, Equatable {
    let method: TestMethod
    /// The values that it used.
    let count: Int
    let statistic: Double?
    let degreesOfFreedom: Double?
    let p: Double?
    /// Which way it points; nil where neither.
    let direction: FloatingPointSign?
    /// Why the probability is not the usual one, or absent.
    let remark: String?
  }

  let data: HypothesisData
  let settings: AnalysisSettings
  /// What the test that decides found.
  let finding: Finding
  /// What the other registered test found.
  let alternative: Finding?
  /// Mean and spread of the differences.
  let mean: Double?
  let deviation: Double?
  let median: Double?
  let effect: Effect?
  let interval: Interval?
  let rankBiserial: Double?
  /// At the observed effect.
  let power: Double?
  /// At the smallest difference that matters.
  let practicalPower: Double?
  /// The pairs that would give the power that was asked for at the observed effect.
  let requiredPairs: Int?
  let outliers: [HypothesisData.Outlier]

  init(_ data: HypothesisData, _ settings: AnalysisSettings) {
    self.data = data
    self.settings = settings
    let hypothesis = data.hypothesis
    let test = data.differences.flatMap(PairedT.test)
    let ranks = data.differences.flatMap(SignedRank.test)
    finding = Self.finding(hypothesis.method, data, test, ranks)
    alternative = hypothesis.alternative.map { Self.finding($0, data, test, ranks) }
    mean = Descriptive.mean(data.values).value
    deviation = Descriptive.standardDeviation(data.values).value
    median = Descriptive.median(data.values).value
    effect = test.value?.effect
    interval = test.flatMap { $0.interval(confidence: 0.95) }.value
    rankBiserial = ranks.value?.rankBiserial
    power =
      test.flatMap {
        Power.pairedT(d: $0.effect.d, count: $0.count, alpha: settings.alpha)
      }.value
    let practical = data.practicalDifference(settings.practicalDifference)
    practicalPower = test.value.flatMap { test in
      practical.flatMap {
        Power.pairedT(d: $0 / test.deviation, count: test.count, alpha: settings.alpha).value
      }
    }
    requiredPairs = effect.flatMap {
      Power.requiredCount(d: $0.d, power: settings.power, alpha: settings.alpha).value
    }
    outliers = data.outliers(settings.outlierLimit)
  }

  /// Tests that are not the registered ones, on the same differences.
  static func finding(_ data: HypothesisData, _ method: TestMethod) -> Finding {
    finding(
      method, data, data.differences.flatMap(PairedT.test),
      data.differences.flatMap(SignedRank.test))
  }

  /// The probability after Bonferroni's correction over all registered hypotheses.
  var corrected: Double? {
    finding.p.flatMap { Correction.bonferroni($0, tests: Hypothesis.allCases.count).value }
  }

  /// Whether the probability is below the level of significance, before the correction.
  var isSignificant: Bool { finding.p.map { $0 < settings.alpha } ?? false }

  /// Whether it is after the correction.
  var isSignificantCorrected: Bool { corrected.map { $0 < settings.alpha } ?? false }

  /// Whether the result is what the hypothesis states; nil where the test has no result.
  ///
  /// A hypothesis of no difference stands while the corrected test finds none.
  var isAsStated: Bool? {
    guard finding.p != nil else { return nil }
    guard let stated = data.hypothesis.stated else { return !isSignificantCorrected }
    return isSignificantCorrected && finding.direction == stated
  }

  /// Why values are absent or not what one might expect.
  var notes: [String] {
    var notes = [finding.remark, alternative?.remark].compactMap(\.self)
    if notes.count == 2, notes[0] == notes[1] { notes.removeLast() }
    if data.withoutValue > 0 {
      notes.append("\(data.withoutValue) pairs have no value of \(data.hypothesis.metric.rawValue)")
    }
    if data.hypothesis.method == .signedRank, hasNearTies {
      notes.append("some magnitudes differ only by rounding, and are not ranked as equal")
    }
    return notes
  }

  /// Whether two magnitudes are nearly and not quite equal.
  private var hasNearTies: Bool {
    let sorted = data.values.map(abs).filter { $0 > 0 }.sorted()
    return zip(sorted, sorted.dropFirst()).contains { $0 != $1 && $1 - $0 <= 1e-9 * $1 }
  }

  private static func finding(
    _ method: TestMethod, _ data: HypothesisData, _ test: Outcome<PairedT>,
    _ ranks: Outcome<SignedRank>
  ) -> Finding {
    let reason: Undefined?
    switch method {
    case .pairedT:
      if let test = test.value {
        return Finding(
          method: method, count: test.count, statistic: test.t,
          degreesOfFreedom: test.degreesOfFreedom, p: test.p, direction: sign(test.mean),
          remark: nil)
      }
      reason = test.reason
    case .signedRank:
      if let ranks = ranks.value {
        return Finding(
          method: method, count: ranks.count, statistic: ranks.w, degreesOfFreedom: nil,
          p: ranks.p, direction: sign(ranks.positive - ranks.negative), remark: nil)
      }
      reason = ranks.reason
    }
    var p: Double?
    var direction: FloatingPointSign?
    if case .noVariance(let mean) = reason {
      // Without any difference nothing speaks against there being none.
      if mean == 0 { p = 1 }
      direction = sign(mean)
    }
    return Finding(
      method: method, count: data.count, statistic: nil, degreesOfFreedom: nil, p: p,
      direction: direction, remark: reason.map { "\(method.rawValue): \($0)" })
  }

  private static func sign(_ number: Double) -> FloatingPointSign? {
    number > 0 ? .plus : number < 0 ? .minus : nil
  }
}
