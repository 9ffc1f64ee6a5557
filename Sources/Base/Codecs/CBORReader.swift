public import Bytes

/// Reads deterministic CBOR item by item, straight from borrowed bytes.
///
/// Every read accepts only the canonical form of the item asked for. After an error the reader is
/// of no further use: it may stand in the middle of an item.
public struct CBORReader: ~Escapable {
  let input: Span<UInt8>

  /// The offset of the next item.
  public internal(set) var offset: Int

  /// Starts at the first byte of `input`.
  @_lifetime(copy input)
  public init(_ input: Span<UInt8>) {
    self.input = input
    self.offset = 0
  }

  /// Whether the whole input has been read.
  public var isAtEnd: Bool { offset == input.count }

  /// The kind of the next item, which stays unread; it may still prove not to be canonical.
  public func peekKind() throws(CBORError) -> CBOR.Kind {
    guard offset < input.count else { throw CBORError(kind: .truncated, offset: offset) }
    switch (input[offset] >> 5, input[offset] & 0x1f) {
    case (0, _): return .unsigned
    case (1, _): return .negative
    case (2, _): return .bytes
    case (3, _): return .text
    case (4, _): return .array
    case (5, _): return .map
    case (6, _): return .tag
    case (_, 20), (_, 21): return .bool
    case (_, 22): return .null
    case (_, 25...27): return .double
    default: throw CBORError(kind: .unknownItem, offset: offset)
    }
  }

  /// Reads an integer without sign.
  @_lifetime(self: copy self)
  public mutating func readUnsigned() throws(CBORError) -> UInt64 {
    try readArgument(of: .unsigned)
  }

  /// Reads an integer that fits 64 bits with sign.
  @_lifetime(self: copy self)
  public mutating func readInt() throws(CBORError) -> Int64 {
    let start = offset
    let head = try readHead()
    guard let value = Int64(exactly: head.argument) else {
      throw CBORError(kind: .integerRange, offset: start)
    }
    switch head.kind {
    case .unsigned: return value
    case .negative: return ~value
    default: throw CBORError(kind: .unexpected(head.kind), offset: start)
    }
  }

  /// Reads a byte string and copies it.
  @_lifetime(self: copy self)
  public mutating func readBytes() throws(CBORError) -> [UInt8] { [UInt8](try readByteSpan()) }

  /// Reads a byte string of exactly `count` bytes and copies it.
  @_lifetime(self: copy self)
  public mutating func readBytes(count: Int) throws(CBORError) -> [UInt8] {
    let start = offset
    let span = try readByteSpan()
    guard span.count == count else { throw CBORError(kind: .wrongValue, offset: start) }
    return [UInt8](span)
  }

  /// Reads a byte string without copying it.
  @_lifetime(copy self)
  @_lifetime(self: copy self)
  public mutating func readByteSpan() throws(CBORError) -> Span<UInt8> {
    let count = Int(try readArgument(of: .bytes))
    let span = input.extracting(offset..<(offset + count))
    offset += count
    return span
  }

  /// Reads a byte string of 32 bytes as a digest.
  @_lifetime(self: copy self)
  public mutating func readDigest() throws(CBORError) -> Digest {
    let start = offset
    let span = try readByteSpan()
    guard span.count == Digest.size else { throw CBORError(kind: .wrongValue, offset: start) }
    return Digest(span)
  }

  @_lifetime(self: copy self)
  /// Reads a text string, which must be valid UTF-8.
  public mutating func readText() throws(CBORError) -> String {
    let start = offset
    return try readText(of: Int(try readArgument(of: .text)), at: start)
  }

  /// Reads true or false.
  @_lifetime(self: copy self)
  public mutating func readBool() throws(CBORError) -> Bool { try readArgument(of: .bool) == 1 }

  @_lifetime(self: copy self)
  /// Consumes a null; anything else is an error.
  public mutating func readNull() throws(CBORError) { _ = try readArgument(of: .null) }

  /// Reads a floating-point number.
  @_lifetime(self: copy self)
  public mutating func readDouble() throws(CBORError) -> Double {
    Double(bitPattern: try readArgument(of: .double))
  }

  /// Reads a tag and returns its number; the item that it tags is next.
  @_lifetime(self: copy self)
  public mutating func readTag() throws(CBORError) -> UInt64 { try readArgument(of: .tag) }

  /// Checks that the whole input has been read.
  public func finish() throws(CBORError) {
    guard isAtEnd else { throw CBORError(kind: .trailingBytes, offset: offset) }
  }

  /// Reads a head of the given kind and returns its number.
  @_lifetime(self: copy self)
  mutating func readArgument(of kind: CBOR.Kind) throws(CBORError) -> UInt64 {
    let start = offset
    let head = try readHead()
    guard head.kind == kind else {
      throw CBORError(kind: .unexpected(head.kind), offset: start)
    }
    return head.argument
  }

  /// Reads the content of a text of `count` bytes whose head is at `start`.
  @_lifetime(self: copy self)
  mutating func readText(of count: Int, at start: Int) throws(CBORError) -> String {
    let content = input.extracting(offset..<(offset + count))
    guard let text = try? UTF8Span(validating: content) else {
      throw CBORError(kind: .invalidUTF8, offset: start)
    }
    offset += count
    return String(copying: text)
  }
}
