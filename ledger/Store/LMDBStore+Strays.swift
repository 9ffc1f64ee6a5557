import Bytes
import LMDB

extension LMDBStore {
  func entryCount() throws(LedgerError) -> UInt64 {
    try read { transaction throws(LMDBError) in
      try LMDBStore.entryCount(transaction, entryTable)
    }
  }

  /// One more than the index of the last entry of a snapshot.
  static func entryCount(
    _ transaction: borrowing ReadTransaction, _ table: Table
  ) throws(LMDBError) -> UInt64 {
    // The last key and not the number of rows: a row that is missing must not hide the last.
    let rows = try transaction.count(of: table)
    var cursor = try transaction.cursor(in: table)
    var isInside = try cursor.last()
    while isInside {
      if let index = entryIndex(cursor.key, rows: rows) { return index + 1 }
      isInside = try cursor.previous()
    }
    return 0
  }

  func strayEntryKeys(besides entries: UInt64) throws(LedgerError) -> [[UInt8]] {
    try read { transaction throws(LMDBError) in
      let rows = try transaction.count(of: entryTable)
      guard rows != entries else { return [] }
      var strays: [[UInt8]] = []
      var cursor = try transaction.cursor(in: entryTable)
      var isInside = try cursor.next()
      while isInside {
        if LMDBStore.entryIndex(cursor.key, rows: rows) == nil {
          strays.append([UInt8](cursor.key))
        }
        isInside = try cursor.next()
      }
      return strays
    }
  }

  /// The index a key stands for in a table of some rows; nil for that of a stray.
  ///
  /// One row with a huge key must not make a reader walk over all the indices before it.
  private static func entryIndex(_ key: Span<UInt8>, rows: UInt64) -> UInt64? {
    guard let index = BigEndianKey.number(key), index / 2 < rows else { return nil }
    return index
  }
}
