import CSodium

/// A hash that only who has its key can make: BLAKE2b.
public struct KeyedHash: Sendable {
  /// The number of bytes in every hash.
  public static let size = 32

  private let key: [UInt8]

  /// Makes a hash with a key of 32 bytes; traps for any other length.
  public init(key: [UInt8]) {
    precondition(key.count == Self.size, "a key has 32 bytes")
    Sodium.start()
    self.key = key
  }

  /// The hash of some bytes.
  public func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: Self.size)
    // Every length is that of its array, and the library keeps no pointer.
    let result = unsafe crypto_generichash(
      &hash, hash.count, bytes, UInt64(bytes.count), key, key.count)
    precondition(result == 0, "libsodium always hashes")
    return hash
  }
}

extension SigningKey {
  /// A key for hashes that follows from this one and tells nothing about it.
  ///
  /// The same for the same purpose: BLAKE2b of the purpose with the seed for its key.
  public func keyedHash(for purpose: [UInt8]) -> KeyedHash {
    withSeed { seed in
      var key: [UInt8] = []
      for index in seed.indices { key.append(seed[index]) }
      defer { Secrets.wipe(&key) }
      return KeyedHash(key: KeyedHash(key: key).hash(purpose))
    }
  }
}
