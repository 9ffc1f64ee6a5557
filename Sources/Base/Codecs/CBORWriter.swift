public import Bytes

/// Writes deterministic CBOR item by item, for layouts that are more than a ``Value``.
///
/// The writer chooses every shortest form. What it cannot know is the caller's duty: as many items
/// as a header announced, and map keys in ascending order.
public struct CBORWriter: Sendable {
  /// What has been written so far.
  public private(set) var bytes: [UInt8] = []

  /// Starts empty, with room for `capacity` bytes before the first reallocation.
  public init(capacity: Int = 0) {
    bytes.reserveCapacity(capacity)
  }

  /// Writes an integer without sign.
  public mutating func unsigned(_ value: UInt64) { head(0x00, value) }

  /// Writes an integer with sign.
  public mutating func int(_ value: Int64) {
    // A negative n is stored as -1 - n, which is its complement.
    if value < 0 { head(0x20, UInt64(~value)) } else { head(0x00, UInt64(value)) }
  }

  /// Writes a byte string.
  public mutating func bytes(_ value: [UInt8]) {
    head(0x40, UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Writes borrowed bytes as a byte string.
  public mutating func bytes(_ value: Span<UInt8>) {
    head(0x40, UInt64(value.count))
    bytes.append(contentsOf: value)
  }

  /// Writes a digest as a byte string of 32 bytes.
  public mutating func digest(_ value: Digest) {
    head(0x40, UInt64(Digest.size))
    bytes.append(addingCapacity: Digest.size) { output in value.append(to: &output) }
  }

  /// Writes a text.
  public mutating func text(_ value: String) {
    head(0x60, UInt64(value.utf8.count))
    bytes.append(contentsOf: value.utf8Span.span)
  }

  /// Writes the header of an array; its `count` elements follow.
  public mutating func array(_ count: Int) { head(0x80, UInt64(count)) }

  /// Writes the header of a map; its `count` pairs of key and value follow, in ascending order.
  public mutating func map(_ count: Int) { head(0xa0, UInt64(count)) }

  /// Writes a tag; the item that it tags follows.
  public mutating func tag(_ number: UInt64) { head(0xc0, number) }

  /// Writes null.
  public mutating func null() { bytes.append(0xf6) }

  /// Writes false or true.
  public mutating func bool(_ value: Bool) { bytes.append(value ? 0xf5 : 0xf4) }

  /// Writes a number in the narrowest of the three float formats that preserves it.
  public mutating func double(_ value: Double) {
    guard !value.isNaN else { return bytes.append(contentsOf: [0xf9, 0x7e, 0x00]) }
    let single = Float(value)
    guard Double(single) == value else {
      bytes.append(0xfb)
      return bytes.append(bigEndian: value.bitPattern)
    }
    let half = Float16(single)
    guard Float(half) == single else {
      bytes.append(0xfa)
      return bytes.append(bigEndian: single.bitPattern)
    }
    bytes.append(0xf9)
    bytes.append(bigEndian: half.bitPattern)
  }

  /// Writes an item that is already encoded; the caller vouches for it.
  public mutating func raw(_ item: [UInt8]) { bytes.append(contentsOf: item) }

  /// Writes an item in borrowed bytes that is already encoded; the caller vouches for it.
  public mutating func raw(_ item: Span<UInt8>) { bytes.append(contentsOf: item) }

  @inline(__always)
  private mutating func head(_ major: UInt8, _ argument: UInt64) {
    if argument < 24 { bytes.append(major | UInt8(argument)) } else { longHead(major, argument) }
  }

  private mutating func longHead(_ major: UInt8, _ argument: UInt64) {
    switch argument {
    case ...0xff:
      bytes.append(major | 24)
      bytes.append(UInt8(argument))
    case ...0xffff:
      bytes.append(major | 25)
      bytes.append(bigEndian: UInt16(argument))
    case ...0xffff_ffff:
      bytes.append(major | 26)
      bytes.append(bigEndian: UInt32(argument))
    default:
      bytes.append(major | 27)
      bytes.append(bigEndian: argument)
    }
  }
}
