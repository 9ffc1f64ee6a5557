import Bytes
import Crypto

/// What every commit writes over all derived rows: the root of their trie, and a hash of it
/// together with the frontier and the last checkpoint.
struct Seal: Equatable, Sendable {
  /// The number of levels above the buckets.
  var levels: Int
  /// The hash of the root of the trie.
  var root: SealHash

  /// The levels of a new log; enough for some millions of rows.
  static let levelsMin = 4
  /// The most levels, which use up the bits of a path.
  static let levelsMax = 8
  /// A level more is taken when buckets would have more rows than this.
  private static let bucketRows = 64

  /// How many levels a rebuild gives a number of rows.
  static func levels(for rows: Int) -> Int {
    var levels = levelsMin
    while levels < levelsMax, rows >> (4 * levels) > bucketRows { levels += 1 }
    return levels
  }

  init(levels: Int, root: SealHash) {
    self.levels = levels
    self.root = root
  }

  /// Reads a stored seal; nil unless the key vouches for it and the rows beside it.
  init?(_ bytes: [UInt8], _ key: SealKey, frontier: [UInt8], checkpoint: [UInt8]?) {
    guard bytes.count == 17 + KeyedHash.size,
      (Self.levelsMin...Self.levelsMax).contains(Int(bytes[0])),
      Secrets.areEqual(
        Array(bytes[17...]),
        key.seal(Array(bytes[..<17]), frontier: frontier, checkpoint: checkpoint))
    else { return nil }
    levels = Int(bytes[0])
    root = SealHash(high: bytes.span.bigEndian(at: 1), low: bytes.span.bigEndian(at: 9))
  }

  /// The row as stored.
  func bytes(_ key: SealKey, frontier: [UInt8], checkpoint: [UInt8]?) -> [UInt8] {
    let trie = [UInt8(levels)] + root.bytes
    return trie + key.seal(trie, frontier: frontier, checkpoint: checkpoint)
  }
}
