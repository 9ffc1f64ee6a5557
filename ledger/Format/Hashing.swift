public import Bytes
import Crypto

/// SHA-256 for the rooms above, which do not speak to a cryptographic library themselves.
public enum Hashing {
  /// The SHA-256 of some bytes.
  public static func digest(of bytes: [UInt8]) -> Digest { SHA256.hash(bytes) }

  /// The SHA-256 of some bytes.
  public static func digest(of bytes: Span<UInt8>) -> Digest { SHA256.hash(bytes) }
}

/// SHA-256 over bytes that come in pieces.
public struct StreamHasher: ~Copyable {
  private var hash = SHA256()

  /// Nothing hashed yet.
  public init() {}

  /// Hashes the next piece.
  public mutating func update(_ bytes: [UInt8]) { hash.update(bytes) }

  /// Hashes the next piece.
  public mutating func update(_ bytes: borrowing Span<UInt8>) { hash.update(bytes) }

  /// The digest of everything so far; begins anew.
  public mutating func finish() -> Digest { hash.finish() }
}
