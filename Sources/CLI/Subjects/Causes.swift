import Codecs
import Ledger
import Runtime
import Study

/// Walks from an event back to the commands that led to it.
///
/// Within an entry every event names the one that an engine reacted to. Between entries, what a
/// stage reported follows from the request of that attempt, and a second attempt from the grant of
/// it.
struct Causes {
  /// The most links that are followed.
  private static let linksMax = 64

  private let ledger: Ledger

  init(_ workspace: Workspace) { ledger = workspace.ledger }

  /// One step back.
  struct Link {
    /// How the step before follows from this one.
    var relation: String
    /// The event; nil for the command of an entry.
    var event: LoggedEvent?
    /// The entry.
    var entry: UInt64
    /// The entry's command and author.
    var command: String
    var author: String

    var json: Value {
      [
        "relation": .text(relation), "entry": .int(Int64(entry)), "command": .text(command),
        "label": .text(author), "event": event?.json ?? .null,
      ]
    }

    func line(_ style: Style) -> String {
      let head = style.paint("  \(relation)", .faint)
      if let event { return "\(head) \(event.line(style))" }
      return "\(head) @\(entry) command \(command) by \(author)"
    }
  }

  /// The links behind an event, nearest first.
  func of(_ position: EventPosition, showsFirst: Bool = false) throws -> [Link] {
    var reader = try LogReader(ledger)
    var links: [Link] = []
    var next: (position: EventPosition, relation: String)? = (position, "this is")
    while let (position, relation) = next, links.count < Self.linksMax {
      next = nil
      let (signed, events) = try reader.entry(position.entry)
      guard position.ordinal < events.count else { break }
      let event = events[position.ordinal]
      let author = event.label
      if !links.isEmpty || showsFirst {
        links.append(
          Link(
            relation: relation, event: event, entry: position.entry,
            command: signed.entry.command, author: author))
      }
      if let cause = event.stored.cause {
        let by = event.stored.by
        let relation = by.isEmpty ? "because of" : "because \(by) saw"
        next = (EventPosition(entry: position.entry, ordinal: Int(cause)), relation)
        continue
      }
      links.append(
        Link(
          relation: "decided on", event: nil, entry: position.entry,
          command: signed.entry.command, author: author))
      next = try predecessor(of: event, &reader)
    }
    return links
  }

  /// The event of an earlier entry that an event follows from.
  private func predecessor(
    of event: LoggedEvent, _ reader: inout LogReader
  ) throws -> (EventPosition, String)? {
    guard let data = event.data, let stage = data["stage"]?.asText else { return nil }
    let unit = data["unit"]?.asText ?? ""
    let attempt = data["attempt"]?.asInt
    let wanted: (type: String, relation: String)
    switch event.stored.type {
    case "stage.started", "stage.observed", "stage.finished":
      wanted = ("stage.requested", "requested by")
    case "stage.requested" where (attempt ?? 1) > 1: wanted = ("stage.retried", "granted by")
    default: return nil
    }
    var index = event.position.entry
    while index > 0 {
      index -= 1
      let signed = try ledger.entry(index)
      let found = try reader.events(of: signed, at: index) {
        $0.type == wanted.type && $0.stream == event.stored.stream
      }
      let match = found.last {
        $0.data?["stage"]?.asText == stage && $0.data?["unit"]?.asText ?? "" == unit
          && $0.data?["attempt"]?.asInt == attempt
      }
      if let match { return (match.position, wanted.relation) }
    }
    return nil
  }
}
