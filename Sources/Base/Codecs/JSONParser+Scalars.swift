import Bytes

extension JSONParser {
  /// Parses a number; what does not begin one is reported as unexpected.
  @_lifetime(self: copy self)
  mutating func parseNumber() throws(JSONError) -> Value {
    let start = offset
    var isWhole = true
    if next == UInt8(ascii: "-") { offset += 1 }
    let firstDigit = offset
    guard skipDigits() > 0 else { throw unexpected() }
    guard input[firstDigit] != UInt8(ascii: "0") || offset == firstDigit + 1 else {
      throw error(.malformedNumber, at: start)
    }
    if next == UInt8(ascii: ".") {
      isWhole = false
      offset += 1
      guard skipDigits() > 0 else { throw error(.malformedNumber, at: start) }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isWhole = false
      offset += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
      guard skipDigits() > 0 else { throw error(.malformedNumber, at: start) }
    }
    let text = String(decoding: [UInt8](input.extracting(start..<offset)), as: UTF8.self)
    if isWhole, let int = Int64(text) { return .int(int) }
    // A whole number is carried as it is or not at all: rounded, it would be another one.
    guard let double = Double(text), double.isFinite,
      !isWhole || Decimal(text) == Decimal(double)
    else {
      throw error(.numberRange, at: start)
    }
    return .double(double)
  }

  /// Parses a text whose opening quote is at the cursor.
  @_lifetime(self: copy self)
  mutating func parseText() throws(JSONError) -> String {
    offset += 1
    let start = offset
    var content: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw error(.invalidUTF8, at: start)
        }
        offset += 1
        return text
      case UInt8(ascii: "\\"): try parseEscape(into: &content)
      case ..<0x20: throw error(.controlCharacter)
      default:
        content.append(byte)
        offset += 1
      }
    }
    throw error(.unexpectedEnd)
  }

  /// Parses an escape whose backslash is at the cursor.
  @_lifetime(self: copy self)
  private mutating func parseEscape(into content: inout [UInt8]) throws(JSONError) {
    let start = offset
    offset += 1
    guard let character = next else { throw error(.unexpectedEnd) }
    offset += 1
    switch character {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(character)
    case UInt8(ascii: "b"): content.append(0x08)
    case UInt8(ascii: "f"): content.append(0x0c)
    case UInt8(ascii: "n"): content.append(0x0a)
    case UInt8(ascii: "r"): content.append(0x0d)
    case UInt8(ascii: "t"): content.append(0x09)
    case UInt8(ascii: "u"):
      let scalar = try parseScalar(at: start)
      content.append(contentsOf: String(Character(scalar)).utf8)
    default: throw error(.malformedEscape, at: start)
    }
  }

  /// Parses the digits after `\u`, and the second escape when the first is half a pair.
  @_lifetime(self: copy self)
  private mutating func parseScalar(at start: Int) throws(JSONError) -> Unicode.Scalar {
    let first = try parseHexDigits(at: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, next == UInt8(ascii: "\\"), offset + 1 < input.count,
      input[offset + 1] == UInt8(ascii: "u")
    else { throw error(.loneSurrogate, at: start) }
    offset += 2
    let second = try parseHexDigits(at: start)
    guard 0xdc00...0xdfff ~= second,
      let scalar = Unicode.Scalar(0x1_0000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw error(.loneSurrogate, at: start) }
    return scalar
  }

  @_lifetime(self: copy self)
  private mutating func parseHexDigits(at start: Int) throws(JSONError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw error(.unexpectedEnd) }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw error(.malformedEscape, at: start)
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  @_lifetime(self: copy self)
  private mutating func skipDigits() -> Int {
    let start = offset
    while let byte = next, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { offset += 1 }
    return offset - start
  }
}
