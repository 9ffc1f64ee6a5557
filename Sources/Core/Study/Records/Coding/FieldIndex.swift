import Bytes
import Codecs

/// Where the members of an encoded map lie.
///
/// Found in one pass, so that fields can be read in any order without making values of those that
/// nobody asks for.
struct FieldIndex: Sendable {
  /// Where one member lies: its key's text, and right behind it its value.
  struct Member: BitwiseCopyable, Sendable {
    var key: UInt32
    var value: UInt32
    var end: UInt32

    var keyRange: Range<Int> { Int(key)..<Int(value) }
    var valueRange: Range<Int> { Int(value)..<Int(end) }
  }

  private var members: [Member] = []

  /// How many members there are.
  var count: Int { members.count }

  /// Finds the members of the map that all of `range` encodes; anything but its one encoding is an
  /// error.
  init(_ bytes: [UInt8], _ range: Range<Int>) throws(CBORError) {
    let base = range.lowerBound
    var reader = CBORReader(bytes.span.extracting(range))
    let count = try reader.readMapHeader()
    members.reserveCapacity(count)
    var previous: Member?
    for _ in 0..<count {
      let start = reader.offset
      let length = try reader.skipText()
      let value = base + reader.offset
      try reader.skipValue()
      let member = Member(
        key: UInt32(value - length), value: UInt32(value), end: UInt32(base + reader.offset))
      if let previous { try FieldIndex.check(member, after: previous, in: bytes, at: start) }
      previous = member
      members.append(member)
    }
    try reader.finish()
  }

  /// The member at a place, in canonical order.
  subscript(place: Int) -> Member { members[place] }

  /// The member with a key; O(members).
  func member(_ name: String, in bytes: [UInt8]) -> Member? {
    let wanted = name.utf8Span.span
    for place in 0..<count {
      let member = self[place]
      guard member.keyRange.count == wanted.count else { continue }
      if bytes.span.extracting(member.keyRange).equals(wanted) { return member }
    }
    return nil
  }

  /// Shorter keys come first, then byte by byte.
  private static func check(
    _ member: Member, after previous: Member, in bytes: [UInt8], at offset: Int
  ) throws(CBORError) {
    let (left, right) = (previous.keyRange, member.keyRange)
    if left.count < right.count { return }
    if left.count == right.count {
      let (left, right) = (bytes.span.extracting(left), bytes.span.extracting(right))
      if left.precedes(right) { return }
      if left.equals(right) { throw CBORError(kind: .duplicateKey, offset: offset) }
    }
    throw CBORError(kind: .unsortedKey, offset: offset)
  }
}
