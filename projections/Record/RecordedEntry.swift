public import Bytes
public import Ledger
public import Study

/// What a ledger recorded in one entry, as the folds take it.
public struct RecordedEntry: Equatable, Sendable {
  /// The entry's index in the log.
  public var index: UInt64
  /// The author's clock in nanoseconds since 1970: a claim, never used for order.
  public let at: Int64
  /// The same in UTC, to the second, as every line of every log says it.
  public let time: String
  /// The key that signed.
  public var keyID: KeyID
  /// Whose key it is.
  public var author: String
  /// What the key was entitled to when it signed; empty when the ledger does not know the key.
  public var role: String
  /// The name of the command.
  public var command: String
  /// The idempotency key of the command.
  public var commandID: CommandID
  /// The SHA-256 of the command's arguments, or what they were committed to when they are detached.
  public var arguments: Digest
  /// What happened, in the order in which it took effect.
  public var events: [RecordedEvent]

  /// An entry made of its parts; `time` says `at` in words, where the caller knows them already.
  public init(
    index: UInt64, at: Int64, time: String? = nil, keyID: KeyID, author: String, role: String,
    command: String, commandID: CommandID, arguments: Digest, events: [RecordedEvent]
  ) {
    self.index = index
    self.at = at
    self.time = time ?? Text.time(at)
    self.keyID = keyID
    self.author = author
    self.role = role
    self.command = command
    self.commandID = commandID
    self.arguments = arguments
    self.events = events
  }
}

/// One event of an entry, with its data, unless that was erased.
public struct RecordedEvent: Equatable, Sendable {
  /// Where it stands.
  public var position: EventPosition
  /// The subject.
  public var stream: Stream
  /// The type's name.
  public var type: String
  /// What happened; nil when the data was erased, or when the command may not bring it about.
  public var fact: EventData?
  /// Whether the table of commands lets the entry's command bring about such an event.
  public var isAllowed = true
  /// The engine that added it, or the empty text for the decider.
  public var by: String
  /// The ordinal of the event that the engine reacted to.
  public var cause: Int?

  /// An event made of its parts.
  public init(
    position: EventPosition, stream: Stream, type: String, fact: EventData?, by: String = "",
    cause: Int? = nil
  ) {
    self.position = position
    self.stream = stream
    self.type = type
    self.fact = fact
    self.by = by
    self.cause = cause
  }
}

/// Who did something, when, and where that is recorded: what views say of every statement.
public struct Stamp: Equatable, Sendable {
  public let event: EventPosition
  /// The author's clock in nanoseconds since 1970.
  public let at: Int64
  /// The same in UTC, to the second.
  public let time: String
  /// Whose key signed it.
  public let author: String

  init(_ event: RecordedEvent, in entry: RecordedEntry) {
    self.event = event.position
    at = entry.at
    time = entry.time
    author = entry.author
  }
}
