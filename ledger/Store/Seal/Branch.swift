import Bytes

/// The hashes of the sixteen nodes below one; those that are none are not stored.
struct Branch {
  private var children = [SealHash](repeating: .none, count: 16)

  init(_ bytes: [UInt8]) {
    guard bytes.count >= 2 else { return }
    let present = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
    var offset = 2
    for child in 0..<16 where present >> UInt16(child) & 1 == 1 {
      guard offset + 16 <= bytes.count else { return }
      children[child] = SealHash(
        high: bytes.span.bigEndian(at: offset), low: bytes.span.bigEndian(at: offset + 8))
      offset += 16
    }
  }

  subscript(child: Int) -> SealHash {
    get { children[child] }
    set { children[child] = newValue }
  }

  /// The node as stored; empty without children.
  var bytes: [UInt8] {
    var present: UInt16 = 0
    for child in 0..<16 where children[child] != .none { present |= 1 << UInt16(child) }
    guard present != 0 else { return [] }
    var bytes = [UInt8(present >> 8), UInt8(present & 0xff)]
    for child in children where child != .none {
      bytes.append(bigEndian: child.high)
      bytes.append(bigEndian: child.low)
    }
    return bytes
  }
}
