import CSQLite

/// One compiled statement, used again and again.
///
/// A loop that inserts binds, steps and resets; `run` does the three.
@safe
public final class Statement {
  private let database: Database
  private let handle: OpaquePointer

  init(_ sql: String, _ database: Database) throws(SQLiteError) {
    var statement: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(
      database.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK else { throw database.problem(code) }
    guard let statement = unsafe statement else {
      throw SQLiteError(
        code: SQLITE_MISUSE, "'\(database.path)': there is no statement in '\(sql)'")
    }
    self.database = database
    unsafe handle = statement
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Binds values to the parameters from the first on.
  public func bind(_ values: [Cell]) throws(SQLiteError) {
    for (index, value) in values.enumerated() { try bind(value, at: index + 1) }
  }

  /// Binds a value to a parameter, counted from 1.
  public func bind(_ value: Cell, at index: Int) throws(SQLiteError) {
    switch value {
    case .null: try bindNull(at: index)
    case .int(let number): try bind(number, at: index)
    case .double(let number): try bind(number, at: index)
    case .text(let text): try bind(text, at: index)
    case .blob(let bytes):
      let code = unsafe bytes.span.withUnsafeBytes { buffer in
        unsafe rl_sqlite_bind_blob(handle, Int32(index), buffer.baseAddress, Int32(buffer.count))
      }
      try check(code)
    }
  }

  /// Binds nothing.
  public func bindNull(at index: Int) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_null(handle, Int32(index)))
  }

  /// Binds a whole number.
  public func bind(_ number: Int64, at index: Int) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_int64(handle, Int32(index), number))
  }

  /// Binds a number; SQLite keeps NaN as NULL.
  public func bind(_ number: Double, at index: Int) throws(SQLiteError) {
    try check(unsafe sqlite3_bind_double(handle, Int32(index), number))
  }

  /// Binds UTF-8 text to the parameter at an index, from 1.
  public func bind(_ text: String, at index: Int) throws(SQLiteError) {
    var text = text
    let code = text.withUTF8 { buffer in
      unsafe buffer.withMemoryRebound(to: CChar.self) { characters in
        guard let start = characters.baseAddress else {
          return unsafe rl_sqlite_bind_text(handle, Int32(index), "", 0)
        }
        return unsafe rl_sqlite_bind_text(handle, Int32(index), start, Int32(characters.count))
      }
    }
    try check(code)
  }

  /// Moves to the next row; false after the last.
  public func step() throws(SQLiteError) -> Bool {
    switch unsafe sqlite3_step(handle) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw database.problem(code)
    }
  }

  /// Makes it ready to run again; bound values stay.
  public func reset() { unsafe sqlite3_reset(handle) }

  /// Binds values, runs to the end and resets.
  public func run(_ values: [Cell] = []) throws(SQLiteError) {
    defer { reset() }
    try bind(values)
    while try step() {}
  }

  /// How many columns a row has.
  public var columnCount: Int { unsafe Int(sqlite3_column_count(handle)) }

  public var columnNames: [String] {
    (0..<columnCount).map { index in
      unsafe sqlite3_column_name(handle, Int32(index)).map { unsafe String(cString: $0) } ?? ""
    }
  }

  /// Whether it only reads.
  public var isReadOnly: Bool { unsafe sqlite3_stmt_readonly(handle) != 0 }

  /// The row at which the last step stopped.
  public var row: [Cell] { (0..<columnCount).map { self[$0] } }

  /// One value of the row, the first column being 0.
  public subscript(_ column: Int) -> Cell {
    let column = Int32(column)
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: return unsafe .int(sqlite3_column_int64(handle, column))
    case SQLITE_FLOAT: return unsafe .double(sqlite3_column_double(handle, column))
    case SQLITE_TEXT:
      let start = unsafe sqlite3_column_text(handle, column)
      let count = unsafe Int(sqlite3_column_bytes(handle, column))
      let bytes = unsafe UnsafeBufferPointer(start: start, count: count)
      return unsafe .text(String(decoding: bytes, as: UTF8.self))
    case SQLITE_BLOB:
      let start = unsafe sqlite3_column_blob(handle, column)
      let count = unsafe Int(sqlite3_column_bytes(handle, column))
      return unsafe .blob(Array(UnsafeRawBufferPointer(start: start, count: count)))
    default: return .null
    }
  }

  private func check(_ code: Int32) throws(SQLiteError) {
    if code != SQLITE_OK { throw database.problem(code) }
  }
}
