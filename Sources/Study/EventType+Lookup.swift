import Bytes

extension EventType {
  /// The type of a name, or nil when this version has none.
  ///
  /// O(size of the name).
  public static func named(_ name: Span<UInt8>) -> EventType? {
    var slot = hash(name) & slotMask
    while let type = slots[slot] {
      if name.equals(type.name) { return type }
      slot = (slot + 1) & slotMask
    }
    return nil
  }

  /// The same for a name in a string.
  public static func named(_ name: String) -> EventType? {
    let text = name.utf8Span
    return named(text.span)
  }

  private static let slotMask = 255

  /// A hash table without removal, at most a quarter full.
  private static let slots: [EventType?] = {
    var slots = [EventType?](repeating: nil, count: slotMask + 1)
    for type in all {
      var slot = hash(type.name) & slotMask
      while slots[slot] != nil { slot = (slot + 1) & slotMask }
      slots[slot] = type
    }
    return slots
  }()

  private static func hash(_ name: [UInt8]) -> Int { hash(name.span) }

  /// FNV-1a of 32 bits, folded.
  private static func hash(_ name: Span<UInt8>) -> Int {
    var hash: UInt32 = 0x811c_9dc5
    for index in name.indices { hash = (hash ^ UInt32(name[index])) &* 0x0100_0193 }
    return Int(hash ^ hash >> 16)
  }
}
