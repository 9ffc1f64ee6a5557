/// A whole number over a positive one: a score as it was counted.
public struct Ratio: Sendable, Equatable, Hashable {
  public let numerator: Int64
  /// The denominator, at least 1.
  public let denominator: Int64

  /// A ratio, or nil where the denominator is not positive.
  public init?(_ numerator: Int64, over denominator: Int64) {
    guard denominator > 0 else { return nil }
    self.numerator = numerator
    self.denominator = denominator
  }

  public init(_ number: Int64) {
    numerator = number
    denominator = 1
  }

  /// The nearest binary64 number.
  public var value: Double { Double(numerator) / Double(denominator) }

  /// Reads `N` or `N/D`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let numerator = Int64(parts[0]) else { return nil }
    guard parts.count == 2 else {
      self.init(numerator)
      return
    }
    guard let denominator = Int64(parts[1]) else { return nil }
    self.init(numerator, over: denominator)
  }

  /// As ``init(_:)-(String)`` reads it.
  public var text: String { denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)" }

  /// The greatest common divisor of two numbers of which the second is positive.
  static func commonDivisor(_ first: Int64, _ second: Int64) -> Int64 {
    var (left, right) = (first.magnitude, second.magnitude)
    while right != 0 { (left, right) = (right, left % right) }
    return Int64(clamping: left)
  }
}
