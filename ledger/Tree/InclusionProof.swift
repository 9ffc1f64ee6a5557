public import Bytes

/// Shows that a leaf is in a log of a given size and root (RFC 9162 section 2.1.3).
public struct InclusionProof: Equatable, Sendable {
  /// The index of the leaf.
  public var index: UInt64
  /// The number of leaves of the log.
  public var size: UInt64
  /// The siblings from the leaf up to the root.
  public var path: [Digest]

  /// Makes a proof from its parts, unchecked.
  public init(index: UInt64, size: UInt64, path: [Digest]) {
    self.index = index
    self.size = size
    self.path = path
  }

  /// Makes the proof for a leaf; nil when the log of that size does not hold it.
  public init?(
    index: UInt64, size: UInt64, in hashes: some TreeHashes
  ) throws(LedgerError) {
    guard index < size else { return nil }
    var path: [Digest] = []
    var low: UInt64 = 0
    var high = size
    // From the root down to the leaf, noting the subtree not entered.
    while high - low > 1 {
      let middle = low + Merkle.split(high - low)
      if index < middle {
        path.append(try hashes.range(middle, high))
        high = middle
      } else {
        path.append(try hashes.range(low, middle))
        low = middle
      }
    }
    self.init(index: index, size: size, path: path.reversed())
  }

  /// Whether the proof leads from this leaf hash to this root.
  public func holds(leaf: Digest, root: Digest) -> Bool { self.root(over: leaf) == root }

  /// The root that the proof leads to from a leaf hash; nil when it is no proof of that size.
  public func root(over leaf: Digest) -> Digest? {
    guard index < size else { return nil }
    var position = index
    var last = size - 1
    var hash = leaf
    for sibling in path {
      if last == 0 { return nil }
      if position & 1 == 1 || position == last {
        hash = Merkle.node(sibling, hash)
        // The right edge is promoted unchanged through the levels where it has no sibling.
        while position & 1 == 0 && position != 0 {
          position >>= 1
          last >>= 1
        }
      } else {
        hash = Merkle.node(hash, sibling)
      }
      position >>= 1
      last >>= 1
    }
    return last == 0 ? hash : nil
  }
}
