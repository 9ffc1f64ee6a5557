public import Bytes
import CCrypto

/// SHA-256, in one call or in pieces.
public struct SHA256: ~Copyable {
  private var context: SHA256_CTX

  /// Begins a digest of nothing yet.
  public init() { context = rl_sha256_begin() }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Adds bytes.
  public mutating func update(_ bytes: borrowing Span<UInt8>) {
    // The library reads exactly `count` bytes and keeps no pointer.
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe rl_sha256_update(&context, buffer.baseAddress, buffer.count)
    }
  }

  /// The digest of all that was added; then begins anew.
  public mutating func finish() -> Digest {
    defer { context = rl_sha256_begin() }
    return unsafe Digest(rl_sha256_finish(&context))
  }

  /// The digest of some bytes.
  public static func hash(_ bytes: [UInt8]) -> Digest { hash(bytes.span) }

  /// The digest of some bytes.
  public static func hash(_ bytes: borrowing Span<UInt8>) -> Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The digest of one byte and then some bytes: how a leaf of a tree is hashed.
  public static func hash(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
    hash(prefix: prefix, bytes.span)
  }

  /// The digest of one byte and then some bytes: how a leaf of a tree is hashed.
  public static func hash(prefix: UInt8, _ bytes: borrowing Span<UInt8>) -> Digest {
    // The library reads exactly `count` bytes and keeps no pointer.
    unsafe bytes.withUnsafeBytes { buffer in
      unsafe Digest(rl_sha256_prefixed(prefix, buffer.baseAddress, buffer.count))
    }
  }

  /// The digest of one byte and then two digests: how a node of a tree is hashed.
  ///
  /// Allocates nothing.
  public static func hash(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
    Digest(rl_sha256_pair(prefix, rl_digest(left), rl_digest(right)))
  }
}

extension Digest {
  fileprivate init(_ raw: rl_digest) {
    self.init(words: raw.word0, raw.word1, raw.word2, raw.word3)
  }
}

extension rl_digest {
  fileprivate init(_ digest: Digest) {
    let words = digest.words
    self.init(word0: words.0, word1: words.1, word2: words.2, word3: words.3)
  }
}
