import Bytes
import Files
import Ledger
import SQLite

/// One file of rows, or one in memory, and how far it reaches.
///
/// It is written without syncs. `meta` says in the same transaction as the rows which log they are
/// of and how far; a mark names the boot in which they were written last, so that what a power cut
/// may have torn is not believed. Its owner uses it under a lock.
final class RowFile: @unchecked Sendable {
  /// Entries in one transaction of a long catch-up.
  private static let batchMax: UInt64 = 16_384
  /// How long another process is waited for, in milliseconds.
  private static let wait: Int32 = 10_000

  /// Where the file lies; nil in memory.
  let path: String?
  private let database: Database
  private let writer: RowWriter
  private let isReadOnly: Bool
  private var history = AuthorityHistory()
  /// How far the rows reach.
  private(set) var size: UInt64 = 0

  private init(path: String?, database: Database, isReadOnly: Bool) {
    self.path = path
    self.database = database
    self.isReadOnly = isReadOnly
    writer = RowWriter(database)
  }

  /// The rows of a ledger as they are now: from the file, from a new file, or from memory.
  ///
  /// They reach up to `limit` entries.
  static func current(
    in directory: String?, _ ledger: Ledger, upTo limit: UInt64 = .max
  ) throws -> RowFile {
    let size = min(try ledger.head().size, limit)
    guard let directory else { return try inMemory(size, ledger) }
    let path = PathName.join(directory, ViewStore.fileName)
    if let file = try existing(path, ledger, size) { return file }
    do throws(SQLiteError) {
      return try filled(path, in: directory, size, ledger)
    } catch {
      return try inMemory(size, ledger)
    }
  }

  /// The file that is there, brought up to the log; nil when it is of another log, damaged, or
  /// cannot be brought up.
  private static func existing(
    _ path: String, _ ledger: Ledger, _ size: UInt64
  ) throws -> RowFile? {
    guard FileSystem.exists(path) else { return nil }
    do throws(SQLiteError) {
      let file = try open(path, .readWrite)
      guard try file.hasOwnSchema() else { return nil }
      if try file.isOf(ledger), try file.advanced(to: size, ledger) { return file }
    } catch {
      guard !error.isBusy else { return nil }
    }
    do throws(SQLiteError) {
      let file = try open(path, .readOnly)
      if try file.hasOwnSchema(), try file.isOf(ledger), file.size >= size { return file }
    } catch {
      return nil
    }
    return nil
  }

  private static func open(_ path: String, _ mode: Database.Mode) throws(SQLiteError) -> RowFile {
    let database = try Database(path, mode)
    database.wait(milliseconds: wait)
    // What is taken out of the rows is gone from the file.
    try database.execute(
      "PRAGMA synchronous = OFF; PRAGMA cache_size = -65536; PRAGMA secure_delete = ON")
    return RowFile(path: path, database: database, isReadOnly: mode == .readOnly)
  }

  /// A file filled beside the place of the old one, and renamed: others read the old one on.
  private static func filled(
    _ path: String, in directory: String, _ size: UInt64, _ ledger: Ledger
  ) throws(SQLiteError) -> RowFile {
    let name = "\(path).new-\(HostIdentity.process)"
    do throws(FileError) {
      try FileSystem.makeDirectories(directory)
      if FileSystem.exists(name) { try FileSystem.remove(name) }
    } catch {
      throw SQLiteError(code: 14, error.description)
    }
    do throws(SQLiteError) {
      let file = RowFile(path: name, database: try Database(name, .create), isReadOnly: false)
      try file.fill(to: size, ledger)
    } catch {
      try? FileSystem.remove(name)
      throw error
    }
    do throws(FileError) {
      // What an old journal would undo is not in the new file.
      try? FileSystem.remove("\(path)-journal")
      // SQLite gives what it makes to its account alone, and a journal what the file has.
      if FileSystem.sharesWithGroup { try FileSystem.setMode(name, 0o664) }
      try FileSystem.rename(name, path)
    } catch {
      try? FileSystem.remove(name)
      throw SQLiteError(code: 14, error.description)
    }
    let file = try open(path, .readWrite)
    try file.readMeta()
    return file
  }

  static func inMemory(_ size: UInt64, _ ledger: Ledger) throws -> RowFile {
    let file = RowFile(path: nil, database: try Database(":memory:"), isReadOnly: false)
    try file.fill(to: size, ledger)
    return file
  }

