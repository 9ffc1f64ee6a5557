import Bytes
import LMDB

/// Two kinds of failure inside a read: of the environment, and of whoever looks at what was read.
enum ReadFailure: Error, LMDBErrorWrapping {
  case environment(LMDBError)
  case ledger(LedgerError)

  init(_ error: LMDBError) { self = .environment(error) }
}

extension LMDBStore {
  func lastCommit() throws(LedgerError) -> UInt64 {
    if let pinned { return pinned.id }
    // The file names a commit before readers are shown it, for as long as it takes to be synced:
    // what is read has to bear the number that it was read under.
    return isLockFree ? try writtenCommit() : try read { $0.id }
  }

  func writtenCommit() throws(LedgerError) -> UInt64 {
    do throws(LMDBError) { return try environment.lastTransactionID() } catch {
      throw LedgerError(error, at: environment.path)
    }
  }

  func settle() throws(LedgerError) {
    do throws(LMDBError) { try environment.settle() } catch {
      throw LedgerError(error, at: environment.path)
    }
  }

  func entry(_ index: UInt64) throws(LedgerError) -> [UInt8]? {
    try read { transaction throws(LMDBError) in
      guard let bytes = try transaction.get(index, in: entryTable) else { return nil }
      return [UInt8](bytes)
    }
  }

  func rows(_ table: StoreTable, _ keys: [[UInt8]]) throws(LedgerError) -> [[UInt8]?] {
    guard let table = self.table(table) else { return keys.map { _ in nil } }
    return try read { transaction throws(LMDBError) in
      var values: [[UInt8]?] = []
      for key in keys {
        guard let bytes = try transaction.get(key, in: table) else {
          values.append(nil)
          continue
        }
        values.append([UInt8](bytes))
      }
      return values
    }
  }

  func entries(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    if isLockFree { return try entriesCopied(range, body) }
    // Entries never change: those of a pinned snapshot are read from any later one, which lets
    // several threads do it.
    let range = range.clamped(to: 0..<pinnedCount)
    try wrapped { () throws(ReadFailure) in
      try environment.read { transaction throws(ReadFailure) in
        try transaction.forEachEntry(in: entryTable, range, body)
      }
    }
  }

  /// Copies a number of entries at a time and hands them out once they are known to be intact.
  private func entriesCopied(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    var next = range.lowerBound
    while next < range.upperBound {
      let chunk = try read { transaction throws(LMDBError) in
        var chunk: [(index: UInt64, bytes: [UInt8])] = []
        var size = 0
        var cursor = try transaction.cursor(in: entryTable)
        var isInside = try cursor.seek(next)
        while isInside, size < 1 << 18 {
          // A key of another length is a stray, which verifying finds.
          if let index = BigEndianKey.number(cursor.key) {
            guard index < range.upperBound else { break }
            chunk.append((index, [UInt8](cursor.value)))
            size += cursor.value.count
          }
          isInside = try cursor.next()
        }
        return chunk
      }
      guard let last = chunk.last else { return }
      for (index, bytes) in chunk {
        guard try body(index, bytes.span) else { return }
      }
      next = last.index + 1
    }
  }

  func scan(
    _ table: StoreTable, prefix: [UInt8],
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError) {
    guard let table = self.table(table) else { return }
    var lower = prefix
    while true {
      let start = lower
      let chunk = try read { transaction throws(LMDBError) in
        var chunk = RowChunk()
        var cursor = try transaction.cursor(in: table)
        var isInside = try cursor.seek(start.span)
        while isInside, !chunk.isFull {
          guard cursor.key.starts(with: prefix) else { break }
          chunk.append(cursor.key, cursor.value)
          isInside = try cursor.next()
        }
        return chunk
      }
      guard let last = chunk.lastKey else { return }
      // Keys that are out of order would have us look at the same rows for ever.
      guard !last.lexicographicallyPrecedes(start) else {
        throw LedgerError(
          .altered, "the rows of '\(environment.path)' are out of order",
          hint: "restore the directory from a copy")
      }
      guard try chunk.forEach(body) else { return }
      // The least key behind the last one.
      lower = last + [0]
    }
  }

  /// Reads one snapshot; without locks, again until no writer can have reused its pages meanwhile.
  func read<R>(
    _ body: (borrowing ReadTransaction) throws(LMDBError) -> R
  ) throws(LedgerError) -> R {
    do throws(LMDBError) {
      if let pinned { return try pinned.read(body) }
      if !isLockFree { return try environment.read(body) }
      for _ in 0..<LMDBStore.attemptsMax {
        var result: R?
        var failure: LMDBError?
        var snapshot: UInt64 = 0
        do throws(LMDBError) {
          result = try environment.read { transaction throws(LMDBError) in
            snapshot = transaction.id
            return try body(transaction)
          }
        } catch {
          failure = error
        }
        guard try environment.isIntact(snapshot) else { continue }
        if let failure { throw failure }
        if let result { return result }
      }
    } catch {
      throw LedgerError(error, at: environment.path)
    }
    throw LedgerError(
      .busy, "the log at '\(environment.path)' changed again and again while it was read",
      hint: "try again, or read with the account that writes")
  }

  /// How often a lock-free read is tried.
  private static let attemptsMax = 1_000

  private func wrapped(_ body: () throws(ReadFailure) -> Void) throws(LedgerError) {
    do throws(ReadFailure) { try body() } catch {
      switch error {
      case .environment(let error): throw LedgerError(error, at: environment.path)
      case .ledger(let error): throw error
      }
    }
  }
}

extension ReadTransaction {
  /// Calls `body` with the entries in a range, straight from the map, until it answers false.
  fileprivate func forEachEntry(
    in table: Table, _ range: Range<UInt64>,
    _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(ReadFailure) {
    var cursor = try opened(table)
    var isInside: Bool
    do throws(LMDBError) { isInside = try cursor.seek(range.lowerBound) } catch {
      throw .environment(error)
    }
    while isInside {
      // A key of another length is a stray, which verifying finds.
      if let index = BigEndianKey.number(cursor.key) {
        guard index < range.upperBound else { return }
        do throws(LedgerError) {
          guard try body(index, cursor.value) else { return }
        } catch {
          throw .ledger(error)
        }
      }
      do throws(LMDBError) { isInside = try cursor.next() } catch { throw .environment(error) }
    }
  }

  @_lifetime(borrow self)
  private func opened(_ table: Table) throws(ReadFailure) -> Cursor {
    do throws(LMDBError) { return try cursor(in: table) } catch { throw .environment(error) }
  }
}
