public import Bytes

/// The right edge of a tree: the roots of its maximal complete subtrees, the largest first.
///
/// The subtrees are the binary digits of the size. Appending a leaf merges as many of them as the
/// size has trailing one bits, which is one on average; the root folds them from the right.
public struct Frontier: Equatable, Sendable {
  /// The number of leaves.
  public private(set) var size: UInt64
  /// One hash for each one bit of `size`, from the most significant.
  public private(set) var hashes: [Digest]

  /// The frontier of a tree without leaves.
  public init() {
    size = 0
    hashes = []
  }

  /// Restores a frontier; nil unless there is one hash for each one bit of `size`.
  public init?(size: UInt64, hashes: [Digest]) {
    guard size.nonzeroBitCount == hashes.count else { return nil }
    self.size = size
    self.hashes = hashes
  }

  /// Adds a leaf hash at the right.
  public mutating func append(_ leaf: Digest) {
    var hash = leaf
    for _ in 0..<(~size).trailingZeroBitCount { hash = Merkle.node(hashes.removeLast(), hash) }
    hashes.append(hash)
    size += 1
  }

  /// The root of the tree; costs one hash for each one bit of the size but the first.
  public var root: Digest {
    guard var hash = hashes.last else { return Merkle.emptyRoot }
    for index in stride(from: hashes.count - 2, through: 0, by: -1) {
      hash = Merkle.node(hashes[index], hash)
    }
    return hash
  }

  /// The size and the root.
  public var head: Head { Head(size: size, root: root) }

  /// The hash of the complete subtree `index` at `level`, when it is one of the edge's.
  package func hash(level: Int, index: UInt64) -> Digest? {
    guard level < 64, size >> UInt64(level) & 1 == 1 else { return nil }
    guard (size >> UInt64(level)) - 1 == index else { return nil }
    let above = level == 63 ? 0 : (size >> UInt64(level + 1)).nonzeroBitCount
    return hashes[above]
  }
}

extension Frontier {
  /// The frontier as stored: the size in eight big-endian bytes, then the hashes.
  package var bytes: [UInt8] {
    [UInt8](capacity: 8 + 32 * hashes.count) { output in
      output.append(bigEndian: size)
      for hash in hashes { hash.append(to: &output) }
    }
  }

  /// Reads a stored frontier; nil when the bytes are not exactly one.
  package init?(bytes: [UInt8]) {
    guard bytes.count >= 8, bytes.count % 32 == 8 else { return nil }
    let hashes = stride(from: 8, to: bytes.count, by: 32).map {
      Digest(bytes.span.extracting($0..<$0 + 32))
    }
    self.init(size: bytes.span.bigEndian(at: 0), hashes: hashes)
  }
}
