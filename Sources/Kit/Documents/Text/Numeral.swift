/// Numbers as readers see them: a fixed number of decimals, a point, no locale.
public enum Numeral {
  /// The value with exactly `decimals` decimals; a value that rounds to zero has no sign.
  ///
  /// What is too large to be counted in 64 bits is written as the shortest text that reads back as
  /// the same number.
  public static func fixed(_ value: Double, _ decimals: Int) -> String {
    let power = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * power).rounded()
    guard value.isFinite, scaled < 9e15 else { return "\(value)" }
    let digits = String(Int64(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padding = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count))
    let padded = padding + digits
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  /// The value with at most `decimals` decimals and no zeros behind them.
  public static func trimmed(_ value: Double, _ decimals: Int) -> String {
    var text = fixed(value, decimals)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  /// The value in running text, with a true minus sign.
  public static func prose(_ value: Double, _ decimals: Int) -> String {
    let text = fixed(value, decimals)
    return text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text
  }

  /// The value in running text with its sign, whichever it is.
  public static func signed(_ value: Double, _ decimals: Int) -> String {
    let text = prose(value, decimals)
    let isZero = text.allSatisfy { $0 == "0" || $0 == "." }
    return isZero || text.hasPrefix("\u{2212}") ? text : "+" + text
  }

  /// A share as a percentage.
  public static func percent(_ share: Double, _ decimals: Int = 1) -> String {
    "\(prose(share * 100, decimals))\u{a0}%"
  }

  /// A probability as statisticians quote it: three decimals, and a bound where they would be zero.
  public static func probability(_ value: Double) -> String {
    value < 0.0005 ? "<\u{a0}0.001" : fixed(value, 3)
  }

  /// A probability with its name and relation: `p = 0.042`, `p < 0.001`.
  public static func named(_ name: String, _ value: Double) -> String {
    let text = probability(value)
    return text.hasPrefix("<") ? "\(name)\u{a0}\(text)" : "\(name)\u{a0}=\u{a0}\(text)"
  }

  /// A count with its noun: `1 run`, `2 runs`.
  public static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }
}

extension Numeral {
  /// The value with about `digits` digits that say something, and no zeros behind them; very small
  /// and very large values as the shortest text that reads back as the same number.
  public static func significant(_ value: Double, _ digits: Int) -> String {
    let size = abs(value)
    guard value.isFinite, size == 0 || (size >= 1e-6 && size < 1e12) else { return "\(value)" }
    var whole = 0
    var limit = 1.0
    while limit <= size {
      whole += 1
      limit *= 10
    }
    var leading = 0
    var least = 0.1
    while whole == 0, size > 0, size < least {
      leading += 1
      least /= 10
    }
    return trimmed(value, max(0, digits - whole + leading))
  }
}
