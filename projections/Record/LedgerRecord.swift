public import Bytes
public import Ledger
import Study
import Synchronization

/// The studies of a ledger, read through the index of its views.
///
/// One value serves many readers. What concerns one study or one stream is all that is read for it.
public final class LedgerRecord: StudyRecord {
  public let ledger: Ledger
  /// The index that tells which entries concern what.
  public let views: ViewStore
  private let history = Mutex(AuthorityHistory())

  /// How many entries are looked at, however many there are; nil for all.
  private let limit: UInt64?

  /// The record of a ledger, or of its first `limit` entries, whatever is appended meanwhile.
  ///
  /// Without views an index is kept in memory.
  public init(_ ledger: Ledger, views: ViewStore? = nil, limit: UInt64? = nil) {
    self.ledger = ledger
    self.limit = limit
    self.views = views ?? ViewStore(path: nil)
  }

  /// The name of the log.
  public var origin: String { ledger.origin }

  /// The number of entries.
  public func size() throws(ProjectionError) -> UInt64 {
    if let limit { return limit }
    do throws(LedgerError) { return try ledger.head().size } catch { throw ProjectionError(error) }
  }

  /// The size and root that the log had when it held `size` entries.
  public func head(at size: UInt64) throws(ProjectionError) -> Head {
    do throws(LedgerError) {
      return Head(size: size, root: try ledger.root(at: size))
    } catch {
      throw ProjectionError(error)
    }
  }

  /// The slugs of the studies that entries before `size` concern, sorted.
  public func studies(before size: UInt64) throws(ProjectionError) -> [String] {
    _ = try catchUp()
    var slugs: [String] = []
    for slug in try views.studies() {
      if let first = try views.entries(ofStudy: slug, limit: 1).first, first < size {
        slugs.append(slug)
      }
    }
    return slugs
  }

  /// How many entries concern a study; `max` where there are more.
  func entriesCount(of study: String, max: UInt64) throws(ProjectionError) -> UInt64 {
    _ = try catchUp()
    return UInt64(try views.entries(ofStudy: study, limit: Int(max)).count)
  }

  /// Calls `body` with the entries of a range that concern a study, in their order.
  public func forEach(
    of study: String, in range: Range<UInt64>,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError) {
    let history = try catchUp()
    let indices = try views.entries(ofStudy: study, from: range.lowerBound)
    try read(Array(indices.prefix { $0 < range.upperBound }), history, body)
  }

  /// The events of a stream, oldest first, each within its entry; at most the last `limit` entries.
  public func entries(
    ofStream stream: String, last limit: Int = .max
  ) throws(ProjectionError) -> [RecordedEntry] {
    let history = try catchUp()
    let rows = try views.entries(ofStream: stream, last: limit)
    var entries: [RecordedEntry] = []
    try read(rows.map(\.entry), history) { entry throws(ProjectionError) in
      var entry = entry
      entry.events = rows[entries.count].ordinals.compactMap { ordinal in
        entry.events.indices.contains(ordinal) ? entry.events[ordinal] : nil
      }
      entries.append(entry)
    }
    return entries
  }

  /// A study with one run folded, and what it needs of the runs that the run replaces.
  ///
  /// Reads only the entries of the study's own stream and of those runs, so that it costs the same
  /// however many other runs there are; other runs are incomplete in what is returned.
  public func study(_ slug: String, with run: String) throws(ProjectionError) -> StudyView {
    let history = try catchUp()
    var indices = try views.entries(ofStream: "study/\(slug)").map(\.entry)
    var names = [run]
    var next: String? = run
    while let name = next {
      let rows = try views.entries(ofStream: "run/\(slug)/\(name)")
      indices += rows.map(\.entry)
      next = nil
      if let first = rows.first { next = former(of: name, in: try entry(first.entry)) }
      if let former = next, names.contains(former) { break }
      next.map { names.append($0) }
    }
    indices.sort()
    var distinct: [UInt64] = []
    for index in indices where index != distinct.last { distinct.append(index) }
    var view = StudyView(slug: slug)
    try read(distinct, history) { entry throws(ProjectionError) in view.evolve(entry) }
    return view
  }

  /// Where a blob of the ledger lies; nil when there is none.
  public func path(ofBlob digest: Digest) -> String? {
    ledger.blobs.contains(digest) ? ledger.blobs.path(of: digest) : nil
  }

  /// An entry with its data found and decoded.
  public func entry(_ index: UInt64) throws(ProjectionError) -> RecordedEntry {
    var found: RecordedEntry?
    try read([index], try catchUp()) { entry throws(ProjectionError) in found = entry }
    guard let found else { throw ProjectionError(.notFound, "there is no entry '@\(index)'") }
    return found
  }

  /// The leaf hash of an entry, which identifies it everywhere.
  public func leaf(of entry: UInt64) throws(ProjectionError) -> Digest {
    do throws(LedgerError) { return try ledger.entry(entry).leaf } catch {
      throw ProjectionError(error)
    }
  }

  private func former(of run: String, in entry: RecordedEntry) -> String? {
    for event in entry.events where event.stream.name == run {
      if case .runPlanned(let planned) = event.fact { return planned.of }
    }
    return nil
  }

  /// Calls `body` with the entries at ascending indices.
  private func read(
    _ indices: [UInt64], _ history: AuthorityHistory,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError) {
    var decoder = EntryDecoder(ledger, history)
    do {
      try ledger.storedEntries(at: indices) { stored in
        try body(try decoder.recorded(stored))
        return true
      }
    } catch {
      throw ProjectionError(reading: error)
    }
  }

  /// Brings the index and the history of roles up to the ledger's head.
  private func catchUp() throws(ProjectionError) -> AuthorityHistory {
    try views.catchUp(ledger)
    return try history.withLock { history throws(ProjectionError) in
      let size = views.size
      guard history.size < size else { return history }
      let indices = try views.entries(ofStudy: "", from: history.size)
      do {
        try ledger.storedEntries(at: indices) { stored in
          try history.evolve(stored.entry, at: stored.index) { payload throws(LedgerError) in
            try ledger.mapBytes(of: payload)
          }
          return true
        }
      } catch {
        throw ProjectionError(reading: error)
      }
      history.size = size
      return history
    }
  }
}
