import CSodium

/// An Ed25519 public key that is safe to accept.
///
/// Keys in another encoding than the shortest, and keys of small order, are refused when they are
/// made: implementations disagree about signatures under them, and no signature of ours may divide
/// verifiers.
public struct PublicKey: Hashable, Sendable {
  /// The 32 bytes of RFC 8032.
  public let bytes: [UInt8]

  /// The number of bytes in every public key.
  public static let size = RL_ED25519_PUBLIC_BYTES

  /// The number of bytes in every signature.
  public static let signatureSize = RL_ED25519_SIGNATURE_BYTES

  /// Makes a key from 32 bytes, or throws `publicKeyLength` or `publicKeyInvalid`.
  public init(bytes: [UInt8]) throws(CryptoError) {
    guard bytes.count == PublicKey.size else { throw CryptoError(.publicKeyLength) }
    Sodium.start()
    // The length was checked above.
    guard unsafe crypto_core_ed25519_is_valid_point(bytes) == 1 else {
      throw CryptoError(.publicKeyInvalid)
    }
    self.bytes = bytes
  }

  /// A key that was just derived from a seed.
  init(derived bytes: [UInt8]) { self.bytes = bytes }

  /// Whether a signature of 64 bytes is this key's for a message.
  ///
  /// Any other length is false.
  public func verify(signature: [UInt8], message: [UInt8]) -> Bool {
    verify(signature: signature.span, message: message.span)
  }

  /// Whether a signature of 64 bytes is this key's for a message.
  ///
  /// Any other length is false.
  public func verify(
    signature: borrowing Span<UInt8>, message: borrowing Span<UInt8>
  ) -> Bool {
    guard signature.count == PublicKey.signatureSize else { return false }
    let message = copy message
    // All three lengths hold, and the library keeps no pointer.
    return unsafe signature.withUnsafeBufferPointer { signature in
      guard let signature = signature.baseAddress else { return false }
      return unsafe message.withUnsafeBufferPointer { message in
        unsafe crypto_sign_verify_detached(
          signature, message.baseAddress, UInt64(message.count), bytes) == 0
      }
    }
  }
}
