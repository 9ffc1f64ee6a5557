import Numerics

/// Quantiles and moments with nil for what has none.
enum Quantile {
  /// Linear interpolation between order statistics (type 7).
  static func of(_ values: [Double], _ share: Double) -> Double? {
    Descriptive.quantile(values, share).value
  }
}

/// Mean and standard deviation with nil for what has none.
enum Moment {
  static func mean(_ values: [Double]) -> Double? { Descriptive.mean(values).value }
  /// With n - 1 in the denominator.
  static func deviation(_ values: [Double]) -> Double? {
    Descriptive.standardDeviation(values).value
  }
}
