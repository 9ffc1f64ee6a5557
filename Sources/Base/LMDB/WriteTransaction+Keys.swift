/// The same verbs for keys and values that are arrays, and for numbers as keys (`BigEndianKey`).
extension WriteTransaction {
  /// The value of a key, or nil; this transaction's own changes included.
  @_lifetime(borrow self)
  public func get(_ key: Span<UInt8>, in table: Table) throws(LMDBError) -> Span<UInt8>? {
    try reader.get(key, in: table)
  }

  /// The value of a key, or nil; this transaction's own changes included.
  @_lifetime(borrow self)
  public func get(_ key: [UInt8], in table: Table) throws(LMDBError) -> Span<UInt8>? {
    try reader.get(key, in: table)
  }

  /// The value of a number's key, or nil; this transaction's own changes included.
  @_lifetime(borrow self)
  public func get(_ number: UInt64, in table: Table) throws(LMDBError) -> Span<UInt8>? {
    try reader.get(number, in: table)
  }

  /// Sets the value of a key.
  public mutating func put(
    _ value: [UInt8], for key: [UInt8], in table: Table
  ) throws(LMDBError) {
    try put(value.span, for: key.span, in: table)
  }

  /// Sets the value of a number's key.
  public mutating func put(
    _ value: [UInt8], for number: UInt64, in table: Table
  ) throws(LMDBError) {
    let key = BigEndianKey(number)
    try put(value.span, for: key.span, in: table)
  }

  /// Sets the value of a key unless it has one already, and answers whether it did.
  public mutating func insert(
    _ value: [UInt8], for key: [UInt8], in table: Table
  ) throws(LMDBError) -> Bool {
    try insert(value.span, for: key.span, in: table)
  }

  /// Adds a row behind the last one.
  public mutating func append(
    _ value: [UInt8], for key: [UInt8], in table: Table
  ) throws(LMDBError) {
    try append(value.span, for: key.span, in: table)
  }

  /// Adds a row with a number's key behind the last one.
  public mutating func append(
    _ value: [UInt8], for number: UInt64, in table: Table
  ) throws(LMDBError) {
    let key = BigEndianKey(number)
    try append(value.span, for: key.span, in: table)
  }

  /// Adds a row with a number's key behind the last one, written by `fill` straight into LMDB's
  /// page.
  public mutating func reserveAppend(
    _ count: Int, for number: UInt64, in table: Table, _ fill: (inout OutputSpan<UInt8>) -> Void
  ) throws(LMDBError) {
    let key = BigEndianKey(number)
    try reserveAppend(count, for: key.span, in: table, fill)
  }

  /// Removes a row, and answers whether there was one.
  @discardableResult
  public mutating func delete(_ key: [UInt8], in table: Table) throws(LMDBError) -> Bool {
    try delete(key.span, in: table)
  }

  /// Removes the row of a number's key, and answers whether there was one.
  @discardableResult
  public mutating func delete(_ number: UInt64, in table: Table) throws(LMDBError) -> Bool {
    let key = BigEndianKey(number)
    return try delete(key.span, in: table)
  }
}
