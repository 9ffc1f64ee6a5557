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

  init() {}

  mutating func load(_ span: Span<UInt8>, at index: UInt64) throws(FormatError) {
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

  /// The type of an event.
  @_lifetime(borrow self)
  public func eventType(_ ordinal: Int) -> Span<UInt8> {
    bytes.span.extracting(layout.events[ordinal].type.range)
  }

  /// The stream of an event.
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

extension Ledger {
  /// Entries that are so near to each other are read in one go; what lies between is passed over.
  private static let nearMax: UInt64 = 16

  /// Calls `body` with the entries of a range in their order, until it answers false.
  ///
  /// The range may reach past the end. The value it is called with is reused: what shall be kept
  /// has to be copied out. Signatures are not verified. Errors: those of `entry`, and those of
  /// `body`.
  public func storedEntries(
    from first: UInt64 = 0, to end: UInt64 = .max,
    _ body: (borrowing StoredEntry) throws -> Bool
  ) throws {
    var stored = StoredEntry()
    var expected = first
    try scan(first..<max(first, end)) { index, bytes in
      guard index == expected else { throw Ledger.gap(expected) }
      expected += 1
      try stored.load(bytes, ofEntry: index)
      return try body(stored)
    }
  }

  /// Calls `body` with the entries at ascending indices, until it answers false.
  ///
  /// The same as for a range; an index that the log does not reach is an error.
  public func storedEntries(
    at indices: [UInt64], _ body: (borrowing StoredEntry) throws -> Bool
  ) throws {
    var stored = StoredEntry()
    var place = 0
    var isWanted = true
    while isWanted, place < indices.count {
      var last = place
      while last + 1 < indices.count, indices[last + 1] - indices[last] <= Ledger.nearMax {
        last += 1
      }
      try scan(indices[place]..<indices[last] + 1) { index, bytes in
        if index < indices[place] { return true }
        guard index == indices[place] else { throw Ledger.gap(indices[place]) }
        try stored.load(bytes, ofEntry: index)
        place += 1
        isWanted = try body(stored)
        return isWanted && place <= last
      }
      guard !isWanted || place > last else { throw Ledger.gap(indices[place]) }
    }
  }

  /// Calls `body` with the rows of a range, and throws what it throws.
  private func scan(
    _ range: Range<UInt64>, _ body: (UInt64, Span<UInt8>) throws -> Bool
  ) throws {
    var failure: (any Error)?
    try store.entries(range) { index, bytes throws(LedgerError) in
      do { return try body(index, bytes) } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
  }
}

extension StoredEntry {
  fileprivate mutating func load(
    _ bytes: Span<UInt8>, ofEntry index: UInt64
  ) throws(LedgerError) {
    do throws(FormatError) { try load(bytes, at: index) } catch {
      throw LedgerError(error, entry: index)
    }
  }
}
