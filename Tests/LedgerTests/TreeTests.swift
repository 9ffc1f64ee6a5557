import Bytes
import Codecs
import TestKit
import Testing

@testable import Ledger
@testable import LedgerFormat

@Suite struct TreeTests {
  let vectors: ValueMap

  init() throws {
    vectors = try found(JSON.decode(Vectors.bytes("ledger/vectors/published/vec.json")).asMap)
  }

  func digests(_ name: String) throws -> [Digest] {
    try found(vectors[name]?.asArray).map { try found(Digest(hex: found($0.asText))) }
  }

  @Test func `the roots of the reference tree come out`() throws {
    let leaves = try found(vectors["leaves"]?.asArray).map {
      try found(Hex.decode(found($0.asText)))
    }
    #expect(leaves.map { Merkle.leaf($0) } == (try digests("leafhash")))
    var frontier = Frontier()
    var roots = [frontier.root]
    for leaf in leaves {
      frontier.append(Merkle.leaf(leaf))
      roots.append(frontier.root)
    }
    #expect(roots == (try digests("roots")))
    #expect(
      Merkle.leaf(Array("L123456".utf8)).hex
        == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56")
  }

  @Test func `the published proofs come out and hold`() throws {
    let leaves = try digests("leafhash")
    let roots = try digests("roots")
    let tree = MemoryHashes(leaves: leaves)
    for (index, size) in [(0, 8), (5, 8), (2, 3), (1, 5)] {
      let proof = try found(InclusionProof(index: UInt64(index), size: UInt64(size), in: tree))
      #expect(proof.path == (try digests("incl_\(index)_\(size)")))
      #expect(proof.holds(leaf: leaves[index], root: roots[size]))
    }
    for (first, second) in [(1, 8), (6, 8), (2, 5), (3, 7)] {
      let proof = try found(ConsistencyProof(from: UInt64(first), to: UInt64(second), in: tree))
      #expect(proof.path == (try digests("cons_\(first)_\(second)")))
      #expect(proof.holds(firstRoot: roots[first], secondRoot: roots[second]))
    }
  }

  @Test func `every inclusion proof up to size 100 holds, and no corrupted one does`() throws {
    let leaves = (0..<100).map { Merkle.leaf([UInt8($0)]) }
    for size in 1...100 {
      let tree = MemoryHashes(leaves: Array(leaves[..<size]))
      let root = try tree.root(at: UInt64(size))
      for index in 0..<size {
        let proof = try found(InclusionProof(index: UInt64(index), size: UInt64(size), in: tree))
        guard proof.holds(leaf: leaves[index], root: root) else {
          Issue.record("proof \(index) of \(size)")
          continue
        }
        for corrupted in corruptions(of: proof.path) {
          let forged = InclusionProof(index: proof.index, size: proof.size, path: corrupted)
          #expect(!forged.holds(leaf: leaves[index], root: root))
        }
        #expect(!proof.holds(leaf: root, root: root) || size == 1)
        var moved = proof
        moved.index = UInt64((index + 1) % size)
        #expect(!moved.holds(leaf: leaves[index], root: root) || size == 1)
      }
    }
  }

  @Test func `every consistency proof up to size 100 holds, and no corrupted one does`() throws {
    let leaves = (0..<100).map { Merkle.leaf([UInt8($0)]) }
    let roots = (0...100).map { Merkle.root(over: Array(leaves[..<$0])) }
    let tree = MemoryHashes(leaves: leaves)
    for second in 0...100 {
      for first in 0...second {
        let proof = try found(ConsistencyProof(from: UInt64(first), to: UInt64(second), in: tree))
        #expect(proof.holds(firstRoot: roots[first], secondRoot: roots[second]))
        for corrupted in corruptions(of: proof.path) {
          let forged = ConsistencyProof(
            first: proof.first, second: proof.second, path: corrupted)
          #expect(!forged.holds(firstRoot: roots[first], secondRoot: roots[second]))
        }
      }
    }
  }

