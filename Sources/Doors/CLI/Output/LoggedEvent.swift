import Bytes
import Codecs
import Ledger
import StageKit
import Study

/// An event as `log` and `show` print it: with its author, its time, and its data found.
struct LoggedEvent {
  /// Where it stands.
  var position: EventPosition
  /// What the entry holds of it.
  var stored: EntryEvent
  /// The command that brought it about.
  var command: String
  /// The key that signed.
  var author: KeyID
  /// Whose key it is.
  var label: String
  /// The author's clock.
  var at: Int64
  /// The data; nil when it was erased.
  var data: ValueMap?

  /// What happened; nil for what is erased, and for the ledger's own events.
  var fact: EventData? {
    data.flatMap { try? EventData(type: stored.type, version: UInt64(stored.version), data: $0) }
  }

  /// The event as one JSON object.
  var json: Value {
    var members: ValueMap = [
      "entry": .int(Int64(position.entry)), "ordinal": .int(Int64(position.ordinal)),
      "type": .text(stored.type), "version": .int(Int64(stored.version)),
      "stream": .text(stored.stream), "by": .text(stored.by),
      "cause": stored.cause.map { .int(Int64($0)) } ?? .null, "author": .text(author.hex),
      "label": .text(label), "at": .text(RFC3339.format(nanoseconds: at)),
      "data": data.map(Value.map) ?? .null,
    ]
    if data == nil { members["erased"] = true }
    if !isAllowed { members["allowed"] = false }
    return .map(members)
  }

  /// Whether such an event may follow from its command; what does not counts for nothing.
  var isAllowed: Bool {
    stored.type == "command.refused" || CommandRule.allows(stored.type, in: command)
  }

  /// The event on one line.
  func line(_ style: Style) -> String {
    var said = data.map { EventText.summary(stored.type, $0) } ?? "(erased)"
    if !isAllowed {
      said = style.paint("NOT ALLOWED in '\(Printable.text(command))'", .bad) + " " + said
    }
    let head =
      style.paint("\(position)", .faint) + " \(RFC3339.formatSeconds(nanoseconds: at)) "
      + Printable.text("\(stored.type) \(stored.stream)")
    return said.isEmpty ? head : "\(head) \(said)"
  }
}

/// Reads entries as the events in them.
struct LogReader {
  let ledger: Ledger
  private var labels: [KeyID: String] = [:]

  init(_ ledger: Ledger) throws {
    self.ledger = ledger
    try learnKeys()
  }

  /// The events of an entry that a filter lets through; data is looked up only for those.
  mutating func events(
    of signed: SignedEntry, at index: UInt64, where accepts: (EntryEvent) -> Bool = { _ in true }
  ) throws -> [LoggedEvent] {
    var events: [LoggedEvent] = []
    let entry = signed.entry
    for (ordinal, stored) in entry.events.enumerated() where accepts(stored) {
      if labels[entry.keyID] == nil { try learnKeys() }
      events.append(
        LoggedEvent(
          position: EventPosition(entry: index, ordinal: ordinal), stored: stored,
          command: entry.command, author: entry.keyID, label: labels[entry.keyID] ?? "",
          at: entry.at,
          data: try ledger.mapBytes(of: stored.data).map { bytes in try CBOR.decodeMap(bytes) }))
    }
    return events
  }

  mutating func entry(_ index: UInt64) throws -> (SignedEntry, [LoggedEvent]) {
    let signed = try ledger.entry(index)
    return (signed, try events(of: signed, at: index))
  }

  private mutating func learnKeys() throws {
    for key in try ledger.authority().keys { labels[key.id] = key.label }
  }
}
