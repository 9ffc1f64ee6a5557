import Bytes
import Files
import LMDB
public import Ledger
import Synchronization

/// The index of a ledger's views: which entries concern which stream and which study.
///
/// A cache in an environment of its own: it can be deleted at any time, and is then built again.
/// Where it cannot be written, in a read-only copy, everything works the same from memory. What is
/// asked is answered for the size that the last ``catchUp(_:)`` reached.
public final class ViewStore: Sendable {
  /// The shape of what is stored; another one is dropped and built again.
  static let revision: UInt64 = 1

  /// How many entries may be behind before they are written rather than remembered: a short tail
  /// costs less to read again than to store.
  static let tailMax: UInt64 = 256

  /// An entry, and the places of those of its events that concern a stream.
  public struct Row: Equatable, Sendable {
    /// The index of the entry.
    public var entry: UInt64
    /// The places of the events in the entry, in order.
    public var ordinals: [Int]
  }

  private struct State: Sendable {
    var stored: StoredIndex?
    var isChecked = false
    /// How far the stored rows are used; another process may have stored more since.
    var storedSize: UInt64 = 0
    /// What was read from `storedSize` to `size`.
    var tail = MemoryIndex()
    var size: UInt64 = 0
    var commit: UInt64?
  }

  private let state: Mutex<State>

  /// The index in the directory at `path`, which is made when it is missing; nil keeps it in
  /// memory.
  public init(path: String?) {
    state = Mutex(State(stored: path.flatMap(StoredIndex.open)))
  }

  /// The index of the views of a ledger on disk.
  public convenience init(_ directory: LedgerDirectory) { self.init(path: directory.views) }

  /// The number of entries that are indexed.
  public var size: UInt64 { state.withLock { $0.size } }

  /// Whether the index is kept on disk.
  public var isStored: Bool { state.withLock { $0.stored != nil } }

  /// Takes in the entries that were added since the last time.
  public func catchUp(_ ledger: Ledger) throws(ProjectionError) {
    try state.withLock { state throws(ProjectionError) in
      do {
        let commit = try ledger.lastCommit()
        guard state.commit != commit else { return }
        let size = try ledger.head().size
        try ViewStore.adopt(&state, ledger)
        try ViewStore.advance(&state, to: size, ledger)
        state.commit = commit
      } catch {
        throw ProjectionError(reading: error)
      }
    }
  }

  /// Drops the index and builds it again from the ledger.
  public func rebuild(_ ledger: Ledger) throws(ProjectionError) {
    state.withLock { state in
      let stored = state.stored
      state = State(stored: stored)
      state.isChecked = true
      state.stored?.clear()
    }
    try catchUp(ledger)
  }

  /// The entries with events of a stream, oldest first; at most the last `limit`.
  public func entries(
    ofStream stream: String, last limit: Int = .max
  ) throws(ProjectionError) -> [Row] {
    try state.withLock { state throws(ProjectionError) in
      let tail = state.tail.rows(ofStream: stream).suffix(limit)
        .map { Row(entry: $0.entry, ordinals: $0.ordinals) }
      guard tail.count < limit, let stored = state.stored else { return tail }
      return try stored.rows(
        ofStream: stream, before: state.storedSize, last: limit - tail.count) + tail
    }
  }

  /// The entries from an index on that concern a study, oldest first; at most the first `limit`.
  ///
  /// The study of the empty name stands for the ledger itself and its keys.
  public func entries(
    ofStudy study: String, from first: UInt64 = 0, limit: Int = .max
  ) throws(ProjectionError) -> [UInt64] {
    try state.withLock { state throws(ProjectionError) in
      let stored =
        try state.stored?.entries(
          ofStudy: study, in: first..<max(first, state.storedSize), limit: limit) ?? []
      let tail = state.tail.entries(ofStudy: study).drop { $0 < first }
      return stored + tail.prefix(limit - stored.count)
    }
  }

