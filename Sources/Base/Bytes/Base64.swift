/// Base64 as RFC 4648 section 4 defines it: the standard alphabet, with padding.
public enum Base64 {
  /// The padded base64 text of `bytes`.
  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    var index = 0
    while index < bytes.count {
      let available = min(3, bytes.count - index)
      var group: UInt32 = 0
      for offset in 0..<3 {
        group = group << 8 | (offset < available ? UInt32(bytes[index + offset]) : 0)
      }
      for position in 0..<4 {
        let sextet = UInt8(truncatingIfNeeded: group >> (18 - 6 * UInt32(position))) & 0x3f
        text.append(position <= available ? character(sextet) : padding)
      }
      index += 3
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that `text` spells, or `nil` when it is not their one strict spelling.
  ///
  /// Missing or surplus padding, characters outside the alphabet, white space and non-zero unused
  /// bits are all refused, so that `encode(decode(text)) == text` always holds.
  public static func decode(_ text: String) -> [UInt8]? {
    let characters = Array(text.utf8)
    guard characters.count.isMultiple(of: 4) else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(characters.count / 4 * 3)
    for start in stride(from: 0, to: characters.count, by: 4) {
      let isLast = start + 4 == characters.count
      var padded = 0
      if isLast, characters[start + 3] == padding {
        padded = characters[start + 2] == padding ? 2 : 1
      }
      var group: UInt32 = 0
      for offset in 0..<4 {
        var sextet: UInt8 = 0
        if offset < 4 - padded {
          guard let value = value(of: characters[start + offset]) else { return nil }
          sextet = value
        }
        group = group << 6 | UInt32(sextet)
      }
      let unused = UInt32(1) << (8 * UInt32(padded)) - 1
      guard group & unused == 0 else { return nil }
      for offset in 0..<(3 - padded) {
        bytes.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(offset))))
      }
    }
    return bytes
  }

  private static let padding = UInt8(ascii: "=")

  private static func character(_ sextet: UInt8) -> UInt8 {
    switch sextet {
    case 0..<26: UInt8(ascii: "A") + sextet
    case 26..<52: UInt8(ascii: "a") + sextet - 26
    case 52..<62: UInt8(ascii: "0") + sextet - 52
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(of character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
