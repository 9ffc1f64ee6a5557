/// What describes a sample in one number.
///
/// Every function refuses a sample with a value that is not finite.
public enum Descriptive {
  /// The arithmetic mean.
  public static func mean(_ values: [Double]) -> Computed<Double> {
    moments(values, atLeast: 1).flatMap { Computed($0.mean * $0.scale, or: .notFinite) }
  }

  /// The compensated sum (Neumaier); not defined when it overflows.
  public static func sum(_ values: [Double]) -> Computed<Double> {
    guard values.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    return Computed(Summation.sum(values), or: .notFinite)
  }

  /// The standard deviation with n - 1 in the denominator; needs two values.
  public static func standardDeviation(_ values: [Double]) -> Computed<Double> {
    moments(values, atLeast: 2).flatMap { moments in
      let variance = moments.squares / Double(values.count - 1)
      return Computed(variance.squareRoot() * moments.scale, or: .notFinite)
    }
  }

  /// The smallest value.
  public static func minimum(_ values: [Double]) -> Computed<Double> {
    moments(values, atLeast: 1).map { _ in values.reduce(values[0], min) }
  }

  /// The largest value.
  public static func maximum(_ values: [Double]) -> Computed<Double> {
    moments(values, atLeast: 1).map { _ in values.reduce(values[0], max) }
  }

  /// The value in the middle, or the mean of the two there.
  public static func median(_ values: [Double]) -> Computed<Double> { quantile(values, 0.5) }

  /// The value below which lies the share `share`, interpolated linearly (type 7).
  ///
  /// O(n log n).
  public static func quantile(_ values: [Double], _ share: Double) -> Computed<Double> {
    guard share >= 0, share <= 1 else {
      return .undefined(.outOfDomain("a quantile needs a share from 0 to 1"))
    }
    guard !values.isEmpty else { return .undefined(.tooFew(needed: 1, found: 0)) }
    guard values.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    let sorted = values.sorted()
    let position = share * Double(sorted.count - 1)
    let below = Int(position)
    let fraction = position - Double(below)
    guard fraction > 0 else { return .value(sorted[below]) }
    // Weighted rather than stepped, so that two values far apart do not overflow.
    return .value(sorted[below] * (1 - fraction) + sorted[below + 1] * fraction)
  }

  /// The third standardised moment, without a correction for the size of the sample.
  ///
  /// A sample without variance has none.
  public static func skewness(_ values: [Double]) -> Computed<Double> {
    moments(values, atLeast: 2).flatMap { moments in
      let count = Double(values.count)
      let variance = moments.squares / count
      guard !moments.isConstant, variance > 0 else {
        return .undefined(.noVariance(mean: moments.mean * moments.scale))
      }
      return Computed(
        moments.cubes / count / (variance * variance.squareRoot()),
        or: .noVariance(mean: moments.mean * moments.scale))
    }
  }

  /// Every value's distance from the mean in standard deviations.
  public static func standardScores(_ values: [Double]) -> Computed<[Double]> {
    moments(values, atLeast: 2).flatMap { moments in
      let deviation = (moments.squares / Double(values.count - 1)).squareRoot()
      guard !moments.isConstant, deviation > 0 else {
        return .undefined(.noVariance(mean: moments.mean * moments.scale))
      }
      return .value(values.map { ($0 / moments.scale - moments.mean) / deviation })
    }
  }

  /// The natural logarithm of every value; all have to be positive.
  public static func logarithms(_ values: [Double]) -> Computed<[Double]> {
    guard values.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    guard values.allSatisfy({ $0 > 0 }) else {
      return .undefined(.outOfDomain("a value that is not positive has no logarithm"))
    }
    return .value(values.map(Elementary.logarithm))
  }

  static func moments(_ values: [Double], atLeast count: Int) -> Computed<Moments> {
    guard values.count >= count else {
      return .undefined(.tooFew(needed: count, found: values.count))
    }
    guard values.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    return .value(Moments(values))
  }
}
