import Bytes
import Crypto

/// What identifies a signing key: the first 16 bytes of the SHA-256 of its public key.
///
/// Names and labels never identify keys; they may change or collide.
public struct KeyID: Hashable, Comparable, Sendable, CustomStringConvertible {
  let high: UInt64
  let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads an identifier from its 16 bytes; nil for any other count.
  public init?(bytes: [UInt8]) {
    guard bytes.count == 16 else { return nil }
    self.init(high: bytes.span.bigEndian(at: 0), low: bytes.span.bigEndian(at: 8))
  }

  /// Reads an identifier from 32 lower-case hexadecimal digits.
  public init?(hex: String) {
    guard let bytes = Hex.decode(hex) else { return nil }
    self.init(bytes: bytes)
  }

  /// Derives the identifier of a public key.
  public init(publicKey: [UInt8]) {
    let digest = SHA256.hash(publicKey)
    self.init(high: digest.words.0, low: digest.words.1)
  }

  /// The 16 bytes.
  public var bytes: [UInt8] {
    [UInt8](capacity: 16) { output in
      output.append(bigEndian: high)
      output.append(bigEndian: low)
    }
  }

  /// The 16 bytes as lower-case hexadecimal digits.
  public var hex: String { Hex.encode(high, low) }

  /// The same as `hex`.
  public var description: String { hex }

  /// Orders identifiers as their bytes are ordered.
  public static func < (a: KeyID, b: KeyID) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }
}
