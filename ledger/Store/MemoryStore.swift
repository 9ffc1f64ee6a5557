import Bytes
import Synchronization

/// A store without a disk, for tests and for dry runs.
final class MemoryStore: Store {
  private struct Contents {
    var commits: UInt64 = 0
    var entries: [[UInt8]?] = []
    var tables: [StoreTable: [[UInt8]: [UInt8]]] = [:]
  }

  private let contents = Mutex(Contents())

  init() {}

  func lastCommit() -> UInt64 { contents.withLock { $0.commits } }

  func writtenCommit() -> UInt64 { lastCommit() }

  func settle() {}

  func entryCount() -> UInt64 { contents.withLock { UInt64($0.entries.count) } }

  func entry(_ index: UInt64) -> [UInt8]? {
    contents.withLock { contents in
      index < UInt64(contents.entries.count) ? contents.entries[Int(index)] : nil
    }
  }

  func entries(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    let entries = contents.withLock { $0.entries }
    for index in range {
      guard index < UInt64(entries.count) else { return }
      guard let bytes = entries[Int(index)] else { continue }
      guard try body(index, bytes.span) else { return }
    }
  }

  func strayEntryKeys(besides entries: UInt64) -> [[UInt8]] { [] }

  func rows(_ table: StoreTable, _ keys: [[UInt8]]) -> [[UInt8]?] {
    contents.withLock { contents in keys.map { contents.tables[table]?[$0] } }
  }

  func scan(
    _ table: StoreTable, prefix: [UInt8],
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    let rows = contents.withLock { $0.tables[table] ?? [:] }
    let keys = rows.keys.filter { $0.starts(with: prefix) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    for key in keys {
      guard let value = rows[key], try body(key.span, value.span) else { return }
    }
  }

  func commit(_ changes: StoreChanges) throws(LedgerError) {
    try contents.withLock { contents throws(LedgerError) in
      guard changes.entries.isEmpty || changes.firstIndex == UInt64(contents.entries.count) else {
        throw LedgerError(.storeFailed, "entry \(changes.firstIndex) is not the next one")
      }
      for table in changes.cleared { contents.tables[table] = [:] }
      contents.entries += changes.entries
      for row in changes.rows { contents.tables[row.table, default: [:]][row.key] = row.value }
      contents.commits += 1
    }
  }

  func close() {}
}

/// What nobody does to a store but a test of what becomes of it.
extension MemoryStore {
  /// Replaces the bytes of an entry, or takes it away.
  func tamper(_ index: UInt64, _ bytes: [UInt8]?) {
    contents.withLock { $0.entries[Int(index)] = bytes }
  }

  /// Replaces a row, or takes it away.
  func tamper(_ table: StoreTable, _ key: [UInt8], _ value: [UInt8]?) {
    contents.withLock {
      $0.tables[table, default: [:]][key] = value
      $0.commits += 1
    }
  }

  /// Cuts the last entries off.
  func truncate(_ count: Int) {
    contents.withLock { $0.entries.removeLast($0.entries.count - count) }
  }
}
