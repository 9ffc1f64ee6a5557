import Codecs

/// Numbers as people read them: fixed places, without a locale.
enum Shown {
  /// A number with at most three places.
  static func number(_ value: Double) -> String { fixed(value, 3) }

  /// A share as a percentage with one place.
  static func percent(_ share: Double) -> String { fixed(share * 100, 1) + " %" }

  /// A number with so many places; what is none is `-`.
  static func fixed(_ value: Double, _ places: Int) -> String {
    guard value.isFinite else { return "-" }
    guard abs(value) < 1e12 else { return "\(value)" }
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = Int64((abs(value) * scale).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    let whole = scaled / Int64(scale)
    guard places > 0 else { return "\(sign)\(whole)" }
    let digits = String(scaled % Int64(scale))
    return "\(sign)\(whole).\(String(repeating: "0", count: places - digits.utf8.count))\(digits)"
  }
}
