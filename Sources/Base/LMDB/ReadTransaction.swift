import CLMDB

/// A snapshot of an environment, handed to the closure of `Environment.read`.
///
/// Spans are read straight from the map. They borrow from the transaction: one that tries to leave
/// the closure does not compile.
@safe public struct ReadTransaction: ~Copyable {
  let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) {
    unsafe self.pointer = pointer
  }

  /// The number of the commit this snapshot shows; inside a write, the number this commit will
  /// have.
  public var id: UInt64 { unsafe Calls.identifier(pointer) }

  /// The value of a key, or nil.
  ///
  /// The corresponding C function is `mdb_get`.
  @_lifetime(borrow self)
  public func get(_ key: Span<UInt8>, in table: Table) throws(LMDBError) -> Span<UInt8>? {
    var value = unsafe MDB_val()
    let code = unsafe key.withUnsafeBufferPointer { bytes in
      // LMDB does not write through a key's pointer.
      var key = unsafe MDB_val(bytes)
      return unsafe Calls.get(pointer, table.handle, &key, &value)
    }
    guard code == MDB_SUCCESS else {
      if code == MDB_NOTFOUND { return nil }
      throw LMDBError(code: code, call: .get)
    }
    // The map does not change under a snapshot while the transaction is borrowed.
    return unsafe _overrideLifetime(value.span, borrowing: self)
  }

  /// The value of a key, or nil.
  @_lifetime(borrow self)
  public func get(_ key: [UInt8], in table: Table) throws(LMDBError) -> Span<UInt8>? {
    try get(key.span, in: table)
  }

  /// The value of a number's key (`BigEndianKey`), or nil.
  @_lifetime(borrow self)
  public func get(_ number: UInt64, in table: Table) throws(LMDBError) -> Span<UInt8>? {
    let key = BigEndianKey(number)
    return try get(key.span, in: table)
  }

  /// How many rows a table has.
  ///
  /// Takes no time.
  public func count(of table: Table) throws(LMDBError) -> UInt64 {
    try statistics(of: table).rowCount
  }

  /// The size of a table.
  ///
  /// Takes no time.
  ///
  /// The corresponding C function is `mdb_stat`.
  public func statistics(of table: Table) throws(LMDBError) -> TableStatistics {
    var stat = MDB_stat()
    let code = unsafe Calls.tableStat(pointer, table.handle, &stat)
    guard code == MDB_SUCCESS else { throw LMDBError(code: code, call: .tableStat) }
    return TableStatistics(
      rowCount: UInt64(stat.ms_entries), depth: stat.ms_depth,
      branchPageCount: UInt64(stat.ms_branch_pages), leafPageCount: UInt64(stat.ms_leaf_pages),
      overflowPageCount: UInt64(stat.ms_overflow_pages))
  }

  /// A cursor before the first row of a table.
  ///
  /// The corresponding C function is `mdb_cursor_open`.
  @_lifetime(borrow self)
  public func cursor(in table: Table) throws(LMDBError) -> Cursor {
    try Cursor(self, table)
  }
}

extension MDB_val {
  /// Bytes that LMDB is to read.
  init(_ bytes: UnsafeBufferPointer<UInt8>) {
    // LMDB declares its inputs mutable but writes to none of ours.
    unsafe self.init(
      mv_size: bytes.count, mv_data: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
  }

  /// The bytes LMDB has pointed to; the caller ties them to what keeps them alive.
  var span: Span<UInt8> {
    @_lifetime(borrow self) get {
      let bytes = unsafe UnsafeBufferPointer(
        start: mv_data?.assumingMemoryBound(to: UInt8.self), count: mv_size)
      return unsafe _overrideLifetime(Span(_unsafeElements: bytes), borrowing: self)
    }
  }
}
