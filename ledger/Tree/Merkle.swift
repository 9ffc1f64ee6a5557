public import Bytes
import Crypto

/// The hashes of the tree (RFC 6962 section 2.1, RFC 9162 section 2.1.1).
///
/// A leaf is `SHA-256(00 || bytes)` and an inner node `SHA-256(01 || left || right)`, so that no
/// leaf can pass for a node. A tree of n > 1 leaves is split at the largest power of two below n.
public enum Merkle {
  /// The root of a tree without leaves: the SHA-256 of nothing.
  public static let emptyRoot = SHA256.hash([])

  /// The hash of a leaf with these bytes.
  public static func leaf(_ bytes: [UInt8]) -> Digest { SHA256.hash(prefix: 0, bytes) }

  /// The hash of a leaf with these bytes.
  package static func leaf(_ bytes: borrowing Span<UInt8>) -> Digest {
    SHA256.hash(prefix: 0, bytes)
  }

  /// The hash of the inner node over two subtrees.
  public static func node(_ left: Digest, _ right: Digest) -> Digest {
    SHA256.hash(prefix: 1, left, right)
  }

  /// The root over a complete list of leaf hashes; linear in their number.
  public static func root(over leaves: [Digest]) -> Digest {
    var frontier = Frontier()
    for leaf in leaves { frontier.append(leaf) }
    return frontier.root
  }

  /// The largest power of two below `count`, where a tree of `count` leaves is split.
  static func split(_ count: UInt64) -> UInt64 {
    precondition(count > 1, "a tree of one leaf has no split")
    return 1 << UInt64(63 - (count - 1).leadingZeroBitCount)
  }
}
