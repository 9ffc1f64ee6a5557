import CSodium

/// A secret that only a passphrase opens: Argon2id makes the key, XChaCha20-Poly1305 the box.
///
/// Both are libsodium's. The box holds what opening needs besides: the costs, the salt and the
/// nonce.
public enum PassphraseBox {
  /// Bytes of the salt and of the nonce, which are drawn anew for every box.
  public static let entropySize = saltSize + nonceSize
  private static let saltSize = 16
  private static let nonceSize = 24
  private static let tagSize = 16
  /// The costs of a new box: two passes over 64 MiB, about a tenth of a second.
  private static let passes: UInt8 = 2
  private static let mebibytes: UInt8 = 64
  private static let headSize = 2

  /// Closes a secret with a passphrase; `entropy` has ``entropySize`` random bytes.
  ///
  /// Errors: `memory` where the costs cannot be paid.
  public static func seal(
    _ secret: [UInt8], passphrase: [UInt8], entropy: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    precondition(entropy.count == entropySize, "a box takes salt and nonce")
    let head = [passes, mebibytes] + entropy
    var key = try derivedKey(passphrase, head)
    defer { Secrets.wipe(&key) }
    var box = [UInt8](repeating: 0, count: secret.count + tagSize)
    let nonce = Array(entropy[saltSize...])
    var count: UInt64 = 0
    // Every length is that of its array, and the library keeps no pointer.
    let result = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
      &box, &count, secret, UInt64(secret.count), head, UInt64(head.count), nil, nonce, key)
    precondition(result == 0, "libsodium always encrypts")
    return head + box
  }

  /// Opens a box; nil for another passphrase, or when it was altered.
  ///
  /// Errors: `memory` where the costs cannot be paid.
  public static func open(
    _ bytes: [UInt8], passphrase: [UInt8]
  ) throws(CryptoError) -> [UInt8]? {
    let start = headSize + entropySize
    guard bytes.count >= start + tagSize, (1...16).contains(bytes[0]), bytes[1] >= 8 else {
      return nil
    }
    let head = Array(bytes[..<start])
    var key = try derivedKey(passphrase, head)
    defer { Secrets.wipe(&key) }
    let box = Array(bytes[start...])
    var secret = [UInt8](repeating: 0, count: box.count - tagSize)
    let nonce = Array(head[(headSize + saltSize)...])
    var count: UInt64 = 0
    // The secret has room for what is opened, and the library keeps no pointer.
    let result = unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
      &secret, &count, nil, box, UInt64(box.count), head, UInt64(head.count), nonce, key)
    return result == 0 ? secret : nil
  }

  private static func derivedKey(
    _ passphrase: [UInt8], _ head: [UInt8]
  ) throws(CryptoError) -> [UInt8] {
    Sodium.start()
    var key = [UInt8](repeating: 0, count: 32)
    let salt = Array(head[headSize..<headSize + saltSize])
    var words = passphrase.map { CChar(bitPattern: $0) }
    defer { for index in words.indices { words[index] = 0 } }
    // Every length is that of its array, and the library keeps no pointer.
    let result = unsafe crypto_pwhash(
      &key, UInt64(key.count), words, UInt64(words.count), salt, UInt64(head[0]),
      Int(head[1]) << 20, crypto_pwhash_alg_argon2id13())
    guard result == 0 else { throw CryptoError(.memory) }
    return key
  }
}
