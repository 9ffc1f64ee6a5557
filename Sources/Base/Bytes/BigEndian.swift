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
