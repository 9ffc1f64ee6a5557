public import Bytes
public import Ledger
import Study

/// Where recorded entries come from: a ledger, or entries held in memory.
///
/// Whatever is given twice for the same size is the same.
public protocol StudyRecord: Sendable {
  /// The name of the log.
  var origin: String { get }
  /// The number of entries.
  func size() throws(ProjectionError) -> UInt64
  /// The size and root that the log had when it held `size` entries.
  func head(at size: UInt64) throws(ProjectionError) -> Head
  /// The leaf hash of an entry, which identifies it everywhere.
  func leaf(of entry: UInt64) throws(ProjectionError) -> Digest
  /// The slugs of the studies that entries before `size` concern, sorted.
  func studies(before size: UInt64) throws(ProjectionError) -> [String]
  /// Calls `body` with the entries of a range that concern a study, in their order.
  func forEach(
    of study: String, in range: Range<UInt64>,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError)
  /// Where the content with a digest lies; nil when it was never kept, or was erased.
  ///
  /// Whoever reads it has to hold it against the digest.
  func path(ofBlob digest: Digest) -> String?
}

extension StudyRecord {
  /// A record without contents.
  public func path(ofBlob digest: Digest) -> String? { nil }
}

/// Entries held in memory: for what is not in a ledger yet, and for tests.
public struct MemoryRecord: StudyRecord {
  /// The name of the log.
  public let origin: String
  /// The entries, the one with index `i` at place `i`.
  public private(set) var entries: [RecordedEntry]

  public init(origin: String, entries: [RecordedEntry] = []) {
    self.origin = origin
    self.entries = entries
  }

  /// Adds an entry behind the last.
  public mutating func append(_ entry: RecordedEntry) {
    precondition(entry.index == UInt64(entries.count), "entries are appended in their order")
    entries.append(entry)
  }

  /// The number of entries.
  public func size() -> UInt64 { UInt64(entries.count) }

  /// The size, with the leaf hash of the last entry in the place of the root.
  public func head(at size: UInt64) throws(ProjectionError) -> Head {
    guard size <= UInt64(entries.count) else {
      throw ProjectionError(.notFound, "there is no head of size \(size)")
    }
    return size == 0 ? .empty : Head(size: size, root: leaf(of: size - 1))
  }

  /// A digest that stands for an entry which is in no log.
  public func leaf(of entry: UInt64) -> Digest {
    Hashing.digest(of: Array("leaf \(entry)".utf8))
  }

  /// The studies of the first entries.
  public func studies(before size: UInt64) -> [String] {
    var slugs: Set<String> = []
    for entry in entries where entry.index < size {
      for event in entry.events { if let slug = event.stream.study { slugs.insert(slug) } }
    }
    return slugs.sorted()
  }

  /// The entries of a range that concern a study.
  public func forEach(
    of study: String, in range: Range<UInt64>,
    _ body: (RecordedEntry) throws(ProjectionError) -> Void
  ) throws(ProjectionError) {
    for index in range.clamped(to: 0..<UInt64(entries.count)) {
      let entry = entries[Int(index)]
      if entry.events.contains(where: { $0.stream.study == study }) { try body(entry) }
    }
  }
}
