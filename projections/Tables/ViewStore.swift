import Bytes
import Files
public import Ledger
public import SQLite
public import Study
import Synchronization

/// The rows of a ledger: what people ask for, and which entries concern which stream and which
/// study.
///
/// A cache in one SQLite file: it can be deleted at any time, and is then built again. Where it
/// cannot be written, in a read-only copy, a file that is current is read as it is, and anything
/// else works the same from memory. What is asked is answered for the size that the last
/// ``catchUp(_:)`` reached. A row never depends on how many entries were taken in at a time.
public final class ViewStore: Sendable {
  /// An entry, and the places of those of its events that concern a stream.
  public struct Row: Equatable, Sendable {
    /// The index of the entry.
    public var entry: UInt64
    /// The places of the events in the entry, in order.
    public var ordinals: [Int]
  }

  /// How many entries may be behind before they are made rows without being asked: while a study
  /// runs, a short tail costs less to remember than to write.
  static let tailMax: UInt64 = 256

  private struct State {
    var file: RowFile?
    var commit: UInt64?
    /// Where the entries are read that are not rows yet.
    var ledger: Ledger?
    /// What the entries behind the rows concern.
    var tail = MemoryIndex()
    /// How far the index reaches that questions are answered from.
    var size: UInt64 = 0
  }

  private let path: String?
  /// The size of the log beyond which nothing is taken in; nil where all is.
  private let limit: UInt64?
  private let state: Mutex<State>

  /// The directory of the file; nil in memory.
  var directory: String? { path }

  /// The rows in the directory at `path`, which is made when it is missing; nil keeps them in
  /// memory.
  public convenience init(path: String?) { self.init(path, upTo: nil) }

  /// The rows as they were when the log had a size, in a directory of their own.
  public convenience init(path: String, upTo size: UInt64) { self.init(path, upTo: size) }

  private init(_ path: String?, upTo limit: UInt64?) {
    self.path = path
    self.limit = limit
    state = Mutex(State())
  }

  /// The rows of a ledger on disk.
  public convenience init(_ directory: LedgerDirectory) { self.init(path: directory.views) }

  /// The name of the file in the directory.
  public static let fileName = "ledger.\(Tables.revision).sqlite"

  /// The number of entries that are indexed.
  public var size: UInt64 { state.withLock { $0.size } }

  /// Whether the rows are kept on disk.
  public var isStored: Bool { state.withLock { $0.file.map { $0.path != nil } ?? false } }

  /// Where the rows lie that others may read; nil while they are kept in memory.
  public var filePath: String? { state.withLock { $0.file?.path } }

