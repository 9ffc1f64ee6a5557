import CSodium

/// The library behind the signatures.
enum Sodium {
  /// Traps if the library cannot start, which it can wherever the system has randomness.
  static func start() { precondition(started, "libsodium cannot start") }

  // Runs once, whoever comes first; the library counts a repeated start (1) as success.
  private static let started: Bool = sodium_init() >= 0
}

/// Bytes that must not outlive their use.
public enum Secrets {
  /// Overwrites the bytes with zeros, which no optimizer removes, and empties the array.
  ///
  /// Other copies of the array are other bytes: wipe each.
  public static func wipe(_ bytes: inout [UInt8]) {
    // The pointer is used only inside the closure that lends it.
    unsafe bytes.withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { unsafe sodium_memzero(start, buffer.count) }
    }
    bytes = []
  }

  /// Whether two secrets are equal, in a time that does not tell where they differ.
  public static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    return unsafe sodium_memcmp(left, right, left.count) == 0
  }
}
