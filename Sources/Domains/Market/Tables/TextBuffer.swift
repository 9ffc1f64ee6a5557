/// Bytes that are being written one after the other: room is made ahead, so that a byte costs no
/// more than its store, and what was written is let go without giving the room back.
struct TextBuffer {
  private var storage: [UInt8] = []
  /// How many bytes were written.
  private(set) var count = 0

  /// What was written.
  var span: Span<UInt8> {
    @_lifetime(borrow self) get { storage.span.extracting(0..<count) }
  }

  /// The same, copied out.
  var bytes: [UInt8] { Array(storage[..<count]) }

  /// Makes room for further bytes.
  @inline(__always)
  mutating func reserve(_ more: Int) {
    if count + more > storage.count { grow(more) }
  }

  @inline(never)
  private mutating func grow(_ more: Int) {
    let size = max(256, storage.count * 2, count + more)
    storage += [UInt8](repeating: 0, count: size - storage.count)
  }

  /// Writes a byte.
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    storage[count] = byte
    count += 1
  }

  /// Writes two bytes.
  @inline(__always)
  mutating func append(_ first: UInt8, _ second: UInt8) {
    reserve(2)
    do {
      let place = count
      var room = storage.mutableSpan
      room[place] = first
      room[place + 1] = second
    }
    count += 2
  }

  /// Writes bytes.
  @inline(__always)
  mutating func append(_ bytes: borrowing Span<UInt8>) {
    reserve(bytes.count)
    var place = count
    do {
      var room = storage.mutableSpan
      for index in bytes.indices {
        room[place] = bytes[index]
        place &+= 1
      }
    }
    count = place
  }

  /// Writes a text.
  @inline(__always)
  mutating func append(_ text: String) {
    append(text.utf8.span)
  }

  /// Writes again what was written before.
  @inline(__always)
  mutating func repeatBytes(_ range: Range<Int>) {
    reserve(range.count)
    var place = count
    do {
      var room = storage.mutableSpan
      for index in range {
        room[place] = room[index]
        place &+= 1
      }
    }
    count = place
  }

  /// Writes numbers of two digits, each behind its mark.
  @inline(__always)
  mutating func append(_ parts: InlineArray<3, (mark: UInt8, number: Int64)>) {
    reserve(9)
    var place = count
    do {
      var room = storage.mutableSpan
      for index in parts.indices {
        room[place] = parts[index].mark
        room[place + 1] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: parts[index].number / 10)
        room[place + 2] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: parts[index].number % 10)
        place &+= 3
      }
    }
    count = place
  }

  /// Writes the digits of a number, at least `width` of them.
  @inline(__always)
  mutating func append(digits number: UInt64, width: Int = 1) {
    var size = width
    var bound: UInt64 = 10
    for _ in 1..<width { bound &*= 10 }
    while number >= bound, size < 20 {
      size += 1
      let (next, isOver) = bound.multipliedReportingOverflow(by: 10)
      if isOver { break }
      bound = next
    }
    reserve(size)
    var rest = number
    var place = count + size
    while place > count {
      place -= 1
      let next = rest / 10
      storage[place] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- next &* 10)
      rest = next
    }
    count += size
  }

  /// Lets go of everything, and keeps the room.
  mutating func clear() { count = 0 }
}
