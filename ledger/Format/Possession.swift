import Crypto

/// The proof that who enrols a key has its secret half.
///
/// Without it somebody could enrol another person's public key as his own.
public enum Possession {
  /// What the key signs: its purpose, the origin of the log and its own identifier.
  public static func message(origin: String, keyID: KeyID) -> [UInt8] {
    Array("runledger/possession/v1".utf8) + [0] + Array(origin.utf8) + [0] + keyID.bytes
  }

  /// Whether `signature` is one by `publicKey` over the message for it.
  public static func holds(
    _ signature: [UInt8], origin: String, publicKey bytes: [UInt8]
  ) -> Bool {
    guard let key = try? PublicKey(bytes: bytes) else { return false }
    return key.verify(
      signature: signature, message: message(origin: origin, keyID: KeyID(publicKey: bytes)))
  }

  /// Whether 32 bytes are a public key that every implementation treats alike.
  static func isUsable(_ publicKey: [UInt8]) -> Bool {
    (try? PublicKey(bytes: publicKey)) != nil
  }
}
