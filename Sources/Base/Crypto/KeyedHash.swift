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

  /// The hash of some bytes in 16 bytes, as two words read big-endian.
  ///
  /// It is BLAKE2b of that length, and so no part of the longer hash.
  public func shortHash(_ bytes: [UInt8]) -> (high: UInt64, low: UInt64) {
    var hash = InlineArray<16, UInt8>(repeating: 0)
    var mutable = hash.mutableSpan
    // Every length is that of its memory, and the library keeps no pointer.
    let result = unsafe mutable.withUnsafeMutableBufferPointer { output in
      guard let start = output.baseAddress else { return Int32(-1) }
      return unsafe crypto_generichash(
        start, output.count, bytes, UInt64(bytes.count), key, key.count)
    }
    precondition(result == 0, "libsodium always hashes")
    var words: (high: UInt64, low: UInt64) = (0, 0)
    for index in 0..<8 {
      words.high = words.high << 8 | UInt64(hash[index])
      words.low = words.low << 8 | UInt64(hash[index + 8])
    }
    return words
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
