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
  /// Sums are compensated, so that equal values have the spread 0 and a mean that none of them is
  /// beyond, and their order does not matter. With a NaN among the values all but the count is NaN.
  /// O(n).
  public func of(_ values: [Double]) -> Double? {
    if self == .count { return Double(values.count) }
    guard let low = values.min(), let high = values.max() else { return nil }
    if self == .std, values.count < 2 { return nil }
    if values.contains(where: \.isNaN) { return .nan }
    switch self {
    case .mean: return Self.mean(of: values, from: low, to: high)
    case .std: return Self.deviation(of: values, from: low, to: high)
    case .min: return low
    case .max: return high
    case .count: return Double(values.count)
    }
  }

  private static func mean(of values: [Double], from low: Double, to high: Double) -> Double {
    guard low.isFinite, high.isFinite else { return values.reduce(0, +) }
    // Halves of the largest numbers are added without an overflow, and halving them is exact.
    let scale = Swift.max(abs(low), abs(high)) > 0x1p960 ? 0x1p-60 : 1
    var sum = ExactSum()
    for value in values { sum.add(value * scale) }
    let count = Double(values.count)
    let first = sum.value / count
    // What the division rounded away; the sum still has it.
    sum.add(-first, times: count)
    return Swift.min(Swift.max((first + sum.value / count) / scale, low), high)
  }

  private static func deviation(of values: [Double], from low: Double, to high: Double) -> Double {
    guard low.isFinite, high.isFinite else { return .nan }
    let mean = mean(of: values, from: low, to: high)
    // Squares of scaled distances neither overflow nor vanish.
    let widest = Swift.max((high - mean).magnitude, (mean - low).magnitude)
    guard widest > 0 else { return 0 }
    let scale = widest.isFinite ? 0x1p0 / widest.binade : 0x1p-1023
    var sum = ExactSum()
    var squares = ExactSum()
    for value in values {
      let distance = value * scale - mean * scale
      sum.add(distance)
      squares.add(distance, times: distance)
    }
    // The mean itself was rounded; what is left of the distances takes that back.
    squares.add(-sum.value / Double(values.count), times: sum.value)
    return (Swift.max(squares.value, 0) / Double(values.count - 1)).squareRoot() / scale
  }
}