  /// The slugs of all studies, sorted.
  public func studies() throws(ProjectionError) -> [String] {
    try state.withLock { state throws(ProjectionError) in
      let stored = try state.stored?.slugs() ?? []
      return stored + state.tail.slugs().filter { !stored.contains($0) }
    }.sorted()
  }

  /// Looks once whether what is stored is an index of this very ledger, and drops it otherwise.
  private static func adopt(_ state: inout State, _ ledger: Ledger) throws {
    guard !state.isChecked, let stored = state.stored else { return }
    state.isChecked = true
    let meta = try? stored.meta()
    guard let meta, meta.size > 0 else { return stored.clear() }
    if meta.size > (try ledger.head().size) { return stored.clear() }
    if try ledger.entry(meta.size - 1).leaf != meta.leaf { return stored.clear() }
    state.size = meta.size
    state.storedSize = meta.size
  }

  private static func advance(_ state: inout State, to size: UInt64, _ ledger: Ledger) throws {
    if let stored = state.stored {
      let known = (try? stored.meta()?.size) ?? 0
      if size >= known + tailMax {
        do throws(ProjectionError) {
          try stored.advance(from: known, to: size, ledger)
          state.tail = MemoryIndex()
          state.storedSize = size
          state.size = size
          return
        } catch {
          // A full disk or a lost file: the cache is not worth failing for.
          guard error.code == .cache else { throw error }
          state = State(stored: nil)
        }
      }
    }
    guard state.size < size else { return }
    try ledger.entries(from: state.size, to: size) { index, signed in
      state.tail.insert(IndexRow(signed.entry, at: index))
      return true
    }
    state.size = size
  }
}

/// The index on disk: rows whose keys are a name, a zero and the number of an entry.
private struct StoredIndex: Sendable {
  let environment: Environment
  let streams: Table
  let studies: Table
  let names: Table
  let about: Table

  private static let metaKey: [UInt8] = Array("meta".utf8)

  /// How many entries are written in one commit.
  private static let batchMax = 16_384

  /// Opens the index, once more from nothing when its file is damaged; nil when it cannot be had.
  ///
  /// A file that is whole is never removed: this process may have it open already.
  static func open(_ path: String) -> StoredIndex? {
    do throws(LMDBError) { return try StoredIndex(path) } catch {
      guard error.isCorrupt || error.isVersionMismatch,
        (try? FileSystem.remove(PathName.join(path, "data.mdb"))) != nil
      else { return nil }
      return try? StoredIndex(path)
    }
  }

  private init(_ path: String) throws(LMDBError) {
    environment = try Environment.open(path)
    streams = try environment.table("streams")
    studies = try environment.table("studies")
    names = try environment.table("slugs")
    about = try environment.table("about")
  }

  /// The size the index reaches, and the leaf hash of its last entry; nil for another revision.
  func meta() throws(ProjectionError) -> (size: UInt64, leaf: Digest)? {
    try read { transaction throws(LMDBError) in
      guard let row = try transaction.get(Self.metaKey, in: about), row.count == 48 else {
        return nil
      }
      guard IndexKey.number(row.extracting(0..<8)) == ViewStore.revision else { return nil }
      return (IndexKey.number(row.extracting(0..<16)), Digest(row.extracting(16..<48)))
    }
  }

  /// Forgets everything, if there is anything.
  ///
  /// What cannot be forgotten is found to be of another ledger once more.
  func clear() {
    let isEmpty = try? environment.read { (transaction) throws(LMDBError) in
      let count = try transaction.count(of: streams)
      return try transaction.count(of: about) + count == 0
    }
    if isEmpty == true { return }
    try? environment.write { (transaction: inout WriteTransaction) throws(LMDBError) in
      try transaction.clear(streams)
      try transaction.clear(studies)
      try transaction.clear(names)
      try transaction.clear(about)
    }
  }

