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

  /// Tests outcomes, pair by pair; needs one pair.
  public static func test(treatment: [Bool], reference: [Bool]) -> Outcome<McNemar> {
    guard treatment.count == reference.count else {
      return .undefined(.unequalLengths(treatment.count, reference.count))
    }
    guard !treatment.isEmpty else { return .undefined(.tooFew(needed: 1, found: 0)) }
    let pairs = Array(zip(treatment, reference))
    let first = pairs.count { $0.0 && !$0.1 }
    let second = pairs.count { !$0.0 && $0.1 }
    let tail = rl_binomial_cdf(Double(min(first, second)), Double(first + second), 0.5)
    guard tail.isFinite else { return .undefined(.notConverged) }
    return .value(
      McNemar(
        treatmentOnly: first, referenceOnly: second, both: pairs.count { $0.0 && $0.1 },
        neither: pairs.count { !$0.0 && !$0.1 }, p: min(1, 2 * tail)))
  }
}
