/// Two one-sided paired t tests: whether the mean difference lies within a margin.
public struct Equivalence: Sendable, Equatable {
  /// The margin that the mean difference is held against.
  public let margin: Interval
  /// The mean's distance from the lower end in standard errors.
  public let tLower: Double
  /// The mean's distance from the upper end in standard errors; negative within the margin.
  public let tUpper: Double
  /// The probability that a mean at the lower end gives a t as high.
  public let pLower: Double
  /// The probability that a mean at the upper end gives a t as low.
  public let pUpper: Double

  /// The larger of both: small when both ends are ruled out.
  public var p: Double { max(pLower, pUpper) }

  /// Tests differences against a margin; needs two, and some variance.
  public static func test(
    _ differences: Differences, from low: Double, to high: Double
  ) -> Computed<Equivalence> {
    guard low.isFinite, high.isFinite, low < high else {
      return .undefined(.outOfDomain("a margin has a lower end below its upper one"))
    }
    return PairedT.test(differences).flatMap { test in
      let lower = (test.mean - low) / test.standardError
      let upper = (test.mean - high) / test.standardError
      guard lower.isFinite, upper.isFinite, let student = StudentT(test.degreesOfFreedom),
        let pLower = student.survival(lower).value, let pUpper = student.cumulative(upper).value
      else { return .undefined(.notFinite) }
      return .value(
        Equivalence(
          margin: Interval(lower: low, upper: high), tLower: lower, tUpper: upper,
          pLower: pLower, pUpper: pUpper))
    }
  }
}
