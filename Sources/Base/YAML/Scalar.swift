/// A scalar as the core schema of YAML 1.2 reads it.
///
/// `yes`, `no`, `on` and `off` are texts, `012` is twelve, and whatever stands in quotes is a text.
public enum Scalar: Equatable, Sendable {
  /// `null`, `~` or nothing at all.
  case null
  /// `true` or `false`, also capitalised or in capitals.
  case bool(Bool)
  /// A whole number of at most 64 bits: decimal, `0x` or `0o`.
  case int(Int64)
  /// A number with a point or an exponent, `.inf`, `.nan`, or one too large for `int`.
  case double(Double)
  /// Anything else.
  case text(String)

  /// Reads a plain scalar.
  public init(plain text: String) {
    switch text {
    case "", "~", "null", "Null", "NULL": self = .null
    case "true", "True", "TRUE": self = .bool(true)
    case "false", "False", "FALSE": self = .bool(false)
    case ".nan", ".NaN", ".NAN": self = .double(.nan)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": self = .double(.infinity)
    case "-.inf", "-.Inf", "-.INF": self = .double(-.infinity)
    default: self = Scalar.number(text) ?? .text(text)
    }
  }

  private static func number(_ text: String) -> Scalar? {
    for (prefix, radix) in [("0x", 16), ("0o", 8)] where text.hasPrefix(prefix) {
      // The radix initialiser would take a second sign.
      let digits = text.dropFirst(2)
      guard let first = digits.first, first != "-", first != "+" else { return nil }
      return Int64(digits, radix: radix).map { .int($0) }
    }
    guard let form = NumberForm(text) else { return nil }
    if form == .whole, let value = Int64(text) { return .int(value) }
    return Double(text).map { .double($0) }
  }
}

/// Whether a text is a number of the core schema: Swift's own initialisers accept more.
private enum NumberForm {
  case whole
  case fraction

  init?(_ text: String) {
    var rest = text.utf8[...]
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    let whole = NumberForm.dropDigits(&rest)
    var isWhole = true
    var fraction = 0
    if rest.first == UInt8(ascii: ".") {
      rest.removeFirst()
      fraction = NumberForm.dropDigits(&rest)
      isWhole = false
    }
    guard whole + fraction > 0 else { return nil }
    if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
      rest.removeFirst()
      if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
      guard NumberForm.dropDigits(&rest) > 0 else { return nil }
      isWhole = false
    }
    guard rest.isEmpty else { return nil }
    self = isWhole ? .whole : .fraction
  }

  private static func dropDigits(_ rest: inout Substring.UTF8View.SubSequence) -> Int {
    let before = rest.count
    rest = rest.drop { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    return before - rest.count
  }
}

extension Node {
  /// The scalar by the core schema; nil for lists and mappings.
  public var scalar: Scalar? {
    guard case .scalar(let text, let plain, _) = self else { return nil }
    return plain ? Scalar(plain: text) : .text(text)
  }

  /// Whether it is a plain `null`, `~` or nothing.
  public var isNull: Bool { scalar == .null }

  /// A plain `true` or `false`.
  public var asBool: Bool? {
    if case .bool(let value) = scalar { value } else { nil }
  }

  /// A plain whole number of at most 64 bits.
  public var asInt: Int64? {
    if case .int(let value) = scalar { value } else { nil }
  }

  /// A plain number, whole or not.
  public var asDouble: Double? {
    switch scalar {
    case .int(let value): Double(value)
    case .double(let value): value
    default: nil
    }
  }
}
