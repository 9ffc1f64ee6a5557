/// A cursor over borrowed bytes, for fixed binary layouts written big-endian.
///
/// Every read either consumes exactly what it returns or throws and consumes nothing.
public struct ByteReader: ~Escapable {
  @usableFromInline let input: Span<UInt8>
  @usableFromInline var cursor: Int

  /// Starts at the first byte of `input`.
  @inlinable
  @_lifetime(copy input)
  public init(_ input: Span<UInt8>) {
    self.input = input
    self.cursor = 0
  }

  /// The offset of the next byte to be read.
  @inlinable
  public var position: Int { cursor }

  /// How many bytes are left.
  @inlinable
  public var remaining: Int { input.count - cursor }

  /// Whether every byte has been read.
  @inlinable
  public var isAtEnd: Bool { cursor == input.count }

  /// Reads one byte.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func readUInt8() throws(ReadError) -> UInt8 { try readInteger() }

  /// Reads a big-endian 16-bit integer.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func readUInt16() throws(ReadError) -> UInt16 { try readInteger() }

  /// Reads a big-endian 32-bit integer.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func readUInt32() throws(ReadError) -> UInt32 { try readInteger() }

  /// Reads a big-endian 64-bit integer.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func readUInt64() throws(ReadError) -> UInt64 { try readInteger() }

  /// Reads a digest of 32 bytes.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func readDigest() throws(ReadError) -> Digest {
    Digest(try readSpan(32))
  }

  /// Reads and copies the next `count` bytes.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func readBytes(_ count: Int) throws(ReadError) -> [UInt8] {
    [UInt8](try readSpan(count))
  }

  /// Reads the next `count` bytes without copying them.
  ///
  /// A negative count is refused like one past the end, so a count taken from the input needs no
  /// check.
  @inlinable
  @_lifetime(copy self)
  @_lifetime(self: copy self)
  public mutating func readSpan(_ count: Int) throws(ReadError) -> Span<UInt8> {
    guard count >= 0, count <= remaining else {
      throw ReadError(kind: .endOfInput, offset: cursor)
    }
    let span = input.extracting(cursor..<(cursor + count))
    cursor += count
    return span
  }

  /// Checks that every byte has been read.
  @inlinable
  public func finish() throws(ReadError) {
    guard isAtEnd else { throw ReadError(kind: .trailingBytes, offset: cursor) }
  }

  @inlinable
  @_lifetime(self: copy self)
  mutating func readInteger<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>()
    throws(ReadError) -> Word
  {
    let size = Word.bitWidth / 8
    guard size <= remaining else { throw ReadError(kind: .endOfInput, offset: cursor) }
    let word: Word = input.bigEndian(at: cursor)
    cursor += size
    return word
  }
}
