import Bytes
import Ledger

/// The bytes of the rows that the index of the views keeps.
enum IndexKey {
  /// The longest name that is a key by itself; a row's key has 511 bytes at the most.
  private static let nameMax = 400

  /// A name as a key: itself, or its digest where it is too long or would be taken for another.
  static func name(_ name: String) -> [UInt8] {
    let bytes = Array(name.utf8)
    if bytes.count <= nameMax, !bytes.contains(0) { return bytes }
    return Array("#\(Hashing.digest(of: bytes).hex)".utf8)
  }

  /// The key of an entry under a name: the name, a zero and the entry's number.
  static func key(_ name: String, _ entry: UInt64) -> [UInt8] {
    Self.name(name) + [0] + number(entry)
  }

  /// A number in eight bytes whose order is the number's.
  static func number(_ number: UInt64) -> [UInt8] {
    stride(from: UInt64(56), through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// The number in the last eight bytes.
  static func number(_ bytes: Span<UInt8>) -> UInt64 {
    var number: UInt64 = 0
    for index in (bytes.count - 8)..<bytes.count { number = number << 8 | UInt64(bytes[index]) }
    return number
  }

  /// Whether two keys are of the same name, whatever their entries.
  static func isSameName(_ key: Span<UInt8>, _ other: [UInt8]) -> Bool {
    guard key.count == other.count else { return false }
    for index in 0..<(key.count - 8) where key[index] != other[index] { return false }
    return true
  }

  /// The places of events in their entry, in two bytes each.
  static func bytes(_ ordinals: [Int]) -> [UInt8] {
    ordinals.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
  }

  /// The places that ``bytes(_:)`` wrote.
  static func ordinals(_ value: Span<UInt8>) -> [Int] {
    stride(from: 0, to: value.count - 1, by: 2).map { Int(value[$0]) << 8 | Int(value[$0 + 1]) }
  }
}
