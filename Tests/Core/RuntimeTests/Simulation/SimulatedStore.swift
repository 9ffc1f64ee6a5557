import Bytes

@testable import Ledger

/// A store in memory whose commits can fail, with or without effect, and whose writer can die.
final class SimulatedStore: Store {
  /// What becomes of a commit.
  enum Fate { case done, lost, kept }

  private let base = MemoryStore()
  /// Decides the fate of every commit.
  ///
  /// Only one thread works on it.
  nonisolated(unsafe) var fate: () -> Fate = { .done }

  func commit(_ changes: StoreChanges) throws(LedgerError) {
    let fate = unsafe fate()
    if fate != .lost { try base.commit(changes) }
    if fate != .done { throw LedgerError(.storeFailed, "the disk failed") }
  }

  func scan(
    _ table: StoreTable, prefix: [UInt8],
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) { try base.scan(table, prefix: prefix, body) }

  func entries(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) { try base.entries(range, body) }

  func lastCommit() -> UInt64 { base.lastCommit() }
  func writtenCommit() -> UInt64 { base.writtenCommit() }
  func entryCount() -> UInt64 { base.entryCount() }
  func settle() {}
  func entry(_ index: UInt64) -> [UInt8]? { base.entry(index) }
  func strayEntryKeys(besides entries: UInt64) -> [[UInt8]] { [] }
  func rows(_ table: StoreTable, _ keys: [[UInt8]]) -> [[UInt8]?] { base.rows(table, keys) }
  func close() {}
}
