import CSodium

/// An Ed25519 secret key.
///
/// The seed lies in memory that is locked against swapping, guarded by inaccessible pages and
/// zeroed when the last reference goes. It has no description.
///
/// Sendable although it holds a pointer: the memory is written in `init` only and read-only
/// afterwards.
@safe
public final class SigningKey: @unchecked Sendable {
  /// The key that checks this key's signatures.
  public let publicKey: PublicKey

  /// The number of bytes in every seed.
  public static let seedSize = RL_ED25519_SEED_BYTES

  /// The seed and then the public key, as the library wants them.
  private let secret: UnsafeMutablePointer<UInt8>

  /// Makes the key of a seed of 32 bytes.
  ///
  /// The caller wipes its own copy.
  public convenience init(seed: [UInt8]) throws(CryptoError) {
    guard seed.count == SigningKey.seedSize else { throw CryptoError(.seedLength) }
    // The length was checked above.
    try unsafe self.init { secret, derived in
      unsafe crypto_sign_seed_keypair(derived, secret, seed)
    }
  }

  /// Makes a new key from the system's randomness.
  public static func generate() throws(CryptoError) -> SigningKey {
    try unsafe SigningKey { secret, derived in
      unsafe crypto_sign_keypair(derived, secret)
    }
  }

  /// Lets `derive` fill locked memory with a secret key and an array with its public key.
  private init(
    _ derive: (
      _ secret: UnsafeMutablePointer<UInt8>, _ derived: UnsafeMutablePointer<UInt8>
    ) -> Int32
  ) throws(CryptoError) {
    Sodium.start()
    let size = RL_ED25519_SECRET_BYTES
    guard let memory = unsafe sodium_malloc(size) else { throw CryptoError(.memory) }
    unsafe secret = memory.bindMemory(to: UInt8.self, capacity: size)
    var derived = [UInt8](repeating: 0, count: PublicKey.size)
    let result = unsafe derive(secret, &derived)
    precondition(result == 0, "libsodium always derives a key")
    unsafe sodium_mprotect_readonly(memory)
    publicKey = PublicKey(derived: derived)
  }

  // Zeroes the memory before it is given back.
  deinit { unsafe sodium_free(secret) }

  /// The signature of a message, 64 bytes.
  ///
  /// The same message always gets the same signature.
  public func sign(_ message: [UInt8]) -> [UInt8] { sign(message.span) }

  /// The signature of a message, 64 bytes.
  ///
  /// The same message always gets the same signature.
  public func sign(_ message: borrowing Span<UInt8>) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: PublicKey.signatureSize)
    // The signature has its full length, and the library keeps no pointer.
    let result = unsafe message.withUnsafeBufferPointer { message in
      unsafe crypto_sign_detached(
        &signature, nil, message.baseAddress, UInt64(message.count), secret)
    }
    precondition(result == 0, "libsodium always signs")
    return signature
  }

  /// Lends the 32 bytes of the seed, for writing a key file.
  ///
  /// What `body` copies it has to wipe.
  public func withSeed<Result, Failure: Error>(
    _ body: (borrowing Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // The seed comes first in the secret, and the memory lives as long as `self`.
    let seed = unsafe Span(_unsafeStart: secret, count: SigningKey.seedSize)
    defer { extendLifetime(self) }
    return try body(seed)
  }
}
