import Bytes
import Crypto

/// The bytes of a state, and their SHA-256.
///
/// Integers are eight bytes and so are numbers, by their bit pattern; texts and lists begin with
/// their count. Lowest byte first.
struct StateDigester: StateCoder {
  private(set) var bytes: [UInt8] = []

  init() { bytes.reserveCapacity(8192) }

  /// The digest of a state; the buffer is kept for the next one.
  mutating func digest<T: Coded>(of state: inout T) -> Digest {
    bytes.removeAll(keepingCapacity: true)
    state.code(&self)
    return SHA256.hash(bytes)
  }

  @inline(__always)
  private mutating func word(_ value: UInt64) {
    bytes.append(addingCapacity: 8) { output in
      var rest = value
      for _ in 0..<8 {
        output.append(UInt8(truncatingIfNeeded: rest))
        rest >>= 8
      }
    }
  }

  mutating func scalar(_ value: inout Int) { word(UInt64(bitPattern: Int64(value))) }
  mutating func scalar(_ value: inout Double) { word(value.bitPattern) }
  mutating func scalar(_ value: inout Bool) { bytes.append(value ? 1 : 0) }
  mutating func scalar(_ value: inout String) {
    word(UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }
  mutating func field<T: Coded>(_ name: String, _ value: inout T) { value.code(&self) }
  mutating func list<T: Coded>(_ values: inout [T]) {
    word(UInt64(values.count))
    for index in values.indices { values[index].code(&self) }
  }
}
