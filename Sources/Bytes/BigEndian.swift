extension Span where Element == UInt8 {
  /// The unsigned integer stored big-endian at `offset`.
  ///
  /// Traps when the integer would reach past the end.
  @inlinable
  public func bigEndian<Word: FixedWidthInteger & UnsignedInteger>(
    at offset: Int, as type: Word.Type = Word.self
  ) -> Word {
    // One check for all bytes: then the loop becomes one load.
    let part = extracting(offset..<(offset + Word.bitWidth / 8))
    var word: Word = 0
    for index in 0..<(Word.bitWidth / 8) {
      word = word << 8 | Word(truncatingIfNeeded: part[index])
    }
    return word
  }
}

extension OutputSpan where Element == UInt8 {
  /// Appends the bytes of `word`, most significant first.
  ///
  /// Traps when there is no room.
  @inlinable
  @_lifetime(self: copy self)
  public mutating func append<Word: FixedWidthInteger & UnsignedInteger>(bigEndian word: Word) {
    var shift = Word.bitWidth
    while shift > 0 {
      shift -= 8
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends the bytes of `word`, most significant first.
  @inlinable
  public mutating func append<Word: FixedWidthInteger & UnsignedInteger>(bigEndian word: Word) {
    var shift = Word.bitWidth
    while shift > 0 {
      shift -= 8
      append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }
}
