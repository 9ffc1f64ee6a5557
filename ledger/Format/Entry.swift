public import Bytes

/// A map of a command or an event: within the entry, or committed to and kept in a blob.
public enum Payload: Equatable, Sendable {
  /// The bytes of a CBOR map.
  case inline([UInt8])
  /// The SHA-256 of the blob that holds the map, and the size of the map in bytes.
  case detached(commitment: Digest, size: UInt64)
}

/// One past-tense fact within an entry.
public struct EntryEvent: Equatable, Sendable {
  /// What happened, such as `run.locked`.
  public var type: String
  /// The version of the shape of the data, from 1.
  public var version: UInt64
  /// The subject the event is about, such as `study/wine`.
  public var stream: String
  /// The engine that made the event; empty for the decider.
  public var by: String
  /// The ordinal of the earlier event of the same entry it is a reaction to.
  public var cause: UInt64?
  /// The facts.
  public var data: Payload

  /// Makes an event from its parts, unchecked.
  public init(
    type: String, version: UInt64, stream: String, by: String, cause: UInt64?, data: Payload
  ) {
    self.type = type
    self.version = version
    self.stream = stream
    self.by = by
    self.cause = cause
    self.data = data
  }
}

/// The unit of signing and of atomicity: one command by one author with all that follows from it.
public struct Entry: Equatable, Sendable {
  /// The version of the format; this build writes 1.
  public var formatVersion: UInt64
  /// The name of the log, which stops an entry from being replayed in another one.
  public var origin: String
  /// The idempotency key of the command.
  public var commandID: CommandID
  /// The head the author had seen; in format 1 its size is the index of the entry.
  public var seen: Head
  /// How many entries this key had signed before.
  public var authorSequence: UInt64
  /// The leaf hash of the previous entry of this key; zeros for its first.
  public var authorPrevious: Digest
  /// The clock of the author in nanoseconds since 1970: a claim, never used for order.
  public var at: Int64
  /// The name of the command.
  public var command: String
  /// The arguments of the command.
  public var arguments: Payload
  /// The events, in the order in which they took effect.
  public var events: [EntryEvent]
  /// The key that signed.
  public var keyID: KeyID

  /// Makes an entry from its parts, unchecked.
  public init(
    formatVersion: UInt64 = Limits.formatVersion, origin: String, commandID: CommandID, seen: Head,
    authorSequence: UInt64, authorPrevious: Digest, at: Int64, command: String, arguments: Payload,
    events: [EntryEvent], keyID: KeyID
  ) {
    self.formatVersion = formatVersion
    self.origin = origin
    self.commandID = commandID
    self.seen = seen
    self.authorSequence = authorSequence
    self.authorPrevious = authorPrevious
    self.at = at
    self.command = command
    self.arguments = arguments
    self.events = events
    self.keyID = keyID
  }
}
