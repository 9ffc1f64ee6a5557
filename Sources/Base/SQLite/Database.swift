import CSQLite

/// One connection to an SQLite file, for one thread at a time.
///
/// Errors carry SQLite's sentence and the file's path. Statements must not outlive it.
@safe
public final class Database {
  /// How a file is opened.
  public enum Mode: Sendable {
    /// The file has to be there and is not written.
    case readOnly
    /// The file has to be there.
    case readWrite
    /// The file is made where it is missing.
    case create
  }

  /// The file's path, or `:memory:`.
  public let path: String
  let handle: OpaquePointer

  /// Opens a file, or a database in memory for `:memory:`.
  ///
  /// Nothing is read yet: a file that is no database is found by the first statement.
  public init(_ path: String, _ mode: Mode = .create) throws(SQLiteError) {
    self.path = path
    let access: Int32 =
      switch mode {
      case .readOnly: SQLITE_OPEN_READONLY
      case .readWrite: SQLITE_OPEN_READWRITE
      case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
      }
    var opened: OpaquePointer?
    let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
    guard code == SQLITE_OK, let opened = unsafe opened else {
      let words = unsafe opened.map { unsafe String(cString: sqlite3_errmsg($0)) }
      unsafe sqlite3_close_v2(opened)
      throw SQLiteError(code: code, "'\(path)': \(words ?? "out of memory")")
    }
    unsafe handle = opened
  }

  deinit { unsafe sqlite3_close_v2(handle) }

  /// Runs statements that give no rows, separated by semicolons.
  public func execute(_ sql: String) throws(SQLiteError) {
    let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
    if code != SQLITE_OK { throw problem(code) }
  }

  /// Compiles one statement.
  public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
    try Statement(sql, self)
  }

  /// All rows of one statement.
  public func rows(_ sql: String, _ values: [Cell] = []) throws(SQLiteError) -> [[Cell]] {
    let statement = try prepare(sql)
    try statement.bind(values)
    var rows: [[Cell]] = []
    while try statement.step() { rows.append(statement.row) }
    return rows
  }

  /// Calls `body` at each row of one statement, without keeping any.
  public func forEach(
    _ sql: String, _ values: [Cell] = [], _ body: (Statement) -> Void
  ) throws(SQLiteError) {
    let statement = try prepare(sql)
    try statement.bind(values)
    while try statement.step() { body(statement) }
  }

  /// Does `body` in one transaction: all of it, or, when it throws, nothing.
  public func transaction<Result>(
    _ body: () throws(SQLiteError) -> Result
  ) throws(SQLiteError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do throws(SQLiteError) {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      try? execute("ROLLBACK")
      throw error
    }
  }

  /// How long a statement waits for another connection's lock, in milliseconds.
  public func wait(milliseconds: Int32) { unsafe sqlite3_busy_timeout(handle, milliseconds) }

  /// How many rows the last insert, update or delete touched.
  public var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

  /// Ends the statement that is running, from another thread.
  public func interrupt() { unsafe sqlite3_interrupt(handle) }

  /// The library's version, such as `3.40.1`.
  public static var libraryVersion: String { unsafe String(cString: sqlite3_libversion()) }

  func problem(_ code: Int32) -> SQLiteError {
    unsafe SQLiteError(code: code, "'\(path)': \(String(cString: sqlite3_errmsg(handle)))")
  }
}
