public import Bytes
import Crypto

/// SHA-256 for the rooms above, which do not speak to a cryptographic library themselves.
public enum Hashing {
  /// The SHA-256 of some bytes.
  public static func digest(of bytes: [UInt8]) -> Digest { SHA256.hash(bytes) }
}
