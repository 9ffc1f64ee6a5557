/// A command before it is decided and signed.
public struct Draft: Equatable, Sendable {
  /// The idempotency key.
  public var id: CommandID
  /// The name, imperative and in snake_case.
  public var name: String
  /// The arguments as the deterministic CBOR of a map with text keys.
  public var arguments: [UInt8]
  /// The clock of the author in nanoseconds since 1970.
  public var at: Int64

  /// Makes a draft from its parts.
  public init(id: CommandID, name: String, arguments: [UInt8], at: Int64) {
    self.id = id
    self.name = name
    self.arguments = arguments
    self.at = at
  }
}

/// An event before it is signed.
public struct DraftEvent: Equatable, Sendable {
  /// What happened, such as `run.locked`.
  public var type: String
  /// The version of the shape of the data, from 1.
  public var version: UInt64
  /// The subject the event is about.
  public var stream: String
  /// The engine that made the event; empty for the decider.
  public var by: String
  /// The ordinal of the earlier event of the same entry it is a reaction to.
  public var cause: UInt64?
  /// The facts as the deterministic CBOR of a map with text keys.
  public var data: [UInt8]

  /// Makes an event from its parts.
  public init(
    type: String, version: UInt64 = 1, stream: String, by: String = "", cause: UInt64? = nil,
    data: [UInt8]
  ) {
    self.type = type
    self.version = version
    self.stream = stream
    self.by = by
    self.cause = cause
    self.data = data
  }
}

/// What follows from a command.
public struct Decision: Equatable, Sendable {
  /// A row of the `states` table to be written, or deleted when `bytes` is nil.
  public struct StateChange: Equatable, Sendable {
    /// The key of the row, at most ``Limits/stateKeyBytes`` bytes.
    public var key: String
    /// What the row shall hold.
    public var bytes: [UInt8]?

    public init(key: String, bytes: [UInt8]?) {
      self.key = key
      self.bytes = bytes
    }
  }

  /// The events, in the order in which they took effect.
  public var events: [DraftEvent]
  /// The rows to be changed in the same commit.
  public var states: [StateChange]
  /// Whether the events record a refusal; its command identifier may then be used again.
  public var refused: Bool

  /// Makes a decision from its parts.
  public init(events: [DraftEvent], states: [StateChange] = [], refused: Bool = false) {
    self.events = events
    self.states = states
    self.refused = refused
  }
}