  /// Makes the tables and fills them; indexes come last, when that costs least.
  private func fill(to size: UInt64, _ ledger: Ledger) throws(SQLiteError) {
    try database.execute("PRAGMA synchronous = OFF; PRAGMA cache_size = -65536")
    try database.execute("PRAGMA journal_mode = OFF; PRAGMA page_size = 8192")
    try database.execute(Self.meta)
    for table in Tables.all { try database.execute(table.definition) }
    try put("origin", .text(ledger.origin))
    try put("revision", .int(Int64(Tables.revision)))
    try take(to: size, ledger)
    for table in Tables.all {
      for index in table.indexDefinitions { try database.execute(index) }
    }
    try database.execute("PRAGMA journal_mode = DELETE")
  }

  /// Brings the rows up to a size, and says so when that cannot be done here.
  private func advanced(to size: UInt64, _ ledger: Ledger) throws(SQLiteError) -> Bool {
    // Another process may have brought the rows further than was asked.
    if self.size >= size { return true }
    guard !isReadOnly else { return false }
    try take(to: size, ledger)
    return true
  }

  /// Brings the rows of an open file up to a size.
  func advance(to size: UInt64, _ ledger: Ledger) throws {
    if try !advanced(to: size, ledger) {
      throw ProjectionError(
        .cache, "the rows of the views reach entry \(self.size) and cannot be written",
        hint: "open the ledger again")
    }
  }

  /// Takes in the entries up to a size, in transactions of which each leaves good rows.
  private func take(to end: UInt64, _ ledger: Ledger) throws(SQLiteError) {
    while size < end {
      try database.transaction { () throws(SQLiteError) in
        // Another process may have been here since.
        if path != nil { try readMeta() }
        let next = min(end, size + Self.batchMax)
        guard size < next else { return }
        try takeBatch(size..<next, ledger)
        size = next
        try put("size", .int(Int64(next)))
        try put("root", .text(try root(at: next, ledger)))
        try put("boot", .text(HostIdentity.boot))
      }
    }
  }

  private func takeBatch(
    _ range: Range<UInt64>, _ ledger: Ledger
  ) throws(SQLiteError) {
    let fold = RowFold(writer: writer)
    do {
      try readHistory(before: range.lowerBound, ledger)
      var decoder = EntryDecoder(ledger, history)
      try ledger.storedEntries(from: range.lowerBound, to: range.upperBound) { stored in
        let entry = stored.entry
        if entry.events.contains(where: { AuthorityHistory.isConcerned($0.stream) }) {
          try history.evolve(entry, at: stored.index) { payload throws(LedgerError) in
            try ledger.mapBytes(of: payload)
          }
          history.size = stored.index + 1
          decoder = EntryDecoder(ledger, history)
        }
        try fold.index(entry, at: stored.index)
        let recorded: RecordedEntry
        do throws(ProjectionError) { recorded = try decoder.recorded(stored) } catch {
          // An event of a later build is indexed, so that it can be looked at; it makes no rows.
          guard error.code == .unknownEvent else { throw error }
          try put("unknown", .text(error.message))
          return true
        }
        try fold.take(recorded)
        return true
      }
    } catch let error as SQLiteError {
      throw error
    } catch {
      throw SQLiteError(code: 1, "\(error)")
    }
  }

  /// Who was entitled to what before an entry, for the authors of the entries behind it.
  private func readHistory(before index: UInt64, _ ledger: Ledger) throws {
    guard history.size < index else { return }
    let rows = try database.rows(
      "SELECT entry FROM concerns WHERE study = '' AND entry >= ? AND entry < ? ORDER BY entry",
      [.int(Int64(history.size)), .int(Int64(index))])
    try ledger.storedEntries(at: rows.compactMap { $0[0].asInt.map(UInt64.init) }) { stored in
      try history.evolve(stored.entry, at: stored.index) { payload throws(LedgerError) in
        try ledger.mapBytes(of: payload)
      }
      return true
    }
    history.size = index
  }

  private static let meta = "CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID"