  /// Takes in the entries that were added since the last time.
  ///
  /// Costs what the new entries cost, whatever the size of the log.
  public func catchUp(_ ledger: Ledger) throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      do {
        let commit = try ledger.lastCommit()
        guard state.commit != commit || state.file == nil else { return }
        let file = try open(&state, ledger)
        // Asked after the rows were: another process may have brought them further meanwhile.
        let size = max(min(try ledger.head().size, limit ?? .max), file.size, state.size)
        state.ledger = ledger
        if size >= file.size + Self.tailMax {
          try Self.advance(&state, to: size)
        } else {
          try ledger.entries(from: state.size, to: size) { index, signed in
            state.tail.insert(IndexRow(signed.entry, at: index))
            return true
          }
        }
        state.size = size
        state.commit = commit
      } catch {
        throw ProjectionError(reading: error)
      }
    }
  }

  /// The file of the rows, opened when it is first asked for.
  private func open(_ state: inout State, _ ledger: Ledger) throws -> RowFile {
    if let file = state.file { return file }
    let file = try RowFile.current(in: path, ledger, upTo: limit ?? .max)
    state.size = file.size
    state.file = file
    return file
  }

  /// How many entries of a ledger are not among the rows yet; takes in none of them.
  func lag(behind ledger: Ledger) throws(ProjectionError) -> UInt64 {
    try state.withLock { state throws(ProjectionError) in
      do {
        _ = try open(&state, ledger)
        let size = try ledger.head().size
        return size - min(size, state.size)
      } catch {
        throw ProjectionError(reading: error)
      }
    }
  }

  /// Drops the rows and builds them again from the ledger.
  public func rebuild(_ ledger: Ledger) throws(ProjectionError) {
    state.withLock { state in
      state = State()
      if let path { try? FileSystem.remove(PathName.join(path, Self.fileName)) }
    }
    try catchUp(ledger)
  }

  /// Makes rows of all that was taken in, for those who read the file themselves.
  public func flush() throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      do { try Self.advance(&state, to: state.size) } catch {
        throw ProjectionError(reading: error)
      }
    }
  }

  private static func advance(_ state: inout State, to size: UInt64) throws {
    guard let file = state.file, let ledger = state.ledger, file.size < size else { return }
    try file.advance(to: size, ledger)
    state.tail = MemoryIndex()
  }

  /// The head up to which the rows of the file reach, for a certificate of what they say.
  ///
  /// Errors: those of reading the file or the log.
  public func reach(_ ledger: Ledger) throws(ProjectionError) -> Head {
    try flush()
    do {
      let size = try state.withLock { state in try state.file?.reread() ?? 0 }
      return Head(size: size, root: try ledger.root(at: size))
    } catch {
      throw ProjectionError(reading: error)
    }
  }

  /// Makes what was taken in durable: after a power cut it need not be built again.
  public func sync() {
    state.withLock { $0.file?.sync() }
  }

  /// All rows of a query over the tables.
  ///
  /// Errors: `unknownEvent` when entries hold events that this build cannot turn into rows.
  public func query(
    _ sql: String, _ values: [Cell] = []
  ) throws(ProjectionError) -> [[Cell]] {
    try flush()
    return try read { file, _ throws(SQLiteError) in try file.rows(sql, values) }
  }

  /// Calls `body` at each row of a query over the tables, without keeping any.
  func forEach(
    _ sql: String, _ values: [Cell], _ body: (Statement) -> Void
  ) throws(ProjectionError) {
    try flush()
    try read { file, _ throws(SQLiteError) in try file.forEach(sql, values, body) }
  }

  /// The entries with events of a stream, oldest first; at most the last `limit`.
  public func entries(
    ofStream stream: String, last limit: Int = .max
  ) throws(ProjectionError) -> [Row] {
    try read { file, tail throws(SQLiteError) in
      let new = tail.rows(ofStream: stream).filter { $0.entry >= file.size }.suffix(limit)
        .map { Row(entry: $0.entry, ordinals: $0.ordinals) }
      guard new.count < limit else { return new }
      // Another process may have brought the rows further than this one knows: what lies behind
      // stands in the tail.
      let found = try file.rows(
        "SELECT entry, ordinal FROM events WHERE stream = ? AND entry < ? "
          + "ORDER BY entry DESC, ordinal DESC",
        [.text(stream), .int(Int64(file.size))], while: limit - new.count)
      return found.reversed() + new
    }
  }

  /// The entries from an index on that concern a study, oldest first; at most the first `limit`.
  ///
  /// The study of the empty name stands for the ledger itself and its keys.
  public func entries(
    ofStudy study: String, from first: UInt64 = 0, limit: Int = .max
  ) throws(ProjectionError) -> [UInt64] {
    try read { file, tail throws(SQLiteError) in
      let found = try file.rows(
        "SELECT entry FROM concerns WHERE study = ? AND entry >= ? AND entry < ? "
          + "ORDER BY entry LIMIT ?",
        [
          .text(study), .int(Int64(clamping: first)), .int(Int64(file.size)),
          .int(limit == .max ? -1 : Int64(limit)),
        ]
      ).compactMap { $0[0].asInt.map(UInt64.init) }
      let new = tail.entries(ofStudy: study).filter { $0 >= max(first, file.size) }
      return found + new.prefix(limit - found.count)
    }
  }

  /// The slugs of all studies, sorted.
  public func studies() throws(ProjectionError) -> [String] {
    try read { file, tail throws(SQLiteError) in
      // Hops from slug to slug, and reads no other row of a study.
      let known = try file.rows(
        """
        WITH RECURSIVE slugs(study) AS (
          SELECT min(study) FROM concerns WHERE study > ''
          UNION ALL
          SELECT (SELECT min(study) FROM concerns WHERE study > slugs.study) FROM slugs
          WHERE slugs.study IS NOT NULL)
        SELECT study FROM slugs WHERE study IS NOT NULL
        """, []
      ).compactMap { $0[0].asText }
      return (known + tail.slugs().filter { !known.contains($0) }).sorted()
    }
  }

  /// Why a unit is blocked or skipped; nil when it is neither.
  public func reason(
    _ study: String, _ address: UnitAddress
  ) throws(ProjectionError) -> String? {
    try query(
      "SELECT reason FROM units WHERE study = ? AND run = ? AND stage = ? AND unit = ?",
      [.text(study), .text(address.run), .text(address.stage), .text(address.unit)]
    ).first?[0].asText
  }

  /// The latest violations of a study, newest last, each with its run.
  public func violations(of study: String, last count: Int) throws(ProjectionError) -> [String] {
    try query(
      "SELECT run, text FROM violations WHERE study = ? ORDER BY entry DESC, ordinal DESC LIMIT ?",
      [.text(study), .int(Int64(count))]
    ).reversed().map { row in
      let run = row[0].asText ?? ""
      return (run.isEmpty ? "" : "\(run): ") + (row[1].asText ?? "")
    }
  }

  private func read<Result>(
    _ body: (RowFile, MemoryIndex) throws(SQLiteError) -> Result
  ) throws(ProjectionError) -> Result {
    try state.withLock { state throws(ProjectionError) in
      guard let file = state.file else {
        throw ProjectionError(.cache, "the rows were asked before they were read")
      }
      do throws(SQLiteError) { return try body(file, state.tail) } catch {
        throw ProjectionError(
          .cache, "the rows of the views cannot be read: \(error)",
          hint: "delete the directory 'views' of the ledger; it is built again")
      }
    }
  }
}
