import Bytes
import Codecs

extension Entry {
  /// The body of the entry: what is signed, and what the envelope carries.
  public var body: [UInt8] {
    var writer = CBORWriter(capacity: 1024)
    writer.map(8)
    writer.unsigned(0)
    writer.unsigned(formatVersion)
    writer.unsigned(1)
    writer.text(origin)
    writer.unsigned(2)
    writer.bytes(commandID.bytes)
    writer.unsigned(3)
    writer.array(2)
    writer.unsigned(seen.size)
    writer.digest(seen.root)
    writer.unsigned(4)
    writer.array(2)
    writer.unsigned(authorSequence)
    writer.digest(authorPrevious)
    writer.unsigned(5)
    writer.int(at)
    writer.unsigned(6)
    writer.array(2)
    writer.text(command)
    writer.payload(arguments)
    writer.unsigned(7)
    writer.array(events.count)
    for event in events { writer.event(event) }
    return writer.bytes
  }

  /// Copies the parts of a stored entry out of its bytes.
  package init(_ layout: EntryLayout, _ bytes: Span<UInt8>) {
    self.init(
      origin: bytes.text(layout.origin), commandID: layout.commandID, seen: layout.seen,
      authorSequence: layout.authorSequence, authorPrevious: layout.authorPrevious, at: layout.at,
      command: bytes.text(layout.command), arguments: bytes.payload(layout.arguments),
      events: [], keyID: layout.keyID)
    events.reserveCapacity(layout.events.count)
    for event in layout.events { events.append(EntryEvent(event, bytes)) }
  }
}

extension EntryEvent {
  /// Copies an event out of the bytes of its entry.
  package init(_ layout: EventLayout, _ bytes: Span<UInt8>) {
    self.init(
      type: bytes.text(layout.type), version: layout.version, stream: bytes.text(layout.stream),
      by: bytes.text(layout.by), cause: layout.cause, data: bytes.payload(layout.data))
  }
}

extension CBORWriter {
  mutating func event(_ event: EntryEvent) {
    array(6)
    text(event.type)
    unsigned(event.version)
    text(event.stream)
    text(event.by)
    if let cause = event.cause { unsigned(cause) } else { null() }
    payload(event.data)
  }

  mutating func payload(_ payload: Payload) {
    switch payload {
    case .inline(let map): raw(map)
    case .detached(let commitment, let size):
      array(2)
      digest(commitment)
      unsigned(size)
    }
  }
}

extension Span<UInt8> {
  /// The text at an extent that was checked to be UTF-8.
  package func text(_ extent: Extent) -> String {
    guard let text = try? UTF8Span(validating: extracting(extent.range)) else {
      preconditionFailure("a layout refers to checked text only")
    }
    return String(copying: text)
  }

  /// The payload at an extent.
  package func payload(_ layout: PayloadLayout) -> Payload {
    let bytes = extracting(layout.extent.range)
    guard let size = layout.detachedSize else { return .inline([UInt8](bytes)) }
    return .detached(commitment: Digest(bytes), size: size)
  }
}
