import Bytes
import Codecs
import Ledger
import Study

/// Turns a ledger's entries into what the folds take.
struct Reader: Sendable {
  let ledger: Ledger

  /// An entry with its data found and decoded.
  ///
  /// Data that was detached is followed into its blob; where the blob is gone the event has no
  /// fact. Errors: `unknownEvent` for what a later build wrote, `malformedEvent` for what nobody
  /// should have written, `ledger` when a blob was altered.
  func recorded(
    _ signed: SignedEntry, at index: UInt64, _ history: AuthorityHistory
  ) throws(ProjectionError) -> RecordedEntry {
    let entry = signed.entry
    let author = history.author(entry.keyID, of: index)
    var events: [RecordedEvent] = []
    events.reserveCapacity(entry.events.count)
    for (ordinal, event) in entry.events.enumerated() {
      events.append(try recorded(event, at: EventPosition(entry: index, ordinal: ordinal)))
    }
    return RecordedEntry(
      index: index, leaf: signed.leaf, at: entry.at, keyID: entry.keyID, author: author.label,
      role: author.role, command: entry.command, commandID: entry.commandID,
      arguments: digest(of: entry.arguments), events: events)
  }

  /// The bytes of a payload's map; nil when they were erased.
  func map(_ payload: Payload) throws(ProjectionError) -> [UInt8]? {
    do throws(LedgerError) { return try ledger.mapBytes(of: payload) } catch {
      throw ProjectionError(error)
    }
  }

  private func recorded(
    _ event: EntryEvent, at position: EventPosition
  ) throws(ProjectionError) -> RecordedEvent {
    guard let definition = Fact.definition(of: event.type), definition.version == event.version
    else { throw .unknownEvent(event.type, version: event.version, at: position) }
    guard let stream = Stream(event.stream) else {
      throw malformed(event, position, "'\(event.stream)' is no stream")
    }
    var recorded = RecordedEvent(
      position: position, stream: stream, type: event.type, fact: nil, by: event.by,
      cause: event.cause.map(Int.init))
    guard let bytes = try map(event.data) else { return recorded }
    let data: ValueMap
    do throws(CBORError) { data = try CBOR.decodeMap(bytes) } catch {
      throw malformed(event, position, "\(error)")
    }
    do throws(FieldError) {
      recorded.fact = try Fact(type: event.type, version: event.version, data: data)
    } catch {
      throw malformed(event, position, "\(error)")
    }
    return recorded
  }

  private func malformed(
    _ event: EntryEvent, _ position: EventPosition, _ reason: String
  ) -> ProjectionError {
    ProjectionError(
      .malformedEvent, "event \(position) '\(event.type)': \(reason)", event: position)
  }

  private func digest(of arguments: Payload) -> Digest {
    switch arguments {
    case .inline(let map): Hashing.digest(of: map)
    case .detached(let commitment, _): commitment
    }
  }
}

extension ProjectionError {
  /// The error of a ledger that could not be read.
  init(_ error: LedgerError) {
    self.init(.ledger, error.message, hint: error.hint)
  }

  /// The error of a body that was handed to the ledger.
  init(reading error: any Error) {
    switch error {
    case let error as ProjectionError: self = error
    case let error as LedgerError: self.init(error)
    default: self.init(.ledger, "\(error)")
    }
  }
}
