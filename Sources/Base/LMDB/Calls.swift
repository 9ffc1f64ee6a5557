import CLMDB

/// The functions of LMDB that can fail, under their C names.
public enum Call: String, CaseIterable, Sendable {
  case environmentCreate = "mdb_env_create"
  case environmentOpen = "mdb_env_open"
  case setMapSize = "mdb_env_set_mapsize"
  case setMaxReaders = "mdb_env_set_maxreaders"
  case setMaxTables = "mdb_env_set_maxdbs"
  case environmentInfo = "mdb_env_info"
  case environmentStat = "mdb_env_stat"
  case environmentCopy = "mdb_env_copyfd2"
  case readerCheck = "mdb_reader_check"
  case begin = "mdb_txn_begin"
  case commit = "mdb_txn_commit"
  case openTable = "mdb_dbi_open"
  case tableStat = "mdb_stat"
  case get = "mdb_get"
  case put = "mdb_put"
  case delete = "mdb_del"
  case drop = "mdb_drop"
  case cursorOpen = "mdb_cursor_open"
  case cursorGet = "mdb_cursor_get"

  /// Whether a success hands over something that its caller must give back.
  var makesHandle: Bool { self == .environmentCreate || self == .begin || self == .cursorOpen }
}

/// The one place where LMDB is called.
///
/// Every function that can fail passes through here and answers with LMDB's code. In debug builds a
/// test can make any of them fail (`Faults`); in release builds nothing of that is left.
@safe enum Calls {
  @inline(__always)
  private static func perform(_ call: Call, _ body: () -> Int32) -> Int32 {
    #if DEBUG
      if let fault = Faults.strike(call) {
        if fault.effect == .persisted, !call.makesHandle { _ = body() }
        return fault.code
      }
    #endif
    return body()
  }

  // Environments.

  static func environmentCreate(_ handle: inout OpaquePointer?) -> Int32 {
    perform(.environmentCreate) { unsafe mdb_env_create(&handle) }
  }

  static func environmentOpen(
    _ environment: OpaquePointer, _ path: String, _ flags: UInt32, _ mode: UInt32
  ) -> Int32 {
    perform(.environmentOpen) { unsafe mdb_env_open(environment, path, flags, mode) }
  }

  static func environmentClose(_ environment: OpaquePointer) {
    unsafe mdb_env_close(environment)
  }

  /// The data file's descriptor, which stays LMDB's.
  ///
  /// Cannot fail on an open environment.
  static func descriptor(_ environment: OpaquePointer) -> Int32 {
    var descriptor: Int32 = -1
    _ = unsafe mdb_env_get_fd(environment, &descriptor)
    return descriptor
  }

  static func setMapSize(_ environment: OpaquePointer, _ size: Int) -> Int32 {
    perform(.setMapSize) { unsafe mdb_env_set_mapsize(environment, size) }
  }

  static func setMaxReaders(_ environment: OpaquePointer, _ count: UInt32) -> Int32 {
    perform(.setMaxReaders) { unsafe mdb_env_set_maxreaders(environment, count) }
  }

  static func setMaxTables(_ environment: OpaquePointer, _ count: UInt32) -> Int32 {
    perform(.setMaxTables) { unsafe mdb_env_set_maxdbs(environment, count) }
  }

  static func environmentInfo(_ environment: OpaquePointer, _ info: inout MDB_envinfo) -> Int32 {
    perform(.environmentInfo) { unsafe mdb_env_info(environment, &info) }
  }

  static func environmentStat(_ environment: OpaquePointer, _ stat: inout MDB_stat) -> Int32 {
    perform(.environmentStat) { unsafe mdb_env_stat(environment, &stat) }
  }

  static func environmentCopy(
    _ environment: OpaquePointer, _ descriptor: Int32, _ flags: UInt32
  ) -> Int32 {
    perform(.environmentCopy) { unsafe mdb_env_copyfd2(environment, descriptor, flags) }
  }

  static func readerCheck(_ environment: OpaquePointer, _ dead: inout Int32) -> Int32 {
    perform(.readerCheck) { unsafe mdb_reader_check(environment, &dead) }
  }

  // Transactions.

  static func begin(
    _ environment: OpaquePointer, _ flags: UInt32, _ transaction: inout OpaquePointer?
  ) -> Int32 {
    perform(.begin) { unsafe mdb_txn_begin(environment, nil, flags, &transaction) }
  }

  /// Commits; the transaction is gone afterwards, whatever the answer.
  static func commit(_ transaction: OpaquePointer) -> Int32 {
    #if DEBUG
      if let fault = Faults.strike(.commit) {
        switch fault.effect {
        case .persisted: _ = unsafe mdb_txn_commit(transaction)
        case .notPersisted: unsafe mdb_txn_abort(transaction)
        }
        return fault.code
      }
    #endif
    return unsafe mdb_txn_commit(transaction)
  }

  static func abort(_ transaction: OpaquePointer) {
    unsafe mdb_txn_abort(transaction)
  }

  static func identifier(_ transaction: OpaquePointer) -> UInt64 {
    unsafe UInt64(mdb_txn_id(transaction))
  }

  // Tables.

  static func openTable(
    _ transaction: OpaquePointer, _ name: String?, _ flags: UInt32, _ table: inout MDB_dbi
  ) -> Int32 {
    perform(.openTable) { unsafe mdb_dbi_open(transaction, name, flags, &table) }
  }

  static func tableStat(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ stat: inout MDB_stat
  ) -> Int32 {
    perform(.tableStat) { unsafe mdb_stat(transaction, table, &stat) }
  }

  static func get(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ key: inout MDB_val, _ value: inout MDB_val
  ) -> Int32 {
    perform(.get) { unsafe mdb_get(transaction, table, &key, &value) }
  }

  static func put(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ key: inout MDB_val, _ value: inout MDB_val,
    _ flags: UInt32
  ) -> Int32 {
    perform(.put) { unsafe mdb_put(transaction, table, &key, &value, flags) }
  }

  static func delete(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ key: inout MDB_val
  ) -> Int32 {
    perform(.delete) { unsafe mdb_del(transaction, table, &key, nil) }
  }

  static func drop(_ transaction: OpaquePointer, _ table: MDB_dbi) -> Int32 {
    perform(.drop) { unsafe mdb_drop(transaction, table, 0) }
  }

  // Cursors.

  static func cursorOpen(
    _ transaction: OpaquePointer, _ table: MDB_dbi, _ cursor: inout OpaquePointer?
  ) -> Int32 {
    perform(.cursorOpen) { unsafe mdb_cursor_open(transaction, table, &cursor) }
  }

  static func cursorGet(
    _ cursor: OpaquePointer, _ key: inout MDB_val, _ value: inout MDB_val,
    _ operation: MDB_cursor_op
  ) -> Int32 {
    perform(.cursorGet) { unsafe mdb_cursor_get(cursor, &key, &value, operation) }
  }

  static func cursorClose(_ cursor: OpaquePointer) {
    unsafe mdb_cursor_close(cursor)
  }
}
