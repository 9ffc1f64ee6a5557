import CStatistics

/// McNemar's exact test of paired yes-or-no outcomes, on both sides.
public struct McNemar: Sendable, Equatable {
  /// Pairs in which only the treatment succeeded.
  public let treatmentOnly: Int
  /// Pairs in which only the reference succeeded.
  public let referenceOnly: Int
  /// Pairs in which both did.
  public let both: Int
  /// Pairs in which neither did.
  public let neither: Int
  /// The probability of discordant pairs at least as lopsided when both are as good; one where no
  /// pair is discordant.
  public let p: Double
  /// The same with half the weight of what was observed (Lancaster's mid-p).
  public let midP: Double

  /// Tests outcomes, pair by pair; needs one pair.
  public static func test(treatment: [Bool], reference: [Bool]) -> Computed<McNemar> {
    guard treatment.count == reference.count else {
      return .undefined(.unequalLengths(treatment.count, reference.count))
    }
    guard !treatment.isEmpty else { return .undefined(.tooFew(needed: 1, found: 0)) }
    let pairs = Array(zip(treatment, reference))
    let first = pairs.count { $0.0 && !$0.1 }
    let second = pairs.count { !$0.0 && $0.1 }
    let (tail, point) = Coins.tail(min(first, second), of: first + second)
    guard tail.isFinite, point.isFinite else { return .undefined(.notConverged) }
    return .value(
      McNemar(
        treatmentOnly: first, referenceOnly: second, both: pairs.count { $0.0 && $0.1 },
        neither: pairs.count { !$0.0 && !$0.1 }, p: min(1, 2 * tail),
        midP: first + second == 0 ? 1 : min(1, 2 * tail - point)))
  }
}

/// The sign test: whether more differences point one way than the other, exact and on both sides.
public struct SignTest: Sendable, Equatable {
  /// How many differences are above zero.
  public let positive: Int
  /// How many are below.
  public let negative: Int
  /// How many are zero, and not used.
  public let zeros: Int
  /// The probability of signs at least as lopsided; one where every difference is zero.
  public let p: Double

  /// Tests differences; needs one.
  public static func test(_ differences: UnitDifferences) -> Computed<SignTest> {
    guard differences.count > 0 else { return .undefined(.tooFew(needed: 1, found: 0)) }
    let positive = differences.values.count { $0 > 0 }
    let negative = differences.values.count { $0 < 0 }
    let tail = Coins.tail(min(positive, negative), of: positive + negative).upTo
    guard tail.isFinite else { return .undefined(.notConverged) }
    return .value(
      SignTest(
        positive: positive, negative: negative,
        zeros: differences.count - positive - negative, p: min(1, 2 * tail)))
  }
}

/// Fair coins.
private enum Coins {
  /// The probability of at most, and of exactly, so many heads.
  static func tail(_ heads: Int, of count: Int) -> (upTo: Double, exactly: Double) {
    (
      rl_binomial_cdf(Double(heads), Double(count), 0.5),
      rl_binomial_pdf(Double(heads), Double(count), 0.5)
    )
  }
}
