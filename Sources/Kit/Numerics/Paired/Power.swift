import CStatistics

/// The power of the paired t test on both sides.
public enum Power {
  /// The largest sample that is considered.
  public static let countMax = 1_000_000

  /// The probability that `count` pairs with a true effect of `d` give a p below `alpha`.
  ///
  /// By the noncentral t distribution, and both tails count.
  public static func pairedT(d: Double, count: Int, alpha: Double = 0.05) -> Computed<Double> {
    guard d.isFinite else { return .undefined(.notFinite) }
    guard count >= 2 else { return .undefined(.tooFew(needed: 2, found: count)) }
    guard count <= countMax else { return .undefined(.tooMany(limit: countMax, found: count)) }
    guard alpha > 0, alpha < 1, let student = StudentT(Double(count - 1)) else {
      return .undefined(.outOfDomain("a level of significance lies between 0 and 1"))
    }
    // The power depends on the magnitude only, and the upper tail is the one that matters then.
    let noncentrality = abs(d) * Double(count).squareRoot()
    return student.quantile(1 - alpha / 2).flatMap { critical in
      let freedom = student.degreesOfFreedom
      let power =
        rl_noncentral_survival(critical, freedom, noncentrality)
        + rl_noncentral_cdf(-critical, freedom, noncentrality)
      guard power.isFinite else { return .undefined(.notConverged) }
      return .value(min(1, max(0, power)))
    }
  }

  /// The least number of pairs that gives this power.
  public static func requiredCount(
    d: Double, power: Double = 0.8, alpha: Double = 0.05
  ) -> Computed<Int> {
    guard power > 0, power < 1 else {
      return .undefined(.outOfDomain("a power lies between 0 and 1"))
    }
    guard d != 0 else { return .undefined(.outOfDomain("no sample shows an effect of zero")) }
    func reaches(_ count: Int) -> Computed<Bool> {
      pairedT(d: d, count: count, alpha: alpha).map { $0 >= power }
    }
    var low = 1
    var high = 2
    while true {
      switch reaches(high) {
      case .undefined(let reason): return .undefined(reason)
      case .value(true): return bisect(low, high, reaches)
      case .value(false):
        guard high < countMax else {
          return .undefined(.outOfDomain("more than \(countMax) pairs are needed"))
        }
        (low, high) = (high, min(countMax, 2 * high))
      }
    }
  }

  /// The least count above `low` and up to `high` that is enough, where `high` is.
  private static func bisect(
    _ low: Int, _ high: Int, _ reaches: (Int) -> Computed<Bool>
  ) -> Computed<Int> {
    var (low, high) = (low, high)
    while high - low > 1 {
      let middle = (low + high) / 2
      switch reaches(middle) {
      case .undefined(let reason): return .undefined(reason)
      case .value(true): high = middle
      case .value(false): low = middle
      }
    }
    return .value(high)
  }
}
