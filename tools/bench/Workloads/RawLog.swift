import Files
import LMDB

/// The least that a durable log can do: one table, rows behind one another, a commit.
final class RawLog {
  let environment: Environment
  private let table: Table
  private let row: [UInt8]
  private var next: UInt64

  /// A log with so many rows, each these bytes.
  init(_ path: String, rows: Int, bytes: [UInt8]) throws {
    environment = try Environment.open(path)
    table = try environment.table()
    row = bytes
    next = 0
    while next < rows { try append(min(100_000, rows - Int(next))) }
  }

  /// Appends so many rows in one commit.
  func append(_ count: Int = 1) throws {
    let (table, row, first) = (table, row, next)
    try environment.write { transaction throws(LMDBError) in
      for index in first..<first + UInt64(count) {
        try transaction.append(row, for: index, in: table)
      }
    }
    next += UInt64(count)
  }

  func close() { environment.close() }
}
