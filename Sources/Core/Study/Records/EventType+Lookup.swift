import Bytes

extension EventType {
  /// The type of a name, or nil when this version has none.
  ///
  /// O(size of the name).
  public static func named(_ name: Span<UInt8>) -> EventType? {
    var slot = name.nameHash & slotMask
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
      let name = type.name
      var slot = name.span.nameHash & slotMask
      while slots[slot] != nil { slot = (slot + 1) & slotMask }
      slots[slot] = type
    }
    return slots
  }()
}
