package import Bytes

/// The place of a tile: 256 hashes of one level of the tree, of which the last tile has fewer.
///
/// Level 0 holds leaf hashes and each level above the roots of the full tiles below, so a tile of
/// level l spans 256^(l+1) leaves. Only full tiles of level 0 are stored: its last leaves are
/// hashed again from their entries when they are needed.
package struct Tile: Hashable, Sendable {
  package static let width = 256

  package var level: Int
  package var number: UInt64

  /// The key of the row: the level in one byte, the number in eight.
  package var key: [UInt8] {
    [UInt8](capacity: 9) { output in
      output.append(UInt8(level))
      output.append(bigEndian: number)
    }
  }

  /// Reads a key; nil when it is not one.
  package init?(key: [UInt8]) {
    guard key.count == 9 else { return nil }
    level = Int(key[0])
    number = key.span.bigEndian(at: 1)
  }

  package init(level: Int, number: UInt64) {
    self.level = level
    self.number = number
  }

  package static func encode(_ hashes: [Digest]) -> [UInt8] {
    [UInt8](capacity: 32 * hashes.count) { output in
      for hash in hashes { hash.append(to: &output) }
    }
  }

  package static func decode(_ row: [UInt8]) -> [Digest] {
    stride(from: 0, to: row.count - row.count % 32, by: 32).map { start in
      Digest(row.span.extracting(start..<start + 32))
    }
  }

  /// The rows that change when the level-0 tile `number` becomes full.
  ///
  /// `stored` answers with the present hashes of a tile of a level above, none if it has no row.
  package static func rows(
    completing number: UInt64, leaves: [Digest],
    stored: (Tile) throws(LedgerError) -> [Digest]
  ) throws(LedgerError) -> [(tile: Tile, hashes: [Digest])] {
    precondition(leaves.count == width, "a full tile has \(width) hashes")
    var rows = [(tile: Tile(level: 0, number: number), hashes: leaves)]
    while let last = rows.last, last.hashes.count == width {
      let above = Tile(level: last.tile.level + 1, number: last.tile.number / UInt64(width))
      var hashes = Array(try stored(above).prefix(Int(last.tile.number % UInt64(width))))
      hashes.append(Merkle.root(over: last.hashes))
      rows.append((above, hashes))
    }
    return rows
  }
}
