/// A scale from values to positions, with ticks at round numbers.
public struct AxisScale: Equatable, Sendable {
  /// The scale: linear or logarithmic.
  public enum Kind: Equatable, Sendable { case linear, logarithmic }

  /// Whether equal steps are equal differences or equal ratios.
  public let kind: Kind
  /// The lesser end.
  public let lower: Double
  /// The greater end.
  public let upper: Double
  /// Where marks stand, ascending, all within the ends.
  public let ticks: [Double]
  /// How many decimals the ticks' labels need.
  public let decimals: Int

  /// An axis over exactly these ends.
  public init(from lower: Double, to upper: Double, ticks: [Double], decimals: Int) {
    precondition(lower < upper, "an axis needs two ends")
    kind = .linear
    (self.lower, self.upper, self.ticks, self.decimals) = (lower, upper, ticks, decimals)
  }

  /// A linear axis around values, widened to round numbers, with about `count` ticks.
  ///
  /// Of a single value it makes a range around it; of none, zero to one.
  public init(around values: [Double], including fixed: [Double] = [], count: Int = 5) {
    let all = (values + fixed).filter(\.isFinite)
    var low = all.min() ?? 0
    var high = all.max() ?? 1
    if low == high { (low, high) = low == 0 ? (0, 1) : (low - abs(low) / 2, high + abs(high) / 2) }
    let step = AxisScale.step(for: high - low, count: count)
    let first = (low / step).rounded(.down)
    let last = (high / step).rounded(.up)
    kind = .linear
    lower = first * step
    upper = last * step
    ticks = (0...Int(last - first)).map { (first + Double($0)) * step }
    decimals = AxisScale.decimals(of: step)
  }

  /// A logarithmic axis around positive values, with ticks at 1, 2 and 5 in every decade.
  public init(logarithmicAround values: [Double]) {
    precondition(values.allSatisfy { $0 > 0 && $0.isFinite }, "a logarithm needs positive values")
    let low = values.min() ?? 1
    let high = values.max() ?? 10
    let marks = (-12..<15).flatMap { exponent in
      [1.0, 2, 5].map { $0 * AxisScale.power(exponent) }
    }
    let first = marks.lastIndex { $0 <= low } ?? 0
    var last = marks.firstIndex { $0 >= high } ?? marks.count - 1
    if last <= first { last = min(first + 1, marks.count - 1) }
    kind = .logarithmic
    ticks = Array(marks[first...last])
    lower = marks[first]
    upper = marks[last]
    decimals = lower < 1 ? AxisScale.decimals(of: lower) : 0
  }

  /// The position of a value between `start` and `end`; a value outside stays at the end.
  public func position(_ value: Double, _ start: Double, _ end: Double) -> Double {
    let share =
      switch kind {
      case .linear: (value - lower) / (upper - lower)
      case .logarithmic:
        (AxisScale.logarithm(max(value, lower)) - AxisScale.logarithm(lower))
          / (AxisScale.logarithm(upper) - AxisScale.logarithm(lower))
      }
    return start + min(max(share, 0), 1) * (end - start)
  }

  /// What is written at a tick: a fixed number of decimals, fewer on a logarithmic axis.
  public func label(_ tick: Double) -> String {
    kind == .linear ? Numeral.prose(tick, decimals) : Numeral.trimmed(tick, decimals)
  }

  /// The smallest of 1, 2, 5 times a power of ten that divides a range into at most `count` parts.
  public static func step(for range: Double, count: Int) -> Double {
    let rough = range / Double(count)
    for exponent in -12..<16 {
      for factor in [1.0, 2, 5] where factor * power(exponent) >= rough * (1 - 1e-9) {
        return factor * power(exponent)
      }
    }
    return rough
  }

  /// The logarithm to base two, exact to far more than a drawing shows.
  ///
  /// Summed here because a mathematical library may differ from machine to machine in the last bit.
  private static func logarithm(_ value: Double) -> Double {
    let ratio = (value.significand - 1) / (value.significand + 1)
    var power = ratio
    var sum = 0.0
    for odd in stride(from: 1.0, through: 41, by: 2) {
      sum += power / odd
      power *= ratio * ratio
    }
    return Double(value.exponent) + 2 * sum / 0.693_147_180_559_945_3
  }

  /// How many decimals a round step needs.
  private static func decimals(of step: Double) -> Int {
    (0...12).first { power(-$0) <= step * (1 + 1e-9) } ?? 12
  }

  /// A power of ten, divided for negative exponents so that a tenth is the nearest to a tenth.
  private static func power(_ exponent: Int) -> Double {
    let product = (0..<abs(exponent)).reduce(1.0) { product, _ in product * 10 }
    return exponent < 0 ? 1 / product : product
  }
}
