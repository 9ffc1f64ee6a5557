import Bytes
import Crypto

/// The kinds of derived rows that are vouched for.
enum SealedRow: UInt8, Sendable {
  /// An accepted command: identifier to the index of its entry.
  case command = 1
  /// A row of the `states` table.
  case state
  /// Where an author stands.
  case author
  /// The table of keys.
  case authority
}

/// The hashes behind the seal, each over what it is a hash of.
///
/// The key follows from the ledger's own and the first entry: whoever can sign checkpoints can
/// seal, and nobody else.
struct SealKey: Sendable {
  let hash: KeyedHash

  /// The key of the log that begins with an entry.
  init(_ key: Signer, first leaf: Digest) {
    hash = key.secret.keyedHash(for: Array("runledger/seal/v1".utf8) + [0] + leaf.bytes)
  }

  func place(_ row: SealedRow, _ key: [UInt8]) -> RowPlace {
    let words = hash.shortHash([1, row.rawValue] + key)
    return RowPlace(path: UInt32(truncatingIfNeeded: words.high >> 32), tag: words.low)
  }

  func value(_ row: SealedRow, _ key: [UInt8], _ value: [UInt8]) -> SealHash {
    var bytes: [UInt8] = [2, row.rawValue]
    bytes.reserveCapacity(10 + key.count + value.count)
    bytes.append(bigEndian: UInt64(key.count))
    bytes += key
    bytes += value
    return short(bytes)
  }

  func node(_ node: TrieNode, _ bytes: [UInt8]) -> SealHash { short([3] + node.key + bytes) }

  /// The hash over everything: the trie, and the two rows that stand beside it.
  func seal(_ trie: [UInt8], frontier: [UInt8], checkpoint: [UInt8]?) -> [UInt8] {
    var bytes: [UInt8] = [4]
    for part in [trie, frontier, checkpoint ?? []] {
      bytes.append(bigEndian: UInt64(part.count))
      bytes += part
    }
    return hash.hash(bytes)
  }

  private func short(_ bytes: [UInt8]) -> SealHash {
    let words = hash.shortHash(bytes)
    // Zero stands for no node; it is as likely as to guess the key.
    return SealHash(high: words.high, low: words.low)
  }
}
