/// The names that people give to things, and which of them are legal.
public enum Identifier {
  /// The longest name that a ledger takes, in bytes.
  public static let lengthMax = 100

  /// Whether a text is a kebab-case slug: lower-case letters and digits, single hyphens between.
  public static func isSlug(_ text: String) -> Bool {
    guard !text.isEmpty, text.utf8.count <= lengthMax, text.first != "-", text.last != "-" else {
      return false
    }
    var previous: UInt8 = 0
    for byte in text.utf8 {
      let isHyphen = byte == UInt8(ascii: "-")
      guard isLower(byte) || isDigit(byte) || isHyphen, !(isHyphen && previous == byte) else {
        return false
      }
      previous = byte
    }
    return true
  }

  /// Why a text is no slug, in words that follow it; nil when it is one.
  public static func problem(ofSlug text: String) -> String? {
    if isSlug(text) { return nil }
    let size = text.utf8.count
    return size > lengthMax
      ? "has \(size) bytes, and a slug at most \(lengthMax)"
      : "is not a slug: lower-case letters, digits and single hyphens between them"
  }

  /// Whether a text can name a run, a stage, a parameter or an input: letters, digits, `.`, `_`
  /// and `-`, beginning with a letter or digit.
  public static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= lengthMax else { return false }
    guard isLower(first) || isUpper(first) || isDigit(first) else { return false }
    return text.utf8.allSatisfy { byte in
      isLower(byte) || isUpper(byte) || isDigit(byte) || byte == UInt8(ascii: "-")
        || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }
  }

  /// A slug made of any text, for names that people did not choose.
  public static func slug(from text: String) -> String {
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      if isLower(byte) || isDigit(byte) {
        bytes.append(byte)
      } else if isUpper(byte) {
        bytes.append(byte + 32)
      } else if let last = bytes.last, last != UInt8(ascii: "-") {
        bytes.append(UInt8(ascii: "-"))
      }
    }
    bytes.removeLast(max(0, bytes.count - lengthMax))
    if bytes.last == UInt8(ascii: "-") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isLower(_ byte: UInt8) -> Bool { byte >= 97 && byte <= 122 }
  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 65 && byte <= 90 }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
}
