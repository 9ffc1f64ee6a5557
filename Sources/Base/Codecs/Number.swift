/// Numbers as programs and people read them: no locale, nothing lost.
public enum Number {
  /// The shortest text that reads back as the same number; whole numbers without a fraction.
  public static func text(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// The number with at most nine decimals, for sentences about means and multiples.
  public static func shortText(_ value: Double) -> String {
    let rounded = (value * 1e9).rounded() / 1e9
    return text(rounded.isFinite && (rounded != 0 || value == 0) ? rounded : value)
  }
}
