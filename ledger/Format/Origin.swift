import Bytes

/// The rules for the name of a log, which is also the name of its key in checkpoints.
public enum Origin {
  /// Whether two origins are the same: byte for byte, however alike they look.
  public static func areSame(_ left: String, _ right: String) -> Bool {
    left.utf8.elementsEqual(right.utf8)
  }

  /// What an origin must be, for messages.
  public static let rule =
    "1 to \(Limits.originBytes) bytes of printable text without spaces and without '+'"

  /// Whether a text can be the origin of a log.
  public static func isValid(_ text: String) -> Bool {
    text.utf8.count <= Limits.originBytes && isName(text)
  }

  /// Whether a text can be the name of a key in a signed note.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.unicodeScalars.allSatisfy { scalar in
        scalar != "+" && !scalar.properties.isWhitespace && scalar.value >= 0x20
          && scalar.value != 0x7f
      }
  }

  /// An origin nobody else has: it ends in 64 random bits.
  ///
  /// Traps unless eight bytes are given.
  public static func unnamed(entropy: [UInt8]) -> String {
    precondition(entropy.count == 8, "an unnamed origin takes eight random bytes")
    return "runledger.local/" + Hex.encode(entropy)
  }
}
