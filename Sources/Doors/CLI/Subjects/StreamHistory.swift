import Codecs
import Ledger
import Projections
import Runtime
import Study

/// The past of single streams, read from the newest entry back and only as far as needed.
struct StreamHistory {
  /// The most entries of a stream that one question looks at.
  private static let entriesMax = 4_096

  let ledger: Ledger
  private let views: ViewStore
  private var reader: LogReader
  private var entries: [UInt64: [LoggedEvent]] = [:]
  private var rows: [String: [ViewStore.Row]] = [:]

  init(_ workspace: Workspace) throws {
    ledger = workspace.ledger
    views = ViewStore(workspace.directory)
    try views.catchUp(ledger)
    reader = try LogReader(ledger)
  }

  /// An event; nil where there is none.
  mutating func event(_ position: EventPosition) throws -> LoggedEvent? {
    guard position.entry < (try ledger.head().size) else { return nil }
    let events = try events(of: position.entry)
    return events.indices.contains(position.ordinal) ? events[position.ordinal] : nil
  }

  /// The newest event of a stream, before a place in the log, that is as wanted.
  mutating func last(
    in stream: String, before end: EventPosition? = nil, where matches: (LoggedEvent) -> Bool
  ) throws -> LoggedEvent? {
    let rows = try rows(of: stream)
    var place = Self.count(of: rows, upTo: end?.entry)
    var looked = 0
    while place > 0, looked < Self.entriesMax {
      place -= 1
      looked += 1
      let events = try events(of: rows[place].entry)
      for ordinal in rows[place].ordinals.reversed() where events.indices.contains(ordinal) {
        let event = events[ordinal]
        if let end, event.position >= end { continue }
        if matches(event) { return event }
      }
    }
    return nil
  }

  /// All events of a stream, oldest first.
  mutating func all(in stream: String) throws -> [LoggedEvent] {
    var found: [LoggedEvent] = []
    for row in try rows(of: stream) {
      let events = try events(of: row.entry)
      found += row.ordinals.filter(events.indices.contains).map { events[$0] }
    }
    return found
  }

  /// The command of an entry: what was wanted, by whom, and why.
  func command(of index: UInt64) throws -> Cause {
    let entry = try ledger.entry(index).entry
    let label = try ledger.authority().keys.first { $0.id == entry.keyID }?.label ?? ""
    var cause = Cause(relation: "decided on", entry: index)
    cause.command = entry.command
    cause.author = label
    let arguments = try ledger.mapBytes(of: entry.arguments).map { try CBOR.decodeMap($0) }
    for name in ["reason", "rationale", "resolution", "meaning"] where cause.reason.isEmpty {
      cause.reason = arguments?[name]?.asText ?? ""
    }
    return cause
  }

  private mutating func rows(of stream: String) throws -> [ViewStore.Row] {
    if let known = rows[stream] { return known }
    let found = try views.entries(ofStream: stream)
    rows[stream] = found
    return found
  }

  private mutating func events(of index: UInt64) throws -> [LoggedEvent] {
    if let known = entries[index] { return known }
    let events = try reader.entry(index).1
    entries[index] = events
    return events
  }

  /// How many rows stand at or before an entry; all of them without one.
  private static func count(of rows: [ViewStore.Row], upTo entry: UInt64?) -> Int {
    guard let entry else { return rows.count }
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle].entry <= entry { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
