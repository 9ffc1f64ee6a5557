package import Bytes

/// The tiles of a growing tree, of which only the unfinished are kept.
package struct TileBuilder: Sendable {
  /// A tile that has become full and was not yet taken.
  package private(set) var finished: [(tile: Tile, hashes: [Digest])] = []
  /// The last tile of each level, with fewer than 256 hashes.
  package private(set) var open: [[Digest]] = [[]]
  private var numbers: [UInt64] = [0]

  package init() {}

  package mutating func append(_ leaf: Digest) { append(leaf, level: 0) }

  private mutating func append(_ hash: Digest, level: Int) {
    if level == open.count {
      open.append([])
      numbers.append(0)
    }
    open[level].append(hash)
    guard open[level].count == Tile.width else { return }
    let hashes = open[level]
    finished.append((Tile(level: level, number: numbers[level]), hashes))
    open[level] = []
    numbers[level] += 1
    append(Merkle.root(over: hashes), level: level + 1)
  }

  /// Hands out the tiles that have become full since the last time.
  package mutating func takeFinished() -> [(tile: Tile, hashes: [Digest])] {
    defer { finished = [] }
    return finished
  }

  /// The rows of the levels above the lowest that are not full, which are stored all the same.
  package var partialRows: [(tile: Tile, hashes: [Digest])] {
    open.indices.dropFirst().compactMap { level in
      open[level].isEmpty
        ? nil : (Tile(level: level, number: numbers[level]), open[level])
    }
  }
}
