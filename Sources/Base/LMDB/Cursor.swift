import CLMDB

/// A place in a table, moving both ways.
///
/// ```swift
/// var cursor = try transaction.cursor(in: table)
/// while try cursor.next() { use(cursor.key, cursor.value) }
/// ```
///
/// The spans borrow from the transaction and not from the cursor: they stay as they are when it
/// moves on.
@safe public struct Cursor: ~Copyable, ~Escapable {
  private let pointer: OpaquePointer
  private var currentKey = unsafe MDB_val()
  private var currentValue = unsafe MDB_val()

  @_lifetime(borrow transaction)
  init(_ transaction: borrowing ReadTransaction, _ table: Table) throws(LMDBError) {
    var opened: OpaquePointer?
    let code = unsafe Calls.cursorOpen(transaction.pointer, table.handle, &opened)
    guard code == MDB_SUCCESS, let pointer = unsafe opened else {
      throw LMDBError(code: code, call: .cursorOpen)
    }
    unsafe self.pointer = pointer
  }

  // The transaction outlives the cursor, which LMDB demands of cursors inside a write.
  deinit { unsafe Calls.cursorClose(pointer) }

  /// The key of the row the cursor is on; empty before any move and behind either end.
  public var key: Span<UInt8> {
    @_lifetime(copy self) get {
      unsafe _overrideLifetime(currentKey.span, copying: self)
    }
  }

  /// The value of the row the cursor is on; empty before any move and behind either end.
  public var value: Span<UInt8> {
    @_lifetime(copy self) get {
      unsafe _overrideLifetime(currentValue.span, copying: self)
    }
  }

  /// Moves to the first row; false when there is none.
  @_lifetime(self: copy self)
  public mutating func first() throws(LMDBError) -> Bool { try move(MDB_FIRST) }

  /// Moves to the last row; false when there is none.
  @_lifetime(self: copy self)
  public mutating func last() throws(LMDBError) -> Bool { try move(MDB_LAST) }

  /// Moves to the next row, from the start to the first; false behind the last.
  @_lifetime(self: copy self)
  public mutating func next() throws(LMDBError) -> Bool { try move(MDB_NEXT) }

  /// Moves to the row before, from the start to the last; false before the first.
  @_lifetime(self: copy self)
  public mutating func previous() throws(LMDBError) -> Bool { try move(MDB_PREV) }

  /// Moves to the first row whose key is not less than `key`; false when there is none.
  @_lifetime(self: copy self)
  public mutating func seek(_ key: Span<UInt8>) throws(LMDBError) -> Bool {
    // Every key is at or behind the empty one, which LMDB refuses to look for.
    if key.isEmpty { return try first() }
    let code = unsafe key.withUnsafeBufferPointer { bytes in
      unsafe currentKey = MDB_val(bytes)
      return unsafe Calls.cursorGet(pointer, &currentKey, &currentValue, MDB_SET_RANGE)
    }
    return try settle(code)
  }

  /// Moves to a number's key (`BigEndianKey`) or the next behind it; false when there is none.
  @_lifetime(self: copy self)
  public mutating func seek(_ number: UInt64) throws(LMDBError) -> Bool {
    let key = BigEndianKey(number)
    return try seek(key.span)
  }

  @_lifetime(self: copy self)
  private mutating func move(_ operation: MDB_cursor_op) throws(LMDBError) -> Bool {
    try settle(unsafe Calls.cursorGet(pointer, &currentKey, &currentValue, operation))
  }

  @_lifetime(self: copy self)
  private mutating func settle(_ code: Int32) throws(LMDBError) -> Bool {
    if code == MDB_SUCCESS { return true }
    // Nothing may be left that points to the caller's key.
    unsafe currentKey = MDB_val()
    unsafe currentValue = MDB_val()
    if code == MDB_NOTFOUND { return false }
    throw LMDBError(code: code, call: .cursorGet)
  }
}
