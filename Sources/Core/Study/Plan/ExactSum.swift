/// A sum that is rounded once, at its end, whatever the order of what is added.
///
/// Shewchuk's expansions: partial sums that do not overlap hold every bit (J. R. Shewchuk, Adaptive
/// Precision Floating-Point Arithmetic, 1997). Holds for sums that do not overflow; NaN and
/// infinities are added as usual.
struct ExactSum {
  /// Partial sums that do not overlap, the smallest first.
  private var partials: [Double] = []
  /// What is not finite among what was added.
  private var special = 0.0

  /// Adds a number.
  ///
  /// O(partials), which are few.
  mutating func add(_ number: Double) {
    guard number.isFinite else {
      special += number
      return
    }
    var sum = number
    var kept = 0
    for partial in partials {
      let (high, low) = Self.twoSum(sum, partial)
      if low != 0 {
        partials[kept] = low
        kept += 1
      }
      sum = high
    }
    partials.removeSubrange(kept...)
    partials.append(sum)
  }

  /// Adds a product without rounding it first.
  mutating func add(_ left: Double, times right: Double) {
    let product = left * right
    add(product)
    if product.isFinite { add((-product).addingProduct(left, right)) }
  }

  /// The sum, off by less than one unit in its last place.
  var value: Double {
    if !special.isZero || special.isNaN { return special }
    return partials.reduce(0, +)
  }

  private static func twoSum(_ left: Double, _ right: Double) -> (high: Double, low: Double) {
    let high = left + right
    guard high.isFinite else { return (high, 0) }
    let part = high - left
    return (high, (left - (high - part)) + (right - part))
  }
}
