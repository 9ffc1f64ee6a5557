import Bytes
import Crypto

/// The proof that who enrols a key has its secret half.
///
/// Without it somebody could enrol another person's public key as his own.
public enum Possession {
  /// What the key signs: its purpose, the origin of the log, its own identifier, the role that it
  /// asks for, and the index at which that ends.
  public static func message(
    origin: String, keyID: KeyID, role: Role, until: UInt64? = nil
  ) -> [UInt8] {
    var message = Array("runledger/possession/v2".utf8) + [0] + Array(origin.utf8) + [0]
    message += keyID.bytes + Array(role.rawValue.utf8)
    if let until {
      message.append(0)
      message.append(bigEndian: until)
    }
    return message
  }

  /// Whether `signature` is one by `publicKey` over the message for it.
  public static func holds(
    _ signature: [UInt8], origin: String, publicKey bytes: [UInt8], role: Role,
    until: UInt64? = nil
  ) -> Bool {
    guard let key = try? PublicKey(bytes: bytes) else { return false }
    return key.verify(
      signature: signature,
      message: message(
        origin: origin, keyID: KeyID(publicKey: bytes), role: role, until: until))
  }

  /// Whether 32 bytes are a public key that every implementation treats alike.
  static func isUsable(_ publicKey: [UInt8]) -> Bool {
    (try? PublicKey(bytes: publicKey)) != nil
  }
}
