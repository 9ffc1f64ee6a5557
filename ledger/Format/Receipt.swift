public import Bytes

/// What became of a command.
///
/// It is durable once `Ledger.write` has returned.
public struct Receipt: Equatable, Sendable {
  /// The index of the entry.
  public var index: UInt64
  /// The leaf hash of the entry.
  public var leaf: Digest
  /// The identifier of the command.
  public var commandID: CommandID
  /// The name of the command.
  public var command: String
  /// The arguments as they were recorded.
  public var arguments: Payload
  /// The events as they were recorded.
  public var events: [EntryEvent]
  /// The clock of the author as it was recorded.
  public var at: Int64
  /// The head of the log right after the entry.
  public var head: Head
  /// Whether this very command had been accepted before: nothing was appended this time.
  public var repeated: Bool
  /// Whether the entry records a refusal.
  public var refused: Bool

  package init(_ signed: SignedEntry, index: UInt64, head: Head, repeated: Bool, refused: Bool) {
    self.index = index
    self.leaf = signed.leaf
    self.commandID = signed.entry.commandID
    self.command = signed.entry.command
    self.arguments = signed.entry.arguments
    self.events = signed.entry.events
    self.at = signed.entry.at
    self.head = head
    self.repeated = repeated
    self.refused = refused
  }
}
