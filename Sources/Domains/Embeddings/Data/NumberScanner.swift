/// Reads words and numbers from bytes, separated by blanks within a line.
struct NumberScanner {
  private let bytes: [UInt8]
  private(set) var position: Int
  /// The line of `position`, from 1.
  private(set) var line: Int

  init(_ bytes: [UInt8], position: Int = 0, line: Int = 1) {
    self.bytes = bytes
    self.position = position
    self.line = line
  }

  /// The rest of the line, without its end.
  mutating func restOfLine() -> String {
    let start = position
    while position < bytes.count, bytes[position] != 10 { position += 1 }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if position < bytes.count { position += 1 }
    line += 1
    return text.hasSuffix("\r") ? String(text.dropLast()) : text
  }

  /// The next byte that is not white space, or nil at the end; lines are counted on the way.
  mutating func peek() -> UInt8? {
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == 32 || byte == 9 || byte == 10 || byte == 13 else { return byte }
      if byte == 10 { line += 1 }
      position += 1
    }
    return nil
  }

  /// A whole number without sign, or nil where there is none.
  mutating func whole() -> Int? {
    guard let first = peek(), first >= 48, first <= 57 else { return nil }
    var result = 0
    while position < bytes.count, bytes[position] >= 48, bytes[position] <= 57 {
      guard result < Int.max / 16 else { return nil }
      result = result * 10 + Int(bytes[position] - 48)
      position += 1
    }
    return isBetweenWords ? result : nil
  }

  /// A number, correctly rounded, or nil where there is none.
  mutating func number() -> Double? {
    guard peek() != nil else { return nil }
    let start = position
    var mantissa = 0
    var digits = 0
    var decimals = 0
    var isPlain = true
    var afterPoint = false
    var isNegative = false
    while position < bytes.count, bytes[position] > 32 {
      let byte = bytes[position]
      switch byte {
      case 48...57:
        if digits > 0 || byte != 48 { digits += 1 }
        if digits <= 15 { mantissa = mantissa * 10 + Int(byte - 48) }
        if afterPoint { decimals += 1 }
      case UInt8(ascii: ".") where !afterPoint: afterPoint = true
      case UInt8(ascii: "-") where position == start: isNegative = true
      default: isPlain = false
      }
      position += 1
    }
    // Both are exact as doubles, so that their quotient is the nearest one (Clinger 1990).
    if isPlain, digits <= 15, decimals <= 22, position > start + (isNegative ? 1 : 0) {
      let value = Double(mantissa) / Self.powers[decimals]
      return isNegative ? -value : value
    }
    return Double(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  private var isBetweenWords: Bool { position >= bytes.count || bytes[position] <= 32 }

  private static let powers: [Double] = (0...22).reduce(into: []) { powers, _ in
    powers.append(powers.last.map { $0 * 10 } ?? 1)
  }
}
