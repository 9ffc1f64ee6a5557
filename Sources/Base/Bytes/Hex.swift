/// Lower-case hexadecimal, the only spelling of bytes this project reads or writes as text.
public enum Hex {
  /// The lower-case hexadecimal text of `bytes`, two digits for each.
  public static func encode(_ bytes: [UInt8]) -> String {
    let digits = [UInt8](capacity: bytes.count * 2) { output in
      for byte in bytes { append(byte, to: &output) }
    }
    return String(decoding: digits, as: UTF8.self)
  }

  /// The lower-case hexadecimal text of 16 bytes, given as two big-endian words.
  public static func encode(_ high: UInt64, _ low: UInt64) -> String {
    var digits: [UInt8] = []
    digits.append(hexOf: high, low)
    return String(decoding: digits, as: UTF8.self)
  }

  /// Appends the two digits of a byte.
  @_lifetime(output: copy output)
  static func append(_ byte: UInt8, to output: inout OutputSpan<UInt8>) {
    output.append(digit(byte >> 4))
    output.append(digit(byte & 0x0f))
  }

  /// Appends the sixteen digits of a word, the most significant first.
  @_lifetime(output: copy output)
  static func append(_ word: UInt64, to output: inout OutputSpan<UInt8>) {
    var shift: UInt64 = 64
    while shift > 0 {
      shift -= 8
      append(UInt8(truncatingIfNeeded: word >> shift), to: &output)
    }
  }

  /// The bytes that `text` spells, or `nil` unless it is an even number of lower-case digits.
  ///
  /// Upper-case digits are refused: a value has one spelling.
  public static func decode(_ text: String) -> [UInt8]? {
    guard text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count / 2)
    var high: UInt8?
    for character in text.utf8 {
      guard let value = value(of: character) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension [UInt8] {
  /// Appends the 64 lower-case hexadecimal digits of a digest.
  public mutating func append(hexOf digest: Digest) {
    append(addingCapacity: 2 * Digest.size) { output in
      let words = digest.words
      Hex.append(words.0, to: &output)
      Hex.append(words.1, to: &output)
      Hex.append(words.2, to: &output)
      Hex.append(words.3, to: &output)
    }
  }

  /// Appends the 32 lower-case hexadecimal digits of 16 bytes, given as two big-endian words.
  public mutating func append(hexOf high: UInt64, _ low: UInt64) {
    append(addingCapacity: 32) { output in
      Hex.append(high, to: &output)
      Hex.append(low, to: &output)
    }
  }
}
