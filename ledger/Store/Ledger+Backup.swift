import LMDB

extension Ledger {
  /// Writes a consistent copy of the log to a directory that does not exist yet, while others read
  /// and write; durable on return.
  ///
  /// It is a copy, not a backup, until somebody has opened it and verified what is in it.
  public func copyLog(to path: String) throws(LedgerError) {
    guard let store = store as? LMDBStore else {
      throw LedgerError(.invalid, "a ledger in memory has no log to copy")
    }
    do throws(LMDBError) { try store.environment.copy(to: path, isCompact: true) } catch {
      throw LedgerError(error, at: path)
    }
  }

  /// How many bytes the log has on disk, free pages included.
  public func logBytes() throws(LedgerError) -> UInt64 {
    guard let store = store as? LMDBStore else { return 0 }
    do throws(LMDBError) { return try store.environment.statistics().usedBytes } catch {
      throw LedgerError(error, at: directory.log)
    }
  }

  /// Frees what readers hold whose process is gone, and answers how many there were.
  public func clearStaleReaders() throws(LedgerError) -> Int {
    guard let store = store as? LMDBStore, !store.isLockFree else { return 0 }
    do throws(LMDBError) { return try store.environment.clearDeadReaders() } catch {
      throw LedgerError(error, at: directory.log)
    }
  }
}
