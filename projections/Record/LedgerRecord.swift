public import Bytes
public import Ledger
import Study
import Synchronization

/// The studies of a ledger, read through the index of its views.
///
/// One value serves many readers. What concerns one study or one stream is all that is read for it.
public final class LedgerRecord: StudyRecord {
  /// The ledger.
  public let ledger: Ledger
  /// The index that tells which entries concern what.
  public let views: ViewStore
  private let reader: Reader
  private let history = Mutex(AuthorityHistory())

  /// The record of a ledger.
  ///
  /// Without views an index is kept in memory.
  public init(_ ledger: Ledger, views: ViewStore? = nil) {
    self.ledger = ledger
    self.views = views ?? ViewStore(path: nil)
    reader = Reader(ledger: ledger)
  }

  /// The name of the log.
  public var origin: String { ledger.origin }

  /// The number of entries.
  public func size() throws(ProjectionError) -> UInt64 {
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

  /// Calls `body` with the entries of a range that concern a study, in their order.
  public func forEach(
    of study: String, in range: Range<UInt64>,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError) {
    let history = try catchUp()
    for index in try views.entries(ofStudy: study, from: range.lowerBound)
    where index < range.upperBound {
      try body(try read(index, history))
    }
  }

  /// The events of a stream, oldest first, each within its entry; at most the last `limit` entries.
  public func entries(
    ofStream stream: String, last limit: Int = .max
  ) throws(ProjectionError) -> [RecordedEntry] {
    let history = try catchUp()
    var entries: [RecordedEntry] = []
    for row in try views.entries(ofStream: stream, last: limit) {
      var entry = try read(row.entry, history)
      entry.events = row.ordinals.compactMap { ordinal in
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
      if let first = rows.first { next = former(of: name, in: try read(first.entry, history)) }
      if let former = next, names.contains(former) { break }
      next.map { names.append($0) }
    }
    var view = StudyView(slug: slug)
    var previous: UInt64?
    for index in indices.sorted() where index != previous {
      view.evolve(try read(index, history))
      previous = index
    }
    return view
  }

  /// Where a blob of the ledger lies; nil when there is none.
  public func path(ofBlob digest: Digest) -> String? {
    ledger.blobs.contains(digest) ? ledger.blobs.path(of: digest) : nil
  }

  /// An entry with its data found and decoded.
  public func entry(_ index: UInt64) throws(ProjectionError) -> RecordedEntry {
    try read(index, try catchUp())
  }

  private func former(of run: String, in entry: RecordedEntry) -> String? {
    for event in entry.events where event.stream.name == run {
      if case .runPlanned(let planned) = event.fact { return planned.of }
    }
    return nil
  }

  private func read(
    _ index: UInt64, _ history: AuthorityHistory
  ) throws(ProjectionError) -> RecordedEntry {
    try reader.recorded(try signed(index), at: index, history)
  }

  private func signed(_ index: UInt64) throws(ProjectionError) -> SignedEntry {
    do throws(LedgerError) { return try ledger.entry(index) } catch {
      throw ProjectionError(error)
    }
  }

  /// Brings the index and the history of roles up to the ledger's head.
  private func catchUp() throws(ProjectionError) -> AuthorityHistory {
    try views.catchUp(ledger)
    return try history.withLock { history throws(ProjectionError) in
      let size = views.size
      guard history.size < size else { return history }
      for index in try views.entries(ofStudy: "", from: history.size) {
        try history.evolve(try signed(index).entry, at: index, map: reader.map)
      }
      history.size = size
      return history
    }
  }
}
