import Codecs
import Numerics

/// What one test found in one sample.
struct TestFinding: Sendable, Equatable {
  let test: Hypothesis.Test
  /// The registered test that took its place, where it could not be computed.
  var fallback: Hypothesis.Test?
  /// The pairs that it used.
  var count = 0
  var statistic: Double?
  var degreesOfFreedom: Double?
  var p: Double?
  /// Which way it points: the sign of treatment minus reference.
  var sign = 0
  /// How the probability was found: `exact`, `normal`, `drawn`, `all_zero`.
  var method: String?
  /// Why there is no probability.
  var reason: String?

  /// Makes a test on a sample; what is drawn is keyed by the study's seed and `name`.
  init(
    _ test: Hypothesis.Test, _ hypothesis: Hypothesis, _ sample: PairedSample, seed: Int64,
    name: String
  ) {
    self.test = test
    guard sample.count > 0 else {
      reason = "no complete pairs"
      return
    }
    switch test {
    case .pairedT: pairedT(sample, seed, name)
    case .tost: equivalence(sample, hypothesis)
    case .mcnemar: mcNemar(sample, isMidP: hypothesis.isMidP)
    case .wilcoxon: signedRank(sample, hypothesis.zeros)
    case .sign: signs(sample)
    case .permutation: permutation(sample.units, seed, name)
    }
  }

  private mutating func pairedT(_ sample: PairedSample, _ seed: Int64, _ name: String) {
    let outcome = sample.differences.flatMap(PairedT.test)
    if let test = outcome.value {
      take(test.count, test.t, test.p, test.mean)
      degreesOfFreedom = test.degreesOfFreedom
      return
    }
    switch outcome.reason {
    case .tooFew, .noVariance:
      fallback = .permutation
      permutation(sample.unitsOrSigns, seed, name)
    default: reason = outcome.reason?.description
    }
  }

  private mutating func equivalence(_ sample: PairedSample, _ hypothesis: Hypothesis) {
    guard let (low, high) = hypothesis.margin?.ends else {
      reason = "no margin is registered"
      return
    }
    guard
      let test = found(
        sample.differences.flatMap { Equivalence.test($0, from: low, to: high) })
    else { return }
    let mean = Descriptive.mean(sample.values).value ?? 0
    take(sample.count, test.pLower > test.pUpper ? test.tLower : test.tUpper, test.p, mean)
    degreesOfFreedom = Double(sample.count - 1)
  }

  private mutating func mcNemar(_ sample: PairedSample, isMidP: Bool) {
    guard (sample.treatment + sample.reference).allSatisfy({ $0 == 0 || $0 == 1 }) else {
      reason = "a value is neither 0 nor 1"
      return
    }
    guard
      let test = found(
        McNemar.test(
          treatment: sample.treatment.map { $0 == 1 }, reference: sample.reference.map { $0 == 1 }))
    else { return }
    let (wins, losses) = (test.treatmentOnly, test.referenceOnly)
    take(wins + losses, Double(wins), isMidP ? test.midP : test.p, Double(wins - losses))
    method = wins + losses == 0 ? "all_zero" : "exact"
  }

  private mutating func signedRank(_ sample: PairedSample, _ zeros: SignedRank.Zeros) {
    guard let test = found(sample.units.flatMap { SignedRank.test($0, zeros: zeros) }) else {
      return
    }
    take(test.count, test.w, test.p, test.positive - test.negative)
    method = test.count == 0 ? "all_zero" : test.method.rawValue
  }

  private mutating func signs(_ sample: PairedSample) {
    guard let test = found(sample.units.flatMap(SignTest.test)) else { return }
    let used = test.positive + test.negative
    take(used, Double(test.positive), test.p, Double(test.positive - test.negative))
    method = used == 0 ? "all_zero" : "exact"
  }

  private mutating func permutation(
    _ units: Computed<UnitDifferences>, _ seed: Int64, _ name: String
  ) {
    let draw = Draw(seed: seed, "permutation/\(name)")
    guard let test = found(units.flatMap { PermutationTest.test($0, draw) }),
      let units = units.value
    else { return }
    let sum = units.values.reduce(0.0) { $0 + Double($1) }
    take(test.count, nil, test.p, sum)
    method = test.count == 0 ? "all_zero" : test.isExact ? "exact" : "drawn"
  }

  /// The test that could be made; else keeps the reason why it could not.
  private mutating func found<Test>(_ outcome: Computed<Test>) -> Test? {
    if outcome.value == nil { reason = outcome.reason?.description }
    return outcome.value
  }

  private mutating func take(_ count: Int, _ statistic: Double?, _ p: Double, _ way: Double) {
    self.count = count
    self.statistic = statistic
    self.p = p
    sign = way > 0 ? 1 : way < 0 ? -1 : 0
  }

  /// The letter of its statistic.
  var symbol: String {
    switch test {
    case .pairedT, .tost: "t"
    case .wilcoxon: "W"
    case .sign, .mcnemar, .permutation: "wins"
    }
  }

  var value: ValueMap {
    [
      "test": .text(test.rawValue), "n": .count(count),
      "fallback": Value(orNull: fallback?.rawValue),
      "t_statistic": Value(orNull: symbol == "t" ? statistic : nil),
      "w_statistic": Value(orNull: symbol == "W" ? statistic : nil),
      "wins": Value(orNull: symbol == "wins" ? statistic : nil),
      "degrees_of_freedom": Value(orNull: degreesOfFreedom), "p_value": Value(orNull: p),
      "method": Value(orNull: method), "undefined": Value(orNull: reason),
    ]
  }
}

extension Value {
  /// Both ends, or null where there is no interval.
  init(orNull interval: Interval?) {
    self = interval.map { .array([.double($0.lower), .double($0.upper)]) } ?? .null
  }
}
