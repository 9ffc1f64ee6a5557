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
    var text = TextBuffer()
    append(number, to: &text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// Appends the shortest decimal that reads back as the same number; nothing for not-a-number.
  ///
  /// A number of at most 15 digits has no other decimal as short, so that prices and zeros need no
  /// search; the rest is left to the standard library.
  static func append(_ number: Double, to text: inout TextBuffer) {
    guard number.isFinite else { return }
    let size = abs(number)
    if size < 1e15 {
      // A negative zero is nothing that a reader of a table could use.
      let whole = UInt64(size)
      if Double(whole) == size {
        if number < 0 { text.append(minus) }
        text.append(digits: whole)
        return
      }
      if size >= 1e-4, size < 1e11, append(size, number < 0, to: &text) { return }
    }
    text.append(number.description)
  }

  /// Appends a number of few decimals, eight where fifteen digits have room for them, else four;
  /// false where it has more.
  private static func append(
    _ size: Double, _ isNegative: Bool, to text: inout TextBuffer
  ) -> Bool {
    var (places, unit) = size < 1e7 ? (8, 100_000_000 as UInt64) : (4, 10_000)
    let scale = Double(unit)
    var units = UInt64(size * scale + 0.5)
    guard Double(units) / scale == size else { return false }
    while units % 10 == 0 {
      units /= 10
      unit /= 10
      places -= 1
    }
    if isNegative { text.append(minus) }
    text.append(digits: units / unit)
    text.append(point)
    text.append(digits: units % unit, width: places)
    return true
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
