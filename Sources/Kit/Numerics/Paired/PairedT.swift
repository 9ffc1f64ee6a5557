/// The paired t test: whether the mean of differences is other than zero, on both sides.
public struct PairedT: Sendable, Equatable {
  /// How many pairs there are.
  public let count: Int
  /// The mean difference.
  public let mean: Double
  /// The standard deviation of the differences, with n - 1.
  public let deviation: Double
  /// The mean in standard errors.
  public let t: Double
  /// n - 1.
  public let degreesOfFreedom: Double
  /// The probability of a t at least as far from zero when there is no difference.
  public let p: Double

  /// The standard error of the mean.
  public var standardError: Double { deviation / Double(count).squareRoot() }

  /// Cohen's d: the mean in standard deviations of the differences.
  public var effect: Effect { Effect(d: mean / deviation) }

  /// Tests differences; needs two, and some variance.
  public static func test(_ differences: Differences) -> Computed<PairedT> {
    differences.spread().flatMap { mean, deviation in
      let count = differences.count
      let t = mean / (deviation / Double(count).squareRoot())
      guard t.isFinite, (mean / deviation).isFinite, let student = StudentT(Double(count - 1))
      else { return .undefined(.notFinite) }
      return student.survival(abs(t)).map { tail in
        PairedT(
          count: count, mean: mean, deviation: deviation, t: t,
          degreesOfFreedom: student.degreesOfFreedom, p: min(1, 2 * tail))
      }
    }
  }

  /// The interval that holds the mean difference with this confidence.
  public func interval(confidence: Double = 0.95) -> Computed<Interval> {
    guard confidence > 0, confidence < 1, let student = StudentT(degreesOfFreedom) else {
      return .undefined(.outOfDomain("a confidence lies between 0 and 1"))
    }
    return student.quantile(0.5 + confidence / 2).flatMap { factor in
      Interval.around(mean, factor * standardError)
    }
  }
}

/// A range of numbers, both ends finite.
public struct Interval: Sendable, Equatable {
  /// The lower end.
  public let lower: Double
  /// The upper end.
  public let upper: Double

  static func around(_ centre: Double, _ distance: Double) -> Computed<Interval> {
    let interval = Interval(lower: centre - distance, upper: centre + distance)
    guard interval.lower.isFinite, interval.upper.isFinite else { return .undefined(.notFinite) }
    return .value(interval)
  }
}
