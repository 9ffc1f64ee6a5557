import Bytes
import Crypto

/// A key that signs notes: its name, its type and its 32 bytes.
///
/// Written `<name>+<key hash>+<base64 of type and key>`: so a witness is configured.
public struct NoteKey: Equatable, Sendable, CustomStringConvertible {
  /// What a signature of the key says; the list is closed to the Ed25519 types.
  public enum Kind: UInt8, Equatable, Sendable {
    /// A signature over the text of the note.
    case note = 1
    /// A signature over a time and the text, by a witness of a log.
    case cosignature = 4
  }

  /// The name of the key.
  public let name: String
  /// What its signatures say.
  public let kind: Kind
  /// The 32 bytes of the public key.
  public let publicKey: [UInt8]
  /// The first four bytes of the SHA-256 of name, newline, type and key.
  public let keyHash: UInt32

  /// Makes a key from its parts.
  ///
  /// Throws when the name or the key cannot be used.
  public init(name: String, kind: Kind = .note, publicKey: [UInt8]) throws(FormatError) {
    guard Origin.isName(name) else {
      throw FormatError(.malformed, "'\(name)' cannot be the name of a key")
    }
    guard Possession.isUsable(publicKey) else {
      throw FormatError(.malformed, "the key of '\(name)' is not a usable ed25519 key")
    }
    self.name = name
    self.kind = kind
    self.publicKey = publicKey
    let digest = SHA256.hash(Array(name.utf8) + [0x0a, kind.rawValue] + publicKey)
    keyHash = UInt32(truncatingIfNeeded: digest.words.0 >> 32)
  }

  /// Reads the written form; its key hash must be the right one.
  public init(parsing text: String) throws(FormatError) {
    let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let hash = Hex.decode(String(parts[1])), hash.count == 4,
      let bytes = Base64.decode(String(parts[2])), let type = bytes.first
    else { throw FormatError(.malformed, "a key is written '<name>+<hash>+<base64>'") }
    guard let kind = Kind(rawValue: type) else {
      throw FormatError(.malformed, "keys of type \(type) are not supported")
    }
    try self.init(name: String(parts[0]), kind: kind, publicKey: Array(bytes.dropFirst()))
    guard keyHash == hash.span.bigEndian(at: 0) else {
      throw FormatError(.malformed, "the hash of the key of '\(name)' is not the one written")
    }
  }

  /// The written form.
  public var description: String {
    var hash: [UInt8] = []
    hash.append(bigEndian: keyHash)
    return "\(name)+\(Hex.encode(hash))+\(Base64.encode([kind.rawValue] + publicKey))"
  }

  /// Whether a signature of this key over a text is right.
  public func verifies(_ signature: [UInt8], of text: String) -> Bool {
    guard let key = try? PublicKey(bytes: publicKey) else { return false }
    switch kind {
    case .note: return key.verify(signature: signature, message: Array(text.utf8))
    case .cosignature:
      guard signature.count == 72 else { return false }
      let time: UInt64 = signature.span.bigEndian(at: 0)
      let message = "cosignature/v1\ntime \(time)\n" + text
      return key.verify(signature: Array(signature[8...]), message: Array(message.utf8))
    }
  }
}
