import Bytes
import Crypto

/// One remembered head: what is kept outside of the log about how far it once was.
struct HeadRecord: Equatable, Sendable {
  /// Counts the records of one place.
  var counter: UInt64
  /// The highest head that was acknowledged.
  var head: Head
  /// The last signed checkpoint then, for readers without the ledger's key; empty when too long.
  var checkpoint: String

  /// Bytes of a slot.
  static let slotSize = 512

  private static let mark = Array("runledger-head/1".utf8)
  private static let textMax = slotSize - mark.count - 8 - 8 - 32 - 2 - KeyedHash.size

  init(counter: UInt64, head: Head, checkpoint: String) {
    self.counter = counter
    self.head = head
    self.checkpoint = checkpoint
  }

  /// Reads a slot; nil when it is not one, or not one of the key.
  init?(slot: [UInt8], _ key: KeyedHash?) {
    guard slot.count == Self.slotSize, slot.starts(with: Self.mark) else { return nil }
    let signed = slot.count - KeyedHash.size
    if let key {
      guard Secrets.areEqual(key.hash(Array(slot[..<signed])), Array(slot[signed...])) else {
        return nil
      }
    }
    let start = Self.mark.count
    counter = slot.span.bigEndian(at: start)
    head = Head(
      size: slot.span.bigEndian(at: start + 8),
      root: Digest(slot.span.extracting(start + 16..<start + 48)))
    let count = Int(slot[start + 48]) << 8 | Int(slot[start + 49])
    guard count <= Self.textMax else { return nil }
    checkpoint = String(decoding: slot[(start + 50)..<(start + 50 + count)], as: UTF8.self)
  }

  /// The slot as it is written: mark, counter, head, checkpoint, zeros, and the hash over them.
  func slot(_ key: KeyedHash) -> [UInt8] {
    var bytes = Self.mark
    bytes.append(bigEndian: counter)
    bytes.append(bigEndian: head.size)
    bytes += head.root.bytes
    let text = checkpoint.utf8.count <= Self.textMax ? Array(checkpoint.utf8) : []
    bytes += [UInt8(text.count >> 8), UInt8(text.count & 0xff)] + text
    bytes += [UInt8](repeating: 0, count: Self.slotSize - KeyedHash.size - bytes.count)
    return bytes + key.hash(bytes)
  }
}
