/// Numbers as programs and people read them: no locale, nothing lost.
public enum Number {
  /// The shortest text that reads back as the same number; whole numbers without a fraction.
  public static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The finite number that a text stands for; nil where there is none, and for a whole number
  /// beyond 2^53 that would become another one.
  public static func exact(_ text: some StringProtocol) -> Double? {
    guard let number = Double(text), number.isFinite else { return nil }
    let isWhole = text.utf8.allSatisfy { "0123456789+-".utf8.contains($0) }
    guard isWhole, abs(number) >= 0x1p53 else { return number }
    return Decimal(text) == Decimal(number) ? number : nil
  }

  /// The number with at most six significant digits, for tables that people read.
  ///
  /// What six digits say exactly stays as it is.
  public static func significant(_ value: Double) -> String {
    guard value.isFinite, value != 0 else { return text(value) }
    var scale = 1.0
    var size = abs(value)
    while size < 100_000, scale < 1e20 {
      size *= 10
      scale *= 10
    }
    while size >= 1_000_000 {
      size /= 10
      scale /= 10
    }
    let rounded = (value * scale).rounded() / scale
    return text(rounded.isFinite ? rounded : value)
  }

  /// The number with at most nine decimals, for sentences about means and multiples.
  public static func shortText(_ value: Double) -> String {
    let rounded = (value * 1e9).rounded() / 1e9
    return text(rounded.isFinite && (rounded != 0 || value == 0) ? rounded : value)
  }
}