  /// Each hash changed, each removed, one added at either end, two swapped.
  private func corruptions(of path: [Digest]) -> [[Digest]] {
    var corruptions = [path + [Digest.zero], [Digest.zero] + path]
    for index in path.indices {
      var changed = path
      changed[index] = Merkle.node(path[index], path[index])
      var shortened = path
      shortened.remove(at: index)
      corruptions += [changed, shortened]
      if index > 0, path[index] != path[index - 1] {
        var swapped = path
        swapped.swapAt(index, index - 1)
        corruptions.append(swapped)
      }
    }
    return corruptions
  }

  @Test func `a frontier survives storing and knows its own subtrees`() throws {
    var frontier = Frontier()
    for size in 0..<70 {
      #expect(Frontier(bytes: frontier.bytes) == frontier)
      let tree = MemoryHashes(leaves: (0..<size).map { Merkle.leaf([UInt8($0)]) })
      #expect(try tree.frontier(at: UInt64(size)) == frontier)
      frontier.append(Merkle.leaf([UInt8(size)]))
    }
    #expect(Frontier(bytes: Array(frontier.bytes.dropLast())) == nil)
    #expect(Frontier(size: 3, hashes: [Digest.zero]) == nil)
  }

  @Test func `the tiles of 70000 leaves are the published ones`() throws {
    let expected = try found(vectors["tiles70000"]?.asMap)
    let store = MemoryStore()
    var builder = TileBuilder()
    var frontier = Frontier()
    var changes = StoreChanges()
    for index in 0..<UInt32(70_000) {
      var bytes: [UInt8] = []
      bytes.append(bigEndian: index)
      changes.entries.append(bytes)
      builder.append(Merkle.leaf(bytes))
      frontier.append(Merkle.leaf(bytes))
    }
    for (tile, hashes) in builder.takeFinished() + builder.partialRows {
      changes.put(.tiles, tile.key, Tile.encode(hashes))
    }
    try store.commit(changes)
    let hashes = StoredHashes(store)
    #expect(frontier.root.hex == expected["root"]?.asText)
    #expect(try hashes.root(at: 70_000).hex == expected["root"]?.asText)
    func digest(_ level: Int, _ number: UInt64, _ name: String) throws {
      let row = try found(store.row(.tiles, Tile(level: level, number: number).key))
      let digest = row.count == 32 ? Hex.encode(row) : Hashing.digest(of: row).hex
      #expect(digest == expected[name]?.asText)
    }
    try digest(0, 0, "tile/0/000")
    try digest(1, 0, "tile/1/000")
    try digest(1, 1, "tile/1/001.p/17")
    try digest(2, 0, "tile/2/000.p/1")
    let last = Tile.encode(builder.open[0])
    #expect(Hashing.digest(of: last).hex == expected["tile/0/273.p/112"]?.asText)
  }

  @Test func `completing a tile changes the rows the builder makes`() throws {
    let leaves = (0..<UInt32(256 * 257)).map { index in
      var bytes: [UInt8] = []
      bytes.append(bigEndian: index)
      return Merkle.leaf(bytes)
    }
    var rows: [Tile: [Digest]] = [:]
    var builder = TileBuilder()
    for (index, leaf) in leaves.enumerated() {
      builder.append(leaf)
      guard index % 256 == 255 else { continue }
      let completed = try Tile.rows(
        completing: UInt64(index / 256), leaves: Array(leaves[index - 255...index])
      ) { tile throws(LedgerError) in rows[tile] ?? [] }
      for (tile, hashes) in completed { rows[tile] = hashes }
    }
    for (tile, hashes) in builder.takeFinished() + builder.partialRows {
      #expect(rows[tile] == hashes)
      rows[tile] = nil
    }
    #expect(rows.isEmpty)
  }
}
