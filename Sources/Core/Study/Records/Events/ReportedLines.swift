import Bytes
public import Codecs

/// The lines that a stage reported, as they are encoded.
///
/// Most who pass them on never look inside, so that values are made only when they are asked for.
public struct ReportedLines: Equatable, Sendable {
  /// The encoding: an array of values.
  let encoded: [UInt8]
  /// How many there are.
  public let count: Int

  /// Lines in the order written.
  public init(_ values: [Value]) {
    encoded = CBOR.encode(.array(values))
    count = values.count
  }

  /// No lines.
  public init() {
    encoded = [0x80]
    count = 0
  }

  private init(encoded: [UInt8], count: Int) {
    self.encoded = encoded
    self.count = count
  }

  /// The lines as values.
  public var values: [Value] { (try? CBOR.decode(encoded).asArray) ?? [] }

  /// Whether any line has a member of one of these names.
  public func has(_ names: [String]) -> Bool {
    var isFound = false
    forEachMember { member, _, _ in
      for name in names where !isFound { isFound = member.equals(name) }
    }
    return isFound
  }

  /// The value that the last line with a member of this name has for it; nil when there is none.
  public func last(_ name: String) -> Value? {
    var last: Value?
    forEachMember { member, value, _ in
      if member.equals(name) { last = try? CBOR.decode([UInt8](value)) }
    }
    return last
  }

  /// Calls `body` with name and encoded value of every member of every line, and whether it is the
  /// line's first: the kind of the line.
  ///
  /// A line that is no map is passed over.
  public func forEachMember(
    _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>, _ isFirst: Bool) -> Void
  ) {
    let span = encoded.span
    var reader = CBORReader(span)
    do throws(CBORError) {
      for _ in 0..<(try reader.readArrayHeader()) {
        guard try reader.peekKind() == .map else {
          try reader.skipValue()
          continue
        }
        for place in 0..<(try reader.readMapHeader()) {
          let length = try reader.skipText()
          let start = reader.offset
          try reader.skipValue()
          body(
            span.extracting(start - length..<start), span.extracting(start..<reader.offset),
            place == 0)
        }
      }
    } catch {
      // What is kept was encoded here, or read as a whole before.
      preconditionFailure("\(error)")
    }
  }
}

extension ReportedLines: FieldValue {
  /// A list.
  public static var kind: EventDefinition.Kind { .list }

  public static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> ReportedLines {
    do throws(CBORError) {
      let start = base + reader.offset
      let count = try reader.readArrayHeader()
      for _ in 0..<count { try reader.skipValue() }
      let lines = bytes.span.extracting(start..<base + reader.offset)
      return ReportedLines(encoded: [UInt8](lines), count: count)
    } catch {
      throw FieldError(path: "", expectation: "is not a list")
    }
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.raw(encoded) }
}
