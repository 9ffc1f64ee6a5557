import Bytes
import Codecs
import Ledger
import Study

/// Turns stored entries into what the folds take.
///
/// Reads fields straight from the stored bytes, and keeps the texts that come again and again: of
/// streams, commands and authors, and the second of the clock.
struct EntryDecoder {
  private let ledger: Ledger
  private let history: AuthorityHistory
  private var streams = StreamNames()
  private var commands: [(bytes: [UInt8], name: String)] = []
  private var author: (key: KeyID, era: Int, label: String, role: String)?
  /// The types that the command met last may bring about, as far as they were met.
  private var allowed: (command: [UInt8], types: [String]) = ([], [])
  private var second = (number: Int64.min, text: "")

  init(_ ledger: Ledger, _ history: AuthorityHistory) {
    self.ledger = ledger
    self.history = history
  }

  /// An entry with its data found and decoded.
  ///
  /// Data that was detached is followed into its blob; where the blob is gone the event has no
  /// fact. Errors: `unknownEvent` for what a later build wrote, `malformedEvent` for what nobody
  /// should have written, `ledger` when a blob was altered.
  mutating func recorded(
    _ entry: borrowing StoredEntry
  ) throws(ProjectionError) -> RecordedEntry {
    var events: [RecordedEvent] = []
    events.reserveCapacity(entry.eventCount)
    for ordinal in 0..<entry.eventCount { events.append(try recorded(entry, ordinal)) }
    let author = author(entry)
    return RecordedEntry(
      index: entry.index, at: entry.at, time: time(entry.at), keyID: entry.keyID,
      author: author.label, role: author.role, command: command(entry.command),
      commandID: entry.commandID, arguments: arguments(entry), events: events)
  }

  private mutating func recorded(
    _ entry: borrowing StoredEntry, _ ordinal: Int
  ) throws(ProjectionError) -> RecordedEvent {
    let position = EventPosition(entry: entry.index, ordinal: ordinal)
    let version = entry.eventVersion(ordinal)
    guard let type = EventType.named(entry.eventType(ordinal)), type.definition.version == version
    else {
      // What was altered is not taken for the work of a later build.
      do throws(LedgerError) { _ = try ledger.provenEntry(entry.index) } catch {
        throw ProjectionError(error)
      }
      throw .unknownEvent(entry.event(ordinal).type, version: version, at: position)
    }
    guard let stream = streams.stream(entry.eventStream(ordinal)) else {
      let stream = entry.event(ordinal).stream
      throw malformed(type, position, "'\(stream)' is not a stream")
    }
    var recorded = RecordedEvent(
      position: position, stream: stream, type: type.definition.type, fact: nil,
      by: entry.engine(ordinal), cause: entry.eventCause(ordinal).map(Int.init))
    guard isAllowed(type, in: entry) else {
      recorded.isAllowed = false
      return recorded
    }
    let detached: [UInt8]? =
      entry.inlineDataRange(ordinal) == nil ? try map(entry.event(ordinal).data) : nil
    do throws(FieldError) {
      recorded.fact = try type.fact(ordinal, of: entry, detached: detached)
    } catch {
      throw malformed(type, position, "\(error)")
    }
    return recorded
  }

  /// Whether the entry's command may bring about such an event: what it may not is shown and counts
  /// for nothing.
  private mutating func isAllowed(_ type: EventType, in entry: borrowing StoredEntry) -> Bool {
    if !entry.command.equals(allowed.command) { allowed = ([UInt8](entry.command), []) }
    let name = type.definition.type
    if allowed.types.contains(name) { return true }
    guard name == "command.refused" || CommandRule.allows(name, in: entry.commandName) else {
      return false
    }
    allowed.types.append(name)
    return true
  }

  /// The bytes of a payload's map; nil when they were erased.
  private func map(_ payload: Payload) throws(ProjectionError) -> [UInt8]? {
    do throws(LedgerError) { return try ledger.mapBytes(of: payload) } catch {
      throw ProjectionError(error)
    }
  }

  private func malformed(
    _ type: EventType, _ position: EventPosition, _ reason: String
  ) -> ProjectionError {
    ProjectionError(
      .malformedEvent, "event \(position) '\(type.definition.type)': \(reason)", event: position)
  }

  private func arguments(_ entry: borrowing StoredEntry) -> Digest {
    if let map = entry.inlineArguments { return Hashing.digest(of: map) }
    guard case .detached(let commitment, _) = entry.arguments else { return .zero }
    return commitment
  }

  /// Whose key signed, and what it was entitled to; most entries have the author of the one before.
  private mutating func author(
    _ entry: borrowing StoredEntry
  ) -> (label: String, role: String) {
    let era = history.era(of: entry.index)
    if let author, author.key == entry.keyID, author.era == era {
      return (author.label, author.role)
    }
    let known = history.author(entry.keyID, of: entry.index)
    author = (entry.keyID, era, known.label, known.role)
    return known
  }

  private mutating func command(_ bytes: Span<UInt8>) -> String {
    for known in commands where bytes.equals(known.bytes) { return known.name }
    let name = String(decoding: [UInt8](bytes), as: UTF8.self)
    // Names come from few programs; a stranger's log may have a new one in every entry.
    if commands.count < 64 { commands.append(([UInt8](bytes), name)) }
    return name
  }

  private mutating func time(_ nanoseconds: Int64) -> String {
    let number = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000).quotient
    if number != second.number || nanoseconds < 0 { second = (number, Text.time(nanoseconds)) }
    return second.text
  }
}
