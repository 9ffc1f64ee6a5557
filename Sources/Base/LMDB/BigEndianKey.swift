/// A number as a key: eight bytes, big-endian, so that the order of keys is that of numbers.
///
/// No allocation.
public struct BigEndianKey: Sendable {
  private let bytes: InlineArray<8, UInt8>

  public init(_ number: UInt64) {
    bytes = InlineArray { UInt8(truncatingIfNeeded: number >> (56 - 8 * UInt64($0))) }
  }

  /// The key's bytes.
  public var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span }
  }

  /// The number of a key, or nil unless it has eight bytes.
  public static func number(_ key: Span<UInt8>) -> UInt64? {
    guard key.count == 8 else { return nil }
    var number: UInt64 = 0
    for index in key.indices { number = number << 8 | UInt64(key[index]) }
    return number
  }
}
