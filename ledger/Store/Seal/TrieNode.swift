import Bytes

/// A node of the trie: sixteen children above, a bucket of rows at the lowest level.
struct TrieNode: Hashable, Sendable {
  var level: UInt8
  var number: UInt32

  init(level: Int, number: UInt32) {
    self.level = UInt8(level)
    self.number = number
  }

  /// The node of a level on the path of a place.
  init(level: Int, on path: UInt32) {
    self.init(level: level, number: path >> UInt32(32 - 4 * level))
  }

  /// The node of a row's key; nil when the key is none.
  init?(_ key: Span<UInt8>) {
    guard key.count == 5 else { return nil }
    self.init(level: Int(key[0]), number: key.bigEndian(at: 1))
  }

  /// Where the node stands among the rows, from 1 on.
  var order: UInt64 { UInt64(level) << 32 + UInt64(number) + 1 }

  /// The key of the node's row.
  var key: [UInt8] {
    [UInt8](capacity: 5) { output in
      output.append(level)
      output.append(bigEndian: number)
    }
  }
}
