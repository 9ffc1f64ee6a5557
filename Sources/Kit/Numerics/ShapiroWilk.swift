/// The test of Shapiro and Wilk: whether a sample could come from a normal distribution.
///
/// By Royston's approximation of 1995 (algorithm AS R94): weights from normal quantiles with two
/// corrected at each end, and a transformation of W that is nearly normal. Known to about 1e-4.
public struct ShapiroWilk: Sendable, Equatable {
  /// The largest sample that the approximation was made for.
  public static let countMax = 5000

  /// How straight the sample's quantile plot is: one at best.
  public let w: Double
  /// The probability of a W as low when the sample is normal.
  public let p: Double

  /// Tests a sample of 3 to 5000 values that are not all equal.
  ///
  /// O(n log n).
  public static func test(_ values: [Double]) -> Computed<ShapiroWilk> {
    guard values.count <= countMax else {
      return .undefined(.tooMany(limit: countMax, found: values.count))
    }
    return Descriptive.moments(values, atLeast: 3).flatMap { moments in
      guard !moments.isConstant, moments.squares > 0 else {
        return .undefined(.noVariance(mean: moments.mean * moments.scale))
      }
      let sorted = values.sorted().map { $0 / moments.scale }
      let weights = weights(sorted.count)
      let slope = Summation.sum(
        weights.indices.lazy.map { weights[$0] * (sorted[sorted.count - 1 - $0] - sorted[$0]) })
      let w = min(1, slope * slope / moments.squares)
      guard let p = probability(w, sorted.count) else { return .undefined(.notFinite) }
      return .value(ShapiroWilk(w: w, p: p))
    }
  }

  /// The weights of the differences between the largest and smallest values, from outside in.
  private static func weights(_ count: Int) -> [Double] {
    if count == 3 { return [(0.5).squareRoot()] }
    let n = Double(count)
    // Blom's approximation of the expected order statistics; p is well inside its domain.
    let expected = (1...count / 2).map { index in
      Normal.quantile((Double(index) - 0.375) / (n + 0.25)).value ?? 0
    }
    let squares = 2 * Summation.sum(expected.lazy.map { $0 * $0 })
    let root = 1 / n.squareRoot()
    let first = Elementary.polynomial(outermost, at: root) - expected[0] / squares.squareRoot()
    if count <= 5 {
      let rest = (squares - 2 * expected[0] * expected[0]) / (1 - 2 * first * first)
      return [first] + expected.dropFirst().map { -$0 / rest.squareRoot() }
    }
    let second = Elementary.polynomial(next, at: root) - expected[1] / squares.squareRoot()
    let ends = expected[0] * expected[0] + expected[1] * expected[1]
    let rest = (squares - 2 * ends) / (1 - 2 * (first * first + second * second))
    return [first, second] + expected.dropFirst(2).map { -$0 / rest.squareRoot() }
  }

  private static func probability(_ w: Double, _ count: Int) -> Double? {
    if count == 3 {
      // Exact: W lies between 3/4 and 1, and its distribution is known.
      let angle = Elementary.arcSine(w.squareRoot()) - Elementary.arcSine((0.75).squareRoot())
      return min(1, max(0, 6 / Double.pi * angle))
    }
    // A sample on a straight line has no logarithm, and nothing against it.
    guard w < 1 else { return 1 }
    let n = Double(count)
    let logarithm = Elementary.logarithm(n)
    var y = Elementary.logarithm(1 - w)
    let mean: Double
    let deviation: Double
    if count <= 11 {
      let limit = Elementary.polynomial([-2.273, 0.459], at: n)
      guard y < limit else { return 0 }
      y = -Elementary.logarithm(limit - y)
      mean = Elementary.polynomial([0.544, -0.39978, 0.025054, -6.714e-4], at: n)
      deviation = Elementary.exponential(
        Elementary.polynomial([1.3822, -0.77857, 0.062767, -0.0020322], at: n))
    } else {
      mean = Elementary.polynomial([-1.5861, -0.31082, -0.083751, 0.0038915], at: logarithm)
      deviation = Elementary.exponential(
        Elementary.polynomial([-0.4803, -0.082676, 0.0030302], at: logarithm))
    }
    return Normal.survival((y - mean) / deviation).value
  }

  private static let outermost = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056]
  private static let next = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633]
}
