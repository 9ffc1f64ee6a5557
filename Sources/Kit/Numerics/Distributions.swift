import CStatistics

/// The standard normal distribution.
public enum Normal {
  /// The probability of a value of at most `z`.
  public static func cumulative(_ z: Double) -> Computed<Double> {
    Computed(rl_normal_cdf(z), or: .outOfDomain("z is not a number"))
  }

  /// The probability of a value above `z`, exact also where it is tiny.
  public static func survival(_ z: Double) -> Computed<Double> {
    Computed(rl_normal_survival(z), or: .outOfDomain("z is not a number"))
  }

  /// The value below which lies the probability `p`, for 0 < p < 1.
  public static func quantile(_ p: Double) -> Computed<Double> {
    Computed(
      rl_normal_quantile(p), or: .outOfDomain("a quantile needs a probability within 0 and 1"))
  }
}

/// Student's t distribution.
public struct StudentT: Sendable {
  /// The degrees of freedom, more than zero.
  public let degreesOfFreedom: Double

  /// A distribution with `degreesOfFreedom`, or nil when they are not positive and finite.
  public init?(_ degreesOfFreedom: Double) {
    guard degreesOfFreedom > 0, degreesOfFreedom.isFinite else { return nil }
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value of at most `t`.
  public func cumulative(_ t: Double) -> Computed<Double> {
    Computed(rl_student_cdf(t, degreesOfFreedom), or: .outOfDomain("t is not a number"))
  }

  /// The probability of a value above `t`, exact also where it is tiny.
  public func survival(_ t: Double) -> Computed<Double> {
    Computed(rl_student_survival(t, degreesOfFreedom), or: .outOfDomain("t is not a number"))
  }

  /// The value below which lies the probability `p`, for 0 < p < 1.
  public func quantile(_ p: Double) -> Computed<Double> {
    Computed(
      rl_student_quantile(p, degreesOfFreedom),
      or: .outOfDomain("a quantile needs a probability within 0 and 1"))
  }
}

/// The beta distribution on 0 to 1.
public struct Beta: Sendable {
  /// The first shape, more than zero.
  public let alpha: Double
  /// The second shape, more than zero.
  public let beta: Double

  /// A distribution, or nil when a shape is not positive and finite.
  public init?(_ alpha: Double, _ beta: Double) {
    guard alpha > 0, alpha.isFinite, beta > 0, beta.isFinite else { return nil }
    self.alpha = alpha
    self.beta = beta
  }

  /// The value below which lies the probability `p`, for 0 <= p <= 1.
  public func quantile(_ p: Double) -> Computed<Double> {
    Computed(
      rl_beta_quantile(p, alpha, beta),
      or: .outOfDomain("a quantile needs a probability from 0 to 1"))
  }
}
