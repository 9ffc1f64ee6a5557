package import Bytes
import Codecs

/// Where part of an entry lies within its bytes.
///
/// Sixteen bits suffice for every entry.
package struct Extent: Equatable, Sendable {
  package var start: UInt16
  package var count: UInt16

  package init(_ range: Range<Int>) {
    start = UInt16(range.lowerBound)
    count = UInt16(range.count)
  }

  package var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A payload of a stored entry: the bytes of the map, or of the commitment to it.
package struct PayloadLayout: Equatable, Sendable {
  package var extent: Extent
  /// The size of the detached map; nil for a map within the entry.
  package var detachedSize: UInt64?
}

/// An event of a stored entry.
package struct EventLayout: Equatable, Sendable {
  package var type: Extent
  package var stream: Extent
  package var by: Extent
  package var version: UInt64
  package var cause: UInt64?
  package var data: PayloadLayout
}

/// A stored entry taken apart without copying: what the hot paths work with.
///
/// A layout exists only for bytes that are an entry of this format in every detail but the
/// signature, so whoever holds one need not look again.
package struct EntryLayout: Sendable {
  package var keyID = KeyID(high: 0, low: 0)
  package var body = Extent(0..<0)
  package var signature = Extent(0..<0)
  package var origin = Extent(0..<0)
  package var commandID = CommandID(high: 0, low: 0)
  package var seen = Head.empty
  package var authorSequence: UInt64 = 0
  package var authorPrevious = Digest.zero
  package var at: Int64 = 0
  package var command = Extent(0..<0)
  /// The encoding of the name of the command and, right behind it, of its arguments.
  package var encodedCommand = Extent(0..<0)
  package var arguments = PayloadLayout(extent: Extent(0..<0), detachedSize: nil)
  package var events: [EventLayout] = []

  package init() {}

  /// Takes an entry apart; everything but the signature is checked.
  package init(_ bytes: Span<UInt8>) throws(FormatError) {
    self.init()
    try parse(bytes)
  }

  /// Takes another entry apart, reusing the storage of the last.
  package mutating func parse(_ bytes: Span<UInt8>) throws(FormatError) {
    guard bytes.count <= Limits.entryBytes else {
      throw FormatError(.limit, "an entry of \(bytes.count) bytes exceeds \(Limits.entryBytes)")
    }
    do throws(CBORError) {
      try parseEnvelope(bytes)
    } catch {
      throw FormatError(.malformed, at: error.offset, "\(error.kind) in the envelope of an entry")
    }
    let base = Int(body.start)
    let content = bytes.extracting(body.range)
    // A later format may have anything after its version: nothing else of it is looked at.
    let version = formatVersion(content)
    guard version <= Limits.formatVersion else {
      throw FormatError(
        .futureVersion,
        "the entry has format \(version), this build knows format \(Limits.formatVersion)")
    }
    do throws(CBORError) {
      var reader = CBORReader(content)
      try reader.readMapHeader(count: 8)
      try reader.readKey(0)
      let start = reader.offset
      guard try reader.readUnsigned() == Limits.formatVersion else {
        throw CBORError(kind: .wrongValue, offset: start)
      }
      try parseBody(&reader, content, base)
      try parseEvents(&reader, content, base)
      try reader.finish()
    } catch {
      throw FormatError(
        .malformed, at: base + error.offset, "\(error.kind) in the body of an entry")
    }
  }
}
