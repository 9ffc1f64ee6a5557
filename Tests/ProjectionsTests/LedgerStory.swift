import Bytes
import Codecs
import Files
import Ledger
import LedgerFormat
import Projections
import Study
import Synchronization
import TestKit
import Testing

/// A story told to a real ledger.
final class LedgerStory {
  let directory: TemporaryDirectory
  let ledger: Ledger
  private let keyring: Keyring
  private let admin: Signer

  init(_ story: Story? = nil) throws {
    directory = try TemporaryDirectory()
    keyring = Keyring(configDirectory: directory.path("config"))
    let source = Mutex(SeededGenerator(seed: 11))
    var creation = Ledger.Creation(adminLabel: "ada", host: "lab", at: Story.dawn)
    creation.origin = "example.com/story"
    creation.entropy = { count in source.withLock { $0.bytes(count) } }
    ledger = try Ledger.create(
      at: directory.path("project/.runledger"), creation, keyring: keyring)
    admin = try keyring.signer(try #require(keyring.choice(origin: ledger.origin).person))
    if let story { try tell(story.record.entries) }
  }

  /// Appends entries, all in one commit; events that no command brings about together stand in
  /// entries of their own.
  func tell(_ entries: [RecordedEntry]) throws {
    try ledger.write(lockDeadline: nil) { batch in
      for entry in entries {
        let events = entry.events.compactMap { event in
          event.fact.map { Event(event.stream, $0, by: event.by, cause: event.cause).draft }
        }
        let isRefused = events.contains { $0.type == "command.refused" }
        let parts = Self.command(events) == nil ? events.map { [$0] } : [events]
        for (place, part) in parts.enumerated() {
          let draft = Draft(
            id: place == 0 ? entry.commandID : .named("\(entry.index)-\(place)"),
            name: Self.command(part) ?? "add_note", arguments: CBOR.encode(ValueMap()),
            at: entry.at)
          _ = try batch.append(draft, by: admin) { _ in
            Decision(events: part, refused: isRefused)
          }
        }
      }
    }
  }

  /// A command that may bring about such events: what it may not counts for nothing in the views.
  private static func command(_ events: [DraftEvent]) -> String? {
    CommandRule.all.first { rule in
      events.allSatisfy { rule.events.contains($0.type) || $0.type == "command.refused" }
    }?.name
  }

  /// Appends events of one command as they are given.
  func tell(_ id: String, _ events: [DraftEvent], at: Int64 = Story.dawn) throws {
    let draft = Draft(
      id: .named(id), name: Self.command(events) ?? "add_note",
      arguments: CBOR.encode(ValueMap()), at: at)
    try ledger.write(lockDeadline: nil) { batch in
      _ = try batch.append(draft, by: admin) { _ in Decision(events: events) }
    }
  }
}

/// A note about a study, as a draft.
func note(_ study: String, _ text: String) -> DraftEvent {
  Event(.study(study), .noteAdded(NoteAdded(text: text))).draft
}
