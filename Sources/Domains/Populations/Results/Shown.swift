import Documents

/// Numbers as people read them: fixed places, without a locale.
enum Shown {
  /// A number with at most three places.
  static func number(_ value: Double) -> String { fixed(value, 3) }

  /// A share as a percentage with one place.
  static func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

  /// A number with so many places; what is none is `-`.
  static func fixed(_ value: Double, _ places: Int) -> String {
    value.isFinite ? Numeral.fixed(value, places) : "-"
  }
}
