extension CBORReader {
  /// Reads the header of an array and returns how many elements follow.
  ///
  /// The count never exceeds the bytes that are left.
  @_lifetime(self: copy self)
  public mutating func readArrayHeader() throws(CBORError) -> Int {
    Int(try readArgument(of: .array))
  }

  /// Reads the header of an array that must have exactly `count` elements.
  @_lifetime(self: copy self)
  public mutating func readArrayHeader(count: Int) throws(CBORError) {
    let start = offset
    guard try readArrayHeader() == count else {
      throw CBORError(kind: .wrongValue, offset: start)
    }
  }

  /// Reads the header of a map and returns how many pairs of key and value follow.
  ///
  /// The count never exceeds half the bytes that are left. The keys are the caller's to read, with
  /// ``readKey(after:)`` or ``readKey(_:)``.
  @_lifetime(self: copy self)
  public mutating func readMapHeader() throws(CBORError) -> Int {
    Int(try readArgument(of: .map))
  }

  /// Reads the header of a map that must have exactly `count` pairs.
  @_lifetime(self: copy self)
  public mutating func readMapHeader(count: Int) throws(CBORError) {
    let start = offset
    guard try readMapHeader() == count else { throw CBORError(kind: .wrongValue, offset: start) }
  }

  /// Reads the next unsigned key of a map, which must be greater than `previous`.
  @_lifetime(self: copy self)
  public mutating func readKey(after previous: UInt64?) throws(CBORError) -> UInt64 {
    let start = offset
    let key = try readUnsigned()
    guard let previous else { return key }
    guard key != previous else { throw CBORError(kind: .duplicateKey, offset: start) }
    guard key > previous else { throw CBORError(kind: .unsortedKey, offset: start) }
    return key
  }

  /// Reads an unsigned key of a map that must be exactly `key`.
  @_lifetime(self: copy self)
  public mutating func readKey(_ key: UInt64) throws(CBORError) {
    let start = offset
    guard try readUnsigned() == key else { throw CBORError(kind: .wrongValue, offset: start) }
  }
}
