import Bytes

/// What is known under some fixed names: a hash table without removal, at most a quarter full.
///
/// Names are looked up as bytes, so that nobody makes a string of them; O(size of the name).
struct NameTable<Value: Sendable>: Sendable {
  private let slots: [(name: [UInt8], value: Value)?]

  /// A table of values by their names, each of which occurs once.
  init(_ values: [Value], named name: (Value) -> String) {
    var size = 64
    while size < 4 * values.count { size *= 2 }
    var slots = [(name: [UInt8], value: Value)?](repeating: nil, count: size)
    for value in values {
      let name = Array(name(value).utf8)
      var slot = name.span.nameHash & (size - 1)
      while slots[slot] != nil { slot = (slot + 1) & (size - 1) }
      slots[slot] = (name, value)
    }
    self.slots = slots
  }

  /// The value of a name; nil when it is not in the table.
  subscript(name: Span<UInt8>) -> Value? {
    var slot = name.nameHash & (slots.count - 1)
    while let known = slots[slot] {
      if name.equals(known.name) { return known.value }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }
}
