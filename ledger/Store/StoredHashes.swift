import Bytes
import Synchronization

/// The hashes of a stored log: from its frontier, its tiles, and its last entries.
final class StoredHashes: TreeHashes {
  private let store: any Store
  private let frontier: Frontier?
  private let cache = Mutex<[Tile: [Digest]]>([:])

  /// Hashes of the log of a store; a frontier that was checked saves most look-ups.
  init(_ store: any Store, frontier: Frontier? = nil) {
    self.store = store
    self.frontier = frontier
  }

  func hash(level: Int, index: UInt64) throws(LedgerError) -> Digest {
    if let hash = frontier?.hash(level: level, index: index) { return hash }
    let count: UInt64 = 1 << UInt64(level % 8)
    let first = index * count
    let tile = Tile(level: level / 8, number: first / UInt64(Tile.width))
    let offset = Int(first % UInt64(Tile.width))
    let hashes = try hashes(of: tile)
    if offset + Int(count) <= hashes.count {
      return Merkle.root(over: Array(hashes[offset..<offset + Int(count)]))
    }
    guard tile.level == 0 else {
      throw LedgerError(
        .altered, "tile \(tile.level)/\(tile.number) is incomplete",
        hint: "run 'runledger rebuild'")
    }
    return Merkle.root(over: try leaves(first..<first + count))
  }

  /// The stored hashes of a tile, none if it has no row.
  func hashes(of tile: Tile) throws(LedgerError) -> [Digest] {
    if let hashes = cache.withLock({ $0[tile] }) { return hashes }
    guard let row = try store.row(.tiles, tile.key) else { return [] }
    let hashes = Tile.decode(row)
    cache.withLock { $0[tile] = hashes }
    return hashes
  }

  /// The leaf hashes of some entries, computed from their bytes.
  func leaves(_ range: Range<UInt64>) throws(LedgerError) -> [Digest] {
    var leaves: [Digest] = []
    try store.entries(range) { index, bytes throws(LedgerError) in
      leaves.append(Merkle.leaf(bytes))
      return true
    }
    guard leaves.count == range.count else {
      throw LedgerError(
        .altered, "entries are missing between @\(range.lowerBound) and @\(range.upperBound)",
        hint: "run 'runledger verify'")
    }
    return leaves
  }
}
