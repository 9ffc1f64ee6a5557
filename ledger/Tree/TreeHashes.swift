public import Bytes

/// Something that knows the hashes of the complete subtrees of a log.
///
/// Subtree `index` at `level` covers the leaves from `index << level` up to `(index + 1) << level`.
/// It is only ever asked for subtrees that lie wholly within the log.
public protocol TreeHashes {
  /// The hash of a complete subtree.
  func hash(level: Int, index: UInt64) throws(LedgerError) -> Digest
}

extension TreeHashes {
  /// The root over the leaves `low..<high`, where `low` is a multiple of the size of the subtree.
  func range(_ low: UInt64, _ high: UInt64) throws(LedgerError) -> Digest {
    let count = high - low
    if count & (count - 1) == 0 {
      let level = count.trailingZeroBitCount
      return try hash(level: level, index: low >> UInt64(level))
    }
    let middle = low + Merkle.split(count)
    return Merkle.node(try range(low, middle), try range(middle, high))
  }

  /// The root of the log at an earlier or the present size.
  public func root(at size: UInt64) throws(LedgerError) -> Digest {
    size == 0 ? Merkle.emptyRoot : try range(0, size)
  }

  /// The right edge of the log at an earlier or the present size.
  package func frontier(at size: UInt64) throws(LedgerError) -> Frontier {
    var hashes: [Digest] = []
    for level in (0..<64).reversed() where size >> UInt64(level) & 1 == 1 {
      hashes.append(try hash(level: level, index: (size >> UInt64(level)) - 1))
    }
    guard let frontier = Frontier(size: size, hashes: hashes) else {
      preconditionFailure("one hash was taken for each one bit")
    }
    return frontier
  }
}

/// The hashes of a tree whose leaf hashes are all in memory.
public struct MemoryHashes: TreeHashes {
  private var levels: [[Digest]]

  /// Builds the complete subtrees over some leaf hashes.
  public init(leaves: [Digest]) {
    levels = [leaves]
    while let below = levels.last, below.count > 1 {
      levels.append(
        stride(from: 0, to: below.count - 1, by: 2).map { Merkle.node(below[$0], below[$0 + 1]) })
    }
  }

  /// The hash of a complete subtree.
  public func hash(level: Int, index: UInt64) throws(LedgerError) -> Digest {
    levels[level][Int(index)]
  }
}
