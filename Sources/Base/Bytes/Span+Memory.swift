// What is done to every byte of every entry: nothing safe copies a span or loads a word faster than
// byte by byte. Each pointer lives for one call, and each load is held to the bounds.

extension Span where Element == UInt8 {
  /// The unsigned integer stored big-endian at `offset`.
  ///
  /// Traps when the integer would reach past the end.
  @inlinable
  @inline(__always)
  public func bigEndian<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    at offset: Int, as type: Word.Type = Word.self
  ) -> Word {
    Word(bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: Word.self))
  }
}

extension Array where Element == UInt8 {
  /// Makes an array holding a copy of the bytes of `span`.
  @inlinable
  public init(_ span: Span<UInt8>) {
    self = unsafe span.withUnsafeBufferPointer { unsafe Array($0) }
  }

  /// Appends every byte of `span`.
  @inlinable
  public mutating func append(contentsOf span: Span<UInt8>) {
    unsafe span.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
  }

  /// Appends the bytes of `word`, most significant first.
  @inlinable
  public mutating func append<Word: FixedWidthInteger & UnsignedInteger>(bigEndian word: Word) {
    unsafe Swift.withUnsafeBytes(of: word.bigEndian) { unsafe append(contentsOf: $0) }
  }
}
