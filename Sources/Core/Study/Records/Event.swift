public import LedgerFormat

/// Where an event stands: its entry, and its place in the entry.
///
/// Printed `@1842.3`.
public struct EventPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The entry's index in the log.
  public var entry: UInt64
  /// The event's place in the entry, from 0.
  public var ordinal: Int

  /// A place in the log; without arguments the first.
  public init(entry: UInt64 = 0, ordinal: Int = 0) {
    self.entry = entry
    self.ordinal = ordinal
  }

  /// The order of the log.
  public static func < (left: Self, right: Self) -> Bool {
    (left.entry, left.ordinal) < (right.entry, right.ordinal)
  }

  /// `@entry.ordinal`.
  public var description: String { "@\(entry).\(ordinal)" }
}

/// One fact about a subject, and what brought it about.
public struct Event: Equatable, Sendable {
  /// The subject.
  public var stream: Stream
  /// What happened.
  public var fact: EventData
  /// The engine that added it, or the empty text for the decider.
  public var by: String
  /// The ordinal of the event that the engine reacted to.
  public var cause: Int?

  public init(_ stream: Stream, _ fact: EventData, by: String = "", cause: Int? = nil) {
    self.stream = stream
    self.fact = fact
    self.by = by
    self.cause = cause
  }

  /// The event as the ledger stores it.
  public var draft: DraftEvent {
    let recorded = fact.recorded
    return DraftEvent(
      type: recorded.type, version: recorded.version, stream: stream.description, by: by,
      cause: cause.map(UInt64.init), data: recorded.data)
  }

  /// The event that a ledger stores, with its data found.
  public init(_ stored: EntryEvent, data: [UInt8]) throws(FieldError) {
    guard let stream = Stream(stored.stream) else {
      throw FieldError(path: stored.stream, expectation: "is not a stream")
    }
    self.stream = stream
    fact = try EventData(type: stored.type, version: stored.version, data: data)
    by = stored.by
    cause = stored.cause.map(Int.init)
  }
}
