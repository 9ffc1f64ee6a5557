/// A statistic of several numbers.
public enum Statistic: String, Word {
  /// The arithmetic mean.
  case mean
  /// The sample standard deviation, with n - 1; undefined for fewer than two values.
  case std
  /// The smallest value.
  case min
  /// The largest value.
  case max
  /// How many values there are.
  case count

  /// The statistic of some values, or nil where it is undefined.
  ///
  /// Sums run in the order given, so that the same values in the same order give the same bits.
  /// O(n).
  public func of(_ values: [Double]) -> Double? {
    if self == .count { return Double(values.count) }
    guard let first = values.first else { return nil }
    switch self {
    case .mean: return Self.mean(of: values)
    case .std:
      guard values.count > 1 else { return nil }
      let mean = Self.mean(of: values)
      var squares = 0.0
      for value in values { squares += (value - mean) * (value - mean) }
      return (squares / Double(values.count - 1)).squareRoot()
    case .min: return values.dropFirst().reduce(first) { Swift.min($0, $1) }
    case .max: return values.dropFirst().reduce(first) { Swift.max($0, $1) }
    case .count: return Double(values.count)
    }
  }

  private static func mean(of values: [Double]) -> Double {
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }
}
