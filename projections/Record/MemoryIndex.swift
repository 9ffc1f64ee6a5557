import Ledger

/// Which entries concern which stream and which study, held in memory.
struct MemoryIndex: Sendable {
  /// An entry and the places of those of its events that concern a stream.
  struct Row: Equatable, Sendable {
    var entry: UInt64
    var ordinals: [Int]
  }

  private var streams: [String: [Row]] = [:]
  private var studies: [String: [UInt64]] = [:]

  /// Takes in an entry, which comes behind all others.
  mutating func insert(_ new: IndexRow) {
    for row in new.streams {
      streams[row.stream, default: []].append(Row(entry: new.entry, ordinals: row.ordinals))
    }
    for study in new.studies { studies[study, default: []].append(new.entry) }
  }

  /// The rows of a stream, oldest first.
  func rows(ofStream stream: String) -> [Row] { streams[stream] ?? [] }

  /// The entries that concern a study, oldest first.
  func entries(ofStudy study: String) -> [UInt64] { studies[study] ?? [] }

  /// The slugs of all studies, sorted.
  func slugs() -> [String] { studies.keys.filter { !$0.isEmpty }.sorted() }
}

/// The streams and studies that one entry concerns: what the index gains by it.
///
/// The ledger's own streams count as the study of the empty name.
struct IndexRow: Sendable {
  var entry: UInt64
  /// The streams in the order of their first event, each with the places of its events.
  private(set) var streams: [(stream: String, ordinals: [Int])] = []
  /// The studies in the order of their first event.
  private(set) var studies: [String] = []

  init(_ entry: Entry, at index: UInt64) {
    self.entry = index
    for (ordinal, event) in entry.events.enumerated() {
      if let place = streams.firstIndex(where: { $0.stream == event.stream }) {
        streams[place].ordinals.append(ordinal)
        continue
      }
      streams.append((event.stream, [ordinal]))
      let study = IndexRow.study(of: event.stream)
      if let study, !studies.contains(study) { studies.append(study) }
    }
  }

  /// The study that a stream's path names, without asking what kinds of stream there are: an index
  /// also serves who looks at events of a later version.
  static func study(of stream: String) -> String? {
    if AuthorityHistory.isConcerned(stream) { return "" }
    let parts = stream.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
    return parts.count > 1 ? String(parts[1]) : nil
  }
}