  /// Whether the file has our tables and indexes and nothing else: a trigger or a view of somebody
  /// else's would change what is read, however right the rows are that are put in.
  func hasOwnSchema() throws(SQLiteError) -> Bool {
    var own = Set([Self.meta])
    for table in Tables.all { own.formUnion([table.definition] + table.indexDefinitions) }
    let found = try database.rows("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL", [])
    return Set(found.compactMap { $0[0].asText }) == own
  }

  /// Whether the file's rows are of a prefix of this log, and whole as far as can be told.
  private func isOf(_ ledger: Ledger) throws(SQLiteError) -> Bool {
    try readMeta()
    guard try meta("origin") == .text(ledger.origin),
      try meta("revision") == .int(Int64(Tables.revision))
    else { return false }
    if try meta("boot") != .text(HostIdentity.boot) {
      guard let synced = try meta("synced_size")?.asInt, synced >= Int64(size) else { return false }
    }
    guard size > 0 else { return true }
    guard let head = try? ledger.head().size, size <= head else { return false }
    return try meta("root") == .text(try root(at: size, ledger))
  }

  private func root(at size: UInt64, _ ledger: Ledger) throws(SQLiteError) -> String {
    do throws(LedgerError) { return try ledger.root(at: size).hex } catch {
      throw SQLiteError(code: 1, error.message)
    }
  }

  /// Makes the rows durable and writes down that they are.
  func sync() {
    guard let path, !isReadOnly, let file = try? Descriptor.open(path, [.read]) else { return }
    guard (try? file.sync()) != nil else { return }
    try? put("synced_size", .int(Int64(size)))
  }

  /// The file of a log as it is, read and not brought up; nil when it is of another log or build.
  static func stored(_ path: String, _ ledger: Ledger) throws(SQLiteError) -> RowFile? {
    let file = try open(path, .readOnly)
    // All of it as of one commit, whoever writes meanwhile.
    try file.database.execute("BEGIN")
    return try file.isOf(ledger) ? file : nil
  }

  /// Whether a table has the same rows here and there.
  func holdsSameRows(as other: RowFile, in table: Table) throws(SQLiteError) -> Bool {
    let order = (1...table.columns.count).map(String.init).joined(separator: ", ")
    let sql = "SELECT * FROM \(table.name) ORDER BY \(order)"
    let (mine, theirs) = (try database.prepare(sql), try other.database.prepare(sql))
    while true {
      let (isMine, isTheirs) = (try mine.step(), try theirs.step())
      guard isMine == isTheirs else { return false }
      guard isMine else { return true }
      for column in table.columns.indices where mine[column] != theirs[column] { return false }
    }
  }

  /// All rows of a query.
  func rows(_ sql: String, _ values: [Cell]) throws(SQLiteError) -> [[Cell]] {
    try database.rows(sql, values)
  }

  /// Calls `body` at each row of a query.
  func forEach(
    _ sql: String, _ values: [Cell], _ body: (Statement) -> Void
  ) throws(SQLiteError) {
    try database.forEach(sql, values, body)
  }

  /// The rows `(entry, ordinal)` of a query, newest first, grouped by entry, at most `limit`
  /// entries.
  func rows(
    _ sql: String, _ values: [Cell], while limit: Int
  ) throws(SQLiteError) -> [ViewStore.Row] {
    let statement = try database.prepare(sql)
    try statement.bind(values)
    var rows: [ViewStore.Row] = []
    while try statement.step() {
      guard let entry = statement[0].asInt, let ordinal = statement[1].asInt else { continue }
      if rows.last?.entry == UInt64(entry) {
        rows[rows.count - 1].ordinals.insert(Int(ordinal), at: 0)
      } else {
        if rows.count == limit { break }
        rows.append(ViewStore.Row(entry: UInt64(entry), ordinals: [Int(ordinal)]))
      }
    }
    return rows
  }

  /// How far the rows reach by now, whoever has brought them further.
  func reread() throws(SQLiteError) -> UInt64 {
    if path != nil { try readMeta() }
    return size
  }

  private func readMeta() throws(SQLiteError) {
    size = try meta("size")?.asInt.map(UInt64.init) ?? 0
  }

  private func meta(_ key: String) throws(SQLiteError) -> Cell? {
    try writer.first("SELECT value FROM meta WHERE key = ?", [.text(key)])
  }

  private func put(_ key: String, _ value: Cell) throws(SQLiteError) {
    try writer.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", [.text(key), value])
  }
}
