/// A table of the log beside its entries.
///
/// Every one of them is rebuilt from the entries.
enum StoreTable: String, CaseIterable, Sendable {
  /// Level and number of a tile to its hashes.
  case tiles
  /// The nodes of the trie over the accepted commands and all other derived rows.
  case index
  /// Stream to the state of its decider.
  case states
  /// The frontier, the last checkpoint, the authority, one row an author, and the seal.
  case meta
}

/// What one commit changes.
struct StoreChanges: Sendable {
  /// A row to be written, or deleted when `value` is nil.
  struct Row: Sendable {
    var table: StoreTable
    var key: [UInt8]
    var value: [UInt8]?
  }

  /// Tables emptied before anything else happens.
  var cleared: [StoreTable] = []
  /// The index of the first new entry, which is the number of entries there are.
  var firstIndex: UInt64 = 0
  var entries: [[UInt8]] = []
  /// The changed rows, in the order in which they change.
  var rows: [Row] = []

  mutating func put(_ table: StoreTable, _ key: [UInt8], _ value: [UInt8]?) {
    rows.append(Row(table: table, key: key, value: value))
  }
}

/// Where a log keeps its rows. One law holds for every store, and one suite of tests states it:
///
/// - a commit takes effect wholly or not at all, and is durable when it returns;
/// - entries are appended at the next index and never change;
/// - after a commit failed in a way that leaves its fate unknown, no other succeeds;
/// - keys are ordered by their bytes.
protocol Store: Sendable {
  /// A number that changes with every commit, whoever made it: of the one that the next read shows,
  /// or of one before.
  func lastCommit() throws(LedgerError) -> UInt64

  /// The number of the last commit that was written, also where reads do not show it yet, because
  /// its writer is about to tell them, or was killed before he did.
  func writtenCommit() throws(LedgerError) -> UInt64

  /// One more than the index of the last entry.
  func entryCount() throws(LedgerError) -> UInt64

  /// The bytes of an entry; nil when there is none at the index.
  func entry(_ index: UInt64) throws(LedgerError) -> [UInt8]?

  /// Calls `body` with the rows of the entry table in a range, until it answers false.
  ///
  /// An index that is missing is passed over: who cares compares the indices.
  func entries(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError)

  /// The keys of the rows of the entry table that are no entries, given how many are entries.
  ///
  /// A key is one when it is not eight bytes, or so far behind the others that at least half of the
  /// indices before it would be missing.
  func strayEntryKeys(besides entries: UInt64) throws(LedgerError) -> [[UInt8]]

  /// The values of some rows of one table, all from the same commit.
  func rows(_ table: StoreTable, _ keys: [[UInt8]]) throws(LedgerError) -> [[UInt8]?]

  /// Calls `body` with the rows whose key begins with `prefix`, until it answers false.
  ///
  /// No transaction is open meanwhile.
  func scan(
    _ table: StoreTable, prefix: [UInt8],
    _ body: (_ key: Span<UInt8>, _ value: Span<UInt8>) throws(LedgerError) -> Bool
  ) throws(LedgerError)

  /// Makes the last commit seen by everybody, where its writer died before he could.
  ///
  /// For whoever holds the lock of writers.
  func settle() throws(LedgerError)

  /// Makes changes durable.
  func commit(_ changes: StoreChanges) throws(LedgerError)

  /// Gives the files back; nothing may be asked afterwards.
  func close()
}

extension Store {
  /// The value of a row.
  func row(_ table: StoreTable, _ key: [UInt8]) throws(LedgerError) -> [UInt8]? {
    try rows(table, [key])[0]
  }
}
