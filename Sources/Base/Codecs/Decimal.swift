/// A number as it is written in decimal digits, compared without rounding.
///
/// `5`, `5.0` and `0.5e1` are equal; integers of any length are told apart.
public struct Decimal: Sendable {
  private let isNegative: Bool
  /// Digits without zeros at either end; none stand for zero.
  private let digits: [UInt8]
  /// The power of ten of the place before the first digit: 0.5 has 0, 5 has 1.
  private let magnitude: Int

  /// Reads `[+-]digits[.digits][e[+-]digits]`, with a digit on at least one side of the point; nil
  /// for anything else, and for exponents beyond what a `Double` could hold.
  public init?(_ text: some StringProtocol) {
    var rest = Array(text.utf8)[...]
    let sign = rest.first
    isNegative = sign == UInt8(ascii: "-")
    if isNegative || sign == UInt8(ascii: "+") { rest.removeFirst() }
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var fraction: ArraySlice<UInt8> = []
    if rest.first == UInt8(ascii: ".") {
      fraction = rest.dropFirst().prefix(while: isDigit)
      rest = rest.dropFirst(1 + fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return nil }
    var exponent = 0
    if let mark = rest.first, mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") {
      let written = rest.dropFirst()
      guard let power = Int(String(decoding: written, as: UTF8.self)), abs(power) <= 10_000 else {
        return nil
      }
      exponent = power
      rest = []
    }
    guard rest.isEmpty else { return nil }
    let all = whole + fraction
    let leading = all.prefix { $0 == UInt8(ascii: "0") }.count
    let kept = all.dropFirst(leading)
    digits = Array(kept.dropLast(kept.reversed().prefix { $0 == UInt8(ascii: "0") }.count))
    magnitude = digits.isEmpty ? 0 : whole.count - leading + exponent
  }

  /// The number that a `Double` is written as: all digits of a whole one, else the fewest that read
  /// back as the same; nil when it is not finite.
  public init?(_ double: Double) {
    if let whole = Int128(exactly: double) {
      self.init("\(whole)")
    } else {
      self.init("\(double)")
    }
  }
}

extension Decimal: Comparable {
  /// Whether both are the same number.
  public static func == (left: Decimal, right: Decimal) -> Bool {
    left.digits == right.digits && left.magnitude == right.magnitude
      && (left.isNegative == right.isNegative || left.digits.isEmpty)
  }

  /// Whether the left number is below the right one.
  public static func < (left: Decimal, right: Decimal) -> Bool {
    if left == right { return false }
    let isLeftBelow = left.isNegative && !left.digits.isEmpty
    let isRightBelow = right.isNegative && !right.digits.isEmpty
    if isLeftBelow != isRightBelow { return isLeftBelow }
    return isLeftBelow ? right.isCloser(than: left) : left.isCloser(than: right)
  }

  /// Whether the number is closer to zero than another that differs.
  private func isCloser(than other: Decimal) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty }
    if magnitude != other.magnitude { return magnitude < other.magnitude }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}

extension Value {
  /// Whether two values mean the same: as `==`, but 5 and 5.0 are one number, also in lists.
  public func means(_ other: Value) -> Bool {
    switch (self, other) {
    case (.int(let int), .double(let double)), (.double(let double), .int(let int)):
      Int64(exactly: double) == int
    case (.double(let left), .double(let right)): left == right || self == other
    case (.array(let left), .array(let right)):
      left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
    default: self == other
    }
  }

  /// The number as a `Double` that is exactly it, or nil: an integer that only its digits hold is
  /// no number to be judged by.
  public var asExactDouble: Double? {
    if case .int(let int) = self { return Double(exactly: int) }
    return asDouble
  }
}
