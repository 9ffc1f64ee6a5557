/// Sums that lose nothing on the way: Neumaier's compensated summation.
enum Summation {
  static func sum(_ values: some Sequence<Double>) -> Double {
    var sum = 0.0
    var lost = 0.0
    for value in values {
      let next = sum + value
      lost += abs(sum) >= abs(value) ? (sum - next) + value : (value - next) + sum
      sum = next
    }
    return sum + lost
  }
}

/// Mean and sums of powers about it, taken on values that were scaled by a power of two.
///
/// Scaled to below one in magnitude, squares neither overflow nor vanish; a power of two loses no
/// digit of what counts.
struct Moments {
  /// The power of two that the values were divided by.
  let scale: Double
  /// In units of ``scale``, as are the sums.
  let mean: Double
  let squares: Double
  let cubes: Double
  /// Whether all values are equal.
  let isConstant: Bool

  /// The moments of finite values; there is at least one.
  init(_ values: [Double]) {
    let largest = values.reduce(0) { max($0, abs($1)) }
    scale = largest == 0 ? 1 : largest.binade
    isConstant = values.allSatisfy { $0 == values[0] }
    if isConstant {
      mean = values[0] / scale
      squares = 0
      cubes = 0
      return
    }
    let unit = scale
    let count = Double(values.count)
    let first = Summation.sum(values.lazy.map { $0 / unit }) / count
    // The rounding of the first division is made up for by the mean of what is left.
    let centre = first + Summation.sum(values.lazy.map { $0 / unit - first }) / count
    mean = centre
    squares = Summation.sum(values.lazy.map { ($0 / unit - centre) * ($0 / unit - centre) })
    cubes = Summation.sum(
      values.lazy.map { ($0 / unit - centre) * ($0 / unit - centre) * ($0 / unit - centre) })
  }
}
