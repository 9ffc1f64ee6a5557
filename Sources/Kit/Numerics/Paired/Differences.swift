/// The differences of a paired sample as numbers: what means, t and intervals come from.
public struct Differences: Sendable, Equatable {
  /// Treatment minus reference, pair by pair.
  public let values: [Double]

  /// Whether the pairs cannot be told from pairs with one and the same difference.
  public let isConstant: Bool

  /// How many pairs there are.
  public var count: Int { values.count }

  /// Subtracts a reference from a treatment, pair by pair.
  ///
  /// Without `units`, the differences are constant when one number lies within the rounding of
  /// every one of them: d - e to d + e, e = 2^-52 max(|t|, |r|), each pair for itself.
  public static func of(
    _ treatment: [Double], minus reference: [Double], units: UnitDifferences? = nil
  ) -> Computed<Differences> {
    refusal(treatment, reference).map { .undefined($0) }
      ?? make(
        zip(treatment, reference).map { $0 - $1 },
        isConstant: units?.isConstant ?? isRounding(treatment, reference))
  }

  /// Differences of natural logarithms; all values have to be positive.
  ///
  /// Constant when all ratios are equal, which is found by cross multiplication: of whole multiples
  /// of `resolution` where there is one, else of the numbers as they are.
  public static func ofLogarithms(
    _ treatment: [Double], minus reference: [Double], resolution: Double? = nil
  ) -> Computed<Differences> {
    if let refusal = refusal(treatment, reference) { return .undefined(refusal) }
    func counted(_ values: [Double]) -> [Double] {
      resolution.map { unit in values.map { ($0 / unit).rounded(.toNearestOrEven) } } ?? values
    }
    let (left, right) = (counted(treatment), counted(reference))
    let isConstant = zip(left, right).allSatisfy { first, second in
      Product(first, right[0]) == Product(second, left[0])
    }
    return Descriptive.logarithms(treatment).flatMap { first in
      Descriptive.logarithms(reference).flatMap { second in
        make(zip(first, second).map { $0 - $1 }, isConstant: isConstant)
      }
    }
  }

  /// Takes differences that were made elsewhere.
  public static func of(_ values: [Double]) -> Computed<Differences> {
    make(values, isConstant: values.allSatisfy { $0 == values[0] })
  }

  /// Their mean, once their spread is more than rounding; needs two.
  func spread() -> Computed<(mean: Double, deviation: Double)> {
    Descriptive.mean(values).flatMap { mean in
      Descriptive.standardDeviation(values).flatMap { deviation in
        guard !isConstant, deviation > 0 else { return .undefined(.noVariance(mean: mean)) }
        return .value((mean, deviation))
      }
    }
  }

  private static func refusal(_ treatment: [Double], _ reference: [Double]) -> Undefined? {
    if treatment.count != reference.count {
      return .unequalLengths(treatment.count, reference.count)
    }
    return (treatment + reference).allSatisfy(\.isFinite) ? nil : .notFinite
  }

  private static func isRounding(_ treatment: [Double], _ reference: [Double]) -> Bool {
    var low = -Double.infinity
    var high = Double.infinity
    for (left, right) in zip(treatment, reference) {
      let slack = Double.ulpOfOne * max(abs(left), abs(right))
      low = max(low, left - right - slack)
      high = min(high, left - right + slack)
    }
    return low <= high
  }

  private static func make(_ values: [Double], isConstant: Bool) -> Computed<Differences> {
    guard values.allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    return .value(Differences(values: values, isConstant: isConstant))
  }
}

/// The exact product of two positive numbers, as a sum of two numbers times a power of two.
private struct Product: Equatable {
  let high: Double
  let low: Double
  let exponent: Int

  init(_ first: Double, _ second: Double) {
    guard first.isNormal, second.isNormal else {
      // What is too small to have a significand of its own counts as nothing.
      (high, low, exponent) = (0, 0, 0)
      return
    }
    let (left, right) = (first.significand, second.significand)
    var product = left * right
    var rest = (-product).addingProduct(left, right)
    var exponent = Int(first.exponent) + Int(second.exponent)
    // Significands lie from 1 up to 2, and so has their product to, for one value to have one form.
    if product >= 2 {
      product /= 2
      rest /= 2
      exponent += 1
    }
    high = product
    low = rest
    self.exponent = exponent
  }
}
