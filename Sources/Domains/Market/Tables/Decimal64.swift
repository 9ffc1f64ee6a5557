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
    var bytes: [UInt8] = []
    append(number, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the shortest decimal that reads back as the same number; nothing for not-a-number.
  ///
  /// A number of at most 15 digits has no other decimal as short, so that prices and zeros need no
  /// search; the rest is left to the standard library.
  static func append(_ number: Double, to bytes: inout [UInt8]) {
    guard number.isFinite else { return }
    let size = abs(number)
    if number == number.rounded(), size < 1e15 {
      // A negative zero is nothing that a reader of a table could use.
      digits(UInt64(size), number < 0, decimals: 0, to: &bytes)
      return
    }
    if size >= 1e-4 {
      for decimals in [2, 4, 8] {
        let scaled = (size * powers[decimals]).rounded()
        guard scaled < 1e15 else { break }
        if scaled / powers[decimals] == size {
          digits(UInt64(scaled), number < 0, decimals: decimals, to: &bytes)
          return
        }
      }
    }
    bytes += "\(number)".utf8
  }

  /// Appends a number of units of the last decimal, without zeros at the end.
  private static func digits(
    _ units: UInt64, _ isNegative: Bool, decimals: Int, to bytes: inout [UInt8]
  ) {
    if isNegative, units > 0 { bytes.append(minus) }
    if units < 10, decimals == 0 {
      bytes.append(zero + UInt8(units))
      return
    }
    var rest = units
    var places = decimals
    while places > 0, rest % 10 == 0 {
      rest /= 10
      places -= 1
    }
    let first = bytes.count
    var written = 0
    while rest > 0 || written <= places {
      if written == places, places > 0 { bytes.append(point) }
      bytes.append(zero + UInt8(rest % 10))
      rest /= 10
      written += 1
    }
    bytes[first...].reverse()
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
