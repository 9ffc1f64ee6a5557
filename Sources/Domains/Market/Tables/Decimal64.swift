/// Decimal numbers in text: read exactly and fast, written shortest.
enum Decimal64 {
  /// The number that bytes spell; nothing, `nan` and `null` are not-a-number, any other text is
  /// nil.
  ///
  /// Up to 15 digits and small powers of ten are exact in one multiplication (Clinger); the rest is
  /// left to the standard library.
  static func parse(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Double? {
    guard end > start else { return .nan }
    var index = start
    var isNegative = false
    if bytes[index] == minus || bytes[index] == plus {
      isNegative = bytes[index] == minus
      index += 1
    }
    var digits: UInt64 = 0
    var count = 0
    var scale = 0
    var hasPoint = false
    while index < end {
      let byte = bytes[index]
      if byte >= zero, byte <= nine {
        digits = digits &* 10 &+ UInt64(byte - zero)
        count += 1
        if hasPoint { scale += 1 }
      } else if byte == point, !hasPoint {
        hasPoint = true
      } else {
        return slow(bytes, start, end)
      }
      index += 1
    }
    guard count > 0, count <= 15, scale < powers.count else { return slow(bytes, start, end) }
    let value = Double(digits) / powers[scale]
    return isNegative ? -value : value
  }

  /// The shortest decimal that reads back as the same number; nothing for not-a-number.
  static func text(_ number: Double) -> String {
    guard number.isFinite else { return "" }
    if number == number.rounded(), abs(number) < 1e15 {
      // A negative zero is nothing that a reader of a table could use.
      return "\(Int64(number))"
    }
    return "\(number)"
  }

  private static func slow(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Double? {
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    switch text.lowercased() {
    case "nan", "null", "na", "none": return .nan
    default:
      guard let value = Double(text), value.isFinite else { return nil }
      return value
    }
  }

  private static let powers: [Double] = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
  ]
  private static let minus = UInt8(ascii: "-")
  private static let plus = UInt8(ascii: "+")
  private static let point = UInt8(ascii: ".")
  private static let zero = UInt8(ascii: "0")
  private static let nine = UInt8(ascii: "9")
}
