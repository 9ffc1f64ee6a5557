import CLMDB

/// The one open write of an environment, handed to the closure of `Environment.write`.
///
/// It reads through `reader`, its own changes included. Every verb that changes something is
/// `mutating`: a span read before does not survive it, and a program that holds on to one does not
/// compile.
@safe public struct WriteTransaction: ~Copyable {
  /// This transaction as readers see it.
  public let reader: ReadTransaction

  /// Whether a call found the map full, so that it must grow before the next transaction.
  private(set) var mapWasFull = false

  init(_ pointer: OpaquePointer) {
    unsafe reader = ReadTransaction(pointer)
  }

  /// Sets the value of a key.
  ///
  /// The corresponding C function is `mdb_put`.
  public mutating func put(
    _ value: Span<UInt8>, for key: Span<UInt8>, in table: Table
  ) throws(LMDBError) {
    try check(store(value, key, table, 0), .put)
  }

  /// Sets the value of a key unless it has one already, and answers whether it did.
  public mutating func insert(
    _ value: Span<UInt8>, for key: Span<UInt8>, in table: Table
  ) throws(LMDBError) -> Bool {
    let code = store(value, key, table, UInt32(MDB_NOOVERWRITE))
    if code == MDB_KEYEXIST { return false }
    try check(code, .put)
    return true
  }

  /// Adds a row behind the last one.
  ///
  /// Faster than `put`, and fills pages wholly.
  ///
  /// - Throws: an error that `isKeyExisting` when the key is not greater than the last one.
  public mutating func append(
    _ value: Span<UInt8>, for key: Span<UInt8>, in table: Table
  ) throws(LMDBError) {
    try check(store(value, key, table, UInt32(MDB_APPEND)), .put)
  }

  /// Adds a row of `count` bytes behind the last one, which `fill` writes straight into LMDB's
  /// page.
  ///
  /// It is a programmer error, and traps, when `fill` writes fewer than `count` bytes.
  ///
  /// - Throws: an error that `isKeyExisting` when the key is not greater than the last one.
  public mutating func reserveAppend(
    _ count: Int, for key: Span<UInt8>, in table: Table,
    _ fill: (inout OutputSpan<UInt8>) -> Void
  ) throws(LMDBError) {
    var reserved = unsafe MDB_val(mv_size: count, mv_data: nil)
    let code = unsafe key.withUnsafeBufferPointer { bytes in
      var key = unsafe MDB_val(bytes)
      return unsafe Calls.put(
        reader.pointer, table.handle, &key, &reserved, UInt32(MDB_APPEND | MDB_RESERVE))
    }
    try check(code, .put)
    // The page is ours until the next change, and `fill` has no way to make one.
    let page = unsafe UnsafeMutableBufferPointer(
      start: reserved.mv_data?.assumingMemoryBound(to: UInt8.self), count: count)
    var output = unsafe OutputSpan(buffer: page, initializedCount: 0)
    fill(&output)
    let filled = unsafe output.finalize(for: page)
    precondition(filled == count, "the encoder filled \(filled) of \(count) reserved bytes")
  }

  /// Removes a row, and answers whether there was one.
  ///
  /// The corresponding C function is `mdb_del`.
  @discardableResult
  public mutating func delete(
    _ key: Span<UInt8>, in table: Table
  ) throws(LMDBError) -> Bool {
    let code = unsafe key.withUnsafeBufferPointer { bytes in
      var key = unsafe MDB_val(bytes)
      return unsafe Calls.delete(reader.pointer, table.handle, &key)
    }
    if code == MDB_NOTFOUND { return false }
    try check(code, .delete)
    return true
  }

  /// Removes every row of a table; the table stays.
  ///
  /// The corresponding C function is `mdb_drop`.
  public mutating func clear(_ table: Table) throws(LMDBError) {
    try check(unsafe Calls.drop(reader.pointer, table.handle), .drop)
  }

  private func store(
    _ value: Span<UInt8>, _ key: Span<UInt8>, _ table: Table, _ flags: UInt32
  ) -> Int32 {
    unsafe key.withUnsafeBufferPointer { keyBytes in
      unsafe value.withUnsafeBufferPointer { valueBytes in
        var key = unsafe MDB_val(keyBytes)
        var value = unsafe MDB_val(valueBytes)
        return unsafe Calls.put(reader.pointer, table.handle, &key, &value, flags)
      }
    }
  }

  private mutating func check(_ code: Int32, _ call: Call) throws(LMDBError) {
    guard code != MDB_SUCCESS else { return }
    if code == MDB_MAP_FULL { mapWasFull = true }
    throw LMDBError(code: code, call: call)
  }
}
