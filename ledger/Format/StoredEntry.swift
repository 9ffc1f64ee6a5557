public import Bytes

/// An entry as it is stored, taken apart but not copied out: for folding over many of them.
///
/// Texts and maps are read as spans of the stored bytes, so that a reader can compare and intern
/// them without making strings. ``Ledger/storedEntries(from:to:_:)`` reuses one value for all.
public struct StoredEntry: Sendable {
  /// The index of the entry.
  public private(set) var index: UInt64 = 0
  /// The stored bytes.
  public private(set) var bytes: [UInt8] = []
  private var layout = EntryLayout()

  package init() {}

  package mutating func load(_ span: Span<UInt8>, at index: UInt64) throws(FormatError) {
    self.index = index
    bytes.removeAll(keepingCapacity: true)
    bytes.append(contentsOf: span)
    try layout.parse(span)
  }

  /// The leaf hash, computed anew each time.
  public var leaf: Digest { Merkle.leaf(bytes) }
  /// The key that signed.
  public var keyID: KeyID { layout.keyID }
  /// The idempotency key of the command.
  public var commandID: CommandID { layout.commandID }
  /// The head the author had seen.
  public var seen: Head { layout.seen }
  /// The clock of the author in nanoseconds since 1970.
  public var at: Int64 { layout.at }
  /// How many events there are.
  public var eventCount: Int { layout.events.count }

  /// The name of the command.
  public var command: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(layout.command.range) }
  }

  /// The same, copied out.
  public var commandName: String { bytes.span.text(layout.command) }

  /// The arguments of the command.
  public var arguments: Payload { bytes.span.payload(layout.arguments) }

  /// The bytes of the map of the arguments; nil when they are detached.
  public var inlineArguments: Span<UInt8>? {
    @_lifetime(borrow self) get {
      guard layout.arguments.detachedSize == nil else { return nil }
      return bytes.span.extracting(layout.arguments.extent.range)
    }
  }

  /// Borrowed from the stored bytes: nothing is copied.
  @_lifetime(borrow self)
  public func eventType(_ ordinal: Int) -> Span<UInt8> {
    bytes.span.extracting(layout.events[ordinal].type.range)
  }

  /// Borrowed from the stored bytes: nothing is copied.
  @_lifetime(borrow self)
  public func eventStream(_ ordinal: Int) -> Span<UInt8> {
    bytes.span.extracting(layout.events[ordinal].stream.range)
  }

  /// The engine that made an event; empty for the decider.
  @_lifetime(borrow self)
  public func eventBy(_ ordinal: Int) -> Span<UInt8> {
    bytes.span.extracting(layout.events[ordinal].by.range)
  }

  /// The same, copied out.
  public func engine(_ ordinal: Int) -> String {
    bytes.span.text(layout.events[ordinal].by)
  }

  /// The version of the shape of an event's data.
  public func eventVersion(_ ordinal: Int) -> UInt64 { layout.events[ordinal].version }

  /// The ordinal of the event an event is a reaction to.
  public func eventCause(_ ordinal: Int) -> UInt64? { layout.events[ordinal].cause }

  /// The bytes of the map of an event's data; nil when it is detached.
  @_lifetime(borrow self)
  public func inlineEventData(_ ordinal: Int) -> Span<UInt8>? {
    guard layout.events[ordinal].data.detachedSize == nil else { return nil }
    return bytes.span.extracting(layout.events[ordinal].data.extent.range)
  }

  /// Where the map of an event's data lies in ``bytes``; nil when it is detached.
  public func inlineDataRange(_ ordinal: Int) -> Range<Int>? {
    let data = layout.events[ordinal].data
    return data.detachedSize == nil ? data.extent.range : nil
  }

  /// Where the map of the arguments lies in ``bytes``; nil when they are detached.
  public var inlineArgumentsRange: Range<Int>? {
    layout.arguments.detachedSize == nil ? layout.arguments.extent.range : nil
  }

  /// An event, copied out.
  public func event(_ ordinal: Int) -> EntryEvent {
    EntryEvent(layout.events[ordinal], bytes.span)
  }

  /// The whole entry, copied out.
  public var entry: Entry { Entry(layout, bytes.span) }
}
