public import Bytes

/// Shows that a log only grew between two sizes (RFC 9162 section 2.1.4).
public struct ConsistencyProof: Equatable, Sendable {
  /// The smaller size.
  public var first: UInt64
  /// The larger size.
  public var second: UInt64
  /// The hashes, in the order of the RFC.
  public var path: [Digest]

  /// Makes a proof from its parts, unchecked.
  public init(first: UInt64, second: UInt64, path: [Digest]) {
    self.first = first
    self.second = second
    self.path = path
  }

  /// Makes the proof between two sizes; nil when the first is the larger.
  ///
  /// Nothing has to be shown from size 0 or between equal sizes: the path is empty.
  public init?(
    from first: UInt64, to second: UInt64, in hashes: some TreeHashes
  ) throws(LedgerError) {
    guard first <= second else { return nil }
    var path: [Digest] = []
    if first != 0 && first != second {
      var low: UInt64 = 0
      var high = second
      // Down along the edge of the smaller tree, noting the subtree not entered.
      while first != high {
        let middle = low + Merkle.split(high - low)
        if first <= middle {
          path.append(try hashes.range(middle, high))
          high = middle
        } else {
          path.append(try hashes.range(low, middle))
          low = middle
        }
      }
      // A smaller tree that is one complete subtree is known to who checks: it is the first root.
      if low != 0 { path.append(try hashes.range(low, high)) }
      path.reverse()
    }
    self.init(first: first, second: second, path: path)
  }

  /// Whether the proof leads from the first root to the second.
  public func holds(firstRoot: Digest, secondRoot: Digest) -> Bool {
    if first > second { return false }
    if first == 0 { return path.isEmpty && firstRoot == Merkle.emptyRoot }
    if first == second { return path.isEmpty && firstRoot == secondRoot }
    var path = self.path[...]
    var position = first - 1
    var last = second - 1
    while position & 1 == 1 {
      position >>= 1
      last >>= 1
    }
    var start = firstRoot
    if first & (first - 1) != 0 {
      guard let hash = path.popFirst() else { return false }
      start = hash
    }
    var small = start
    var large = start
    for sibling in path {
      if last == 0 { return false }
      if position & 1 == 1 || position == last {
        small = Merkle.node(sibling, small)
        large = Merkle.node(sibling, large)
        while position & 1 == 0 && position != 0 {
          position >>= 1
          last >>= 1
        }
      } else {
        large = Merkle.node(large, sibling)
      }
      position >>= 1
      last >>= 1
    }
    return last == 0 && small == firstRoot && large == secondRoot
  }
}
