import Bytes

/// The rows whose paths end in one place, sorted by tag: 24 bytes each.
struct Bucket {
  private static let width = 24
  private(set) var bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func value(_ tag: UInt64) -> SealHash? {
    for offset in stride(from: 0, to: bytes.count - Self.width + 1, by: Self.width)
    where bytes.span.bigEndian(at: offset) == tag {
      return SealHash(
        high: bytes.span.bigEndian(at: offset + 8), low: bytes.span.bigEndian(at: offset + 16))
    }
    return nil
  }

  /// Merges changes that are sorted by tag.
  mutating func apply(_ changes: ArraySlice<(place: RowPlace, value: SealHash?)>) {
    var merged: [UInt8] = []
    merged.reserveCapacity(bytes.count + changes.count * Self.width)
    var offset = 0
    for change in changes {
      while offset < bytes.count, bytes.span.bigEndian(at: offset) < change.place.tag {
        merged += bytes[offset..<offset + Self.width]
        offset += Self.width
      }
      if offset < bytes.count, bytes.span.bigEndian(at: offset) == change.place.tag {
        offset += Self.width
      }
      guard let value = change.value else { continue }
      merged.append(bigEndian: change.place.tag)
      merged.append(bigEndian: value.high)
      merged.append(bigEndian: value.low)
    }
    merged += bytes[min(offset, bytes.count)...]
    bytes = merged
  }
}
