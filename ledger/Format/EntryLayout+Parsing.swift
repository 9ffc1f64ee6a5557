import Bytes
package import Codecs

extension EntryLayout {
  /// `d2 84 bstr(protected) a0 bstr(body) 58 40 signature`.
  package mutating func parseEnvelope(_ bytes: Span<UInt8>) throws(CBORError) {
    var reader = CBORReader(bytes)
    let start = reader.offset
    guard try reader.readTag() == COSE.sign1Tag else {
      throw CBORError(kind: .wrongValue, offset: start)
    }
    try reader.readArrayHeader(count: 4)
    let protected = try reader.byteRange()
    guard let keyID = COSE.keyID(protected: bytes.extracting(protected)) else {
      throw CBORError(kind: .wrongValue, offset: protected.lowerBound)
    }
    self.keyID = keyID
    try reader.readMapHeader(count: 0)
    body = Extent(try reader.byteRange())
    let signature = try reader.byteRange()
    guard signature.count == COSE.signatureBytes else {
      throw CBORError(kind: .wrongValue, offset: signature.lowerBound)
    }
    self.signature = Extent(signature)
    try reader.finish()
  }

  /// The format version a body claims; 0 when it does not even begin like one.
  package func formatVersion(_ content: Span<UInt8>) -> UInt64 {
    var reader = CBORReader(content)
    do throws(CBORError) {
      _ = try reader.readMapHeader()
      try reader.readKey(0)
      return try reader.readUnsigned()
    } catch {
      return 0
    }
  }

  /// The keys 1 to 6 of the body.
  @_lifetime(reader: copy reader)
  package mutating func parseBody(
    _ reader: inout CBORReader, _ content: Span<UInt8>, _ base: Int
  ) throws(CBORError) {
    try reader.readKey(1)
    origin = try reader.text(1...Limits.originBytes, base)
    try reader.readKey(2)
    let id = try reader.byteRange()
    guard id.count == 16 else { throw CBORError(kind: .wrongValue, offset: id.lowerBound) }
    commandID = CommandID(
      high: content.bigEndian(at: id.lowerBound), low: content.bigEndian(at: id.lowerBound + 8))
    try reader.readKey(3)
    try reader.readArrayHeader(count: 2)
    seen.size = try reader.readUnsigned()
    seen.root = try reader.readDigest()
    try reader.readKey(4)
    try reader.readArrayHeader(count: 2)
    authorSequence = try reader.readUnsigned()
    authorPrevious = try reader.readDigest()
    try reader.readKey(5)
    at = try reader.readInt()
    try reader.readKey(6)
    try reader.readArrayHeader(count: 2)
    let start = reader.offset
    command = try reader.text(1...Limits.nameBytes, base)
    arguments = try reader.payload(base)
    encodedCommand = Extent(base + start..<base + reader.offset)
  }

  /// The key 7 of the body.
  @_lifetime(reader: copy reader)
  package mutating func parseEvents(
    _ reader: inout CBORReader, _ content: Span<UInt8>, _ base: Int
  ) throws(CBORError) {
    try reader.readKey(7)
    let start = reader.offset
    let count = try reader.readArrayHeader()
    guard count <= Limits.entryEvents else { throw CBORError(kind: .wrongValue, offset: start) }
    events.removeAll(keepingCapacity: true)
    events.reserveCapacity(count)
    for ordinal in 0..<UInt64(count) {
      try reader.readArrayHeader(count: 6)
      let type = try reader.text(1...Limits.nameBytes, base)
      let versionStart = reader.offset
      let version = try reader.readUnsigned()
      if version == 0 { throw CBORError(kind: .wrongValue, offset: versionStart) }
      let stream = try reader.text(1...Limits.streamBytes, base)
      let by = try reader.text(0...Limits.nameBytes, base)
      let cause = try reader.cause(before: ordinal)
      events.append(
        EventLayout(
          type: type, stream: stream, by: by, version: version, cause: cause,
          data: try reader.payload(base)))
    }
  }
}

extension CBORReader {
  /// Reads a byte string and returns where its content lies.
  @_lifetime(self: copy self)
  fileprivate mutating func byteRange() throws(CBORError) -> Range<Int> {
    let count = try readByteSpan().count
    return offset - count..<offset
  }

  /// Reads a text with a limited number of bytes and returns where its content lies.
  @_lifetime(self: copy self)
  fileprivate mutating func text(
    _ limits: ClosedRange<Int>, _ base: Int
  ) throws(CBORError) -> Extent {
    let start = offset
    let count = try skipText()
    guard limits.contains(count) else { throw CBORError(kind: .wrongValue, offset: start) }
    return Extent(base + offset - count..<base + offset)
  }

  /// Reads a map, or a commitment to one.
  @_lifetime(self: copy self)
  fileprivate mutating func payload(_ base: Int) throws(CBORError) -> PayloadLayout {
    let start = offset
    let kind = try peekKind()
    switch kind {
    case .map:
      try skipValue()
      return PayloadLayout(extent: Extent(base + start..<base + offset), detachedSize: nil)
    case .array:
      try readArrayHeader(count: 2)
      let commitment = try byteRange()
      guard commitment.count == Digest.size else {
        throw CBORError(kind: .wrongValue, offset: commitment.lowerBound)
      }
      return PayloadLayout(
        extent: Extent(base + commitment.lowerBound..<base + commitment.upperBound),
        detachedSize: try readUnsigned())
    default: throw CBORError(kind: .unexpected(kind), offset: start)
    }
  }

  /// Reads null or the ordinal of an earlier event.
  @_lifetime(self: copy self)
  fileprivate mutating func cause(before ordinal: UInt64) throws(CBORError) -> UInt64? {
    let start = offset
    if try peekKind() == .null {
      try readNull()
      return nil
    }
    let cause = try readUnsigned()
    guard cause < ordinal else { throw CBORError(kind: .wrongValue, offset: start) }
    return cause
  }
}