  /// Writes the rows of entries, in several commits; each leaves an index that is good as far as it
  /// goes.
  func advance(from first: UInt64, to size: UInt64, _ ledger: Ledger) throws(ProjectionError) {
    var next = first
    while next < size {
      let end = min(size, next + UInt64(Self.batchMax))
      var batch: [IndexRow] = []
      var leaf = Digest.zero
      do {
        try ledger.entries(from: next, to: end) { index, signed in
          batch.append(IndexRow(signed.entry, at: index))
          leaf = signed.leaf
          return true
        }
      } catch {
        throw ProjectionError(reading: error)
      }
      guard UInt64(batch.count) == end - next else {
        throw ProjectionError(.ledger, "the ledger ends before its head")
      }
      try write(batch, size: end, leaf: leaf)
      next = end
    }
  }

  private func write(
    _ batch: [IndexRow], size: UInt64, leaf: Digest
  ) throws(ProjectionError) {
    let meta = IndexKey.number(ViewStore.revision) + IndexKey.number(size) + leaf.bytes
    do throws(LMDBError) {
      try environment.write { (transaction: inout WriteTransaction) throws(LMDBError) in
        for concern in batch {
          for row in concern.streams {
            let key = IndexKey.key(row.stream, concern.entry)
            try transaction.put(IndexKey.bytes(row.ordinals), for: key, in: streams)
          }
          for slug in concern.studies {
            try transaction.put([0], for: IndexKey.key(slug, concern.entry), in: studies)
            if !slug.isEmpty { try transaction.put([0], for: IndexKey.name(slug), in: names) }
          }
        }
        try transaction.put(meta, for: Self.metaKey, in: about)
      }
    } catch {
      throw ProjectionError(.cache, "\(error)")
    }
  }

  /// The last rows of a stream before an index, oldest first.
  func rows(
    ofStream stream: String, before end: UInt64, last limit: Int
  ) throws(ProjectionError) -> [ViewStore.Row] {
    let lower = IndexKey.key(stream, 0)
    let upper = IndexKey.key(stream, end)
    var rows: [ViewStore.Row] = []
    try read { transaction throws(LMDBError) in
      var cursor = try transaction.cursor(in: streams)
      var isInside = try cursor.seek(upper.span) ? try cursor.previous() : try cursor.last()
      while isInside, rows.count < limit, IndexKey.isSameName(cursor.key, lower) {
        let ordinals = IndexKey.ordinals(cursor.value)
        rows.append(ViewStore.Row(entry: IndexKey.number(cursor.key), ordinals: ordinals))
        isInside = try cursor.previous()
      }
    }
    return rows.reversed()
  }

  /// The first entries of a range that concern a study.
  func entries(
    ofStudy study: String, in range: Range<UInt64>, limit: Int
  ) throws(ProjectionError) -> [UInt64] {
    let lower = IndexKey.key(study, range.lowerBound)
    var entries: [UInt64] = []
    try read { transaction throws(LMDBError) in
      var cursor = try transaction.cursor(in: studies)
      var isInside = try cursor.seek(lower.span)
      while isInside, entries.count < limit, IndexKey.isSameName(cursor.key, lower) {
        let entry = IndexKey.number(cursor.key)
        guard entry < range.upperBound else { return }
        entries.append(entry)
        isInside = try cursor.next()
      }
    }
    return entries
  }

  /// The slugs of all studies.
  func slugs() throws(ProjectionError) -> [String] {
    var slugs: [String] = []
    try read { transaction throws(LMDBError) in
      try transaction.forEach(in: names) { (key, _) throws(LMDBError) in
        var bytes: [UInt8] = []
        for index in key.indices { bytes.append(key[index]) }
        slugs.append(String(decoding: bytes, as: UTF8.self))
      }
    }
    return slugs
  }

  private func read<R>(
    _ body: (borrowing ReadTransaction) throws(LMDBError) -> R
  ) throws(ProjectionError) -> R {
    do throws(LMDBError) { return try environment.read(body) } catch {
      throw ProjectionError(
        .cache, "the index of the views cannot be read: \(error)",
        hint: "delete the directory 'views' of the ledger; it is built again")
    }
  }
}
