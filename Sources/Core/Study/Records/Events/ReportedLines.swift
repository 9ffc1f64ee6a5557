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
  /// Which members that rules and views look for any of the lines has.
  private let members: Members

  /// Members of lines that somebody looks for.
  public struct Members: OptionSet, Sendable {
    /// A bit for each.
    public let rawValue: UInt8

    /// The members of some bits.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A value of a metric.
    public static let metric = Members(rawValue: 1)
    /// Something that should not have happened.
    public static let violation = Members(rawValue: 2)
    /// A window of telemetry.
    public static let window = Members(rawValue: 4)
    /// Something promotable.
    public static let candidate = Members(rawValue: 8)

    fileprivate init(_ name: Span<UInt8>) {
      self =
        switch name.count {
        case 6: name.equals("metric") ? .metric : name.equals("window") ? .window : []
        case 9: name.equals("violation") ? .violation : name.equals("candidate") ? .candidate : []
        default: []
        }
    }
  }

  /// Lines in the order written.
  public init(_ values: [Value]) {
    let encoded = CBOR.encode(.array(values))
    var reader = CBORReader(encoded.span)
    guard let (count, members) = try? Self.scan(&reader) else {
      preconditionFailure("what was written cannot be read")
    }
    self.init(encoded: encoded, count: count, members)
  }

  private init(encoded: [UInt8], count: Int, _ members: Members) {
    self.encoded = encoded
    self.count = count
    self.members = members
  }

  /// No lines.
  public static let none = ReportedLines(encoded: [0x80], count: 0, [])

  /// Reads past an array of lines.
  private static func scan(
    _ reader: inout CBORReader
  ) throws(CBORError) -> (count: Int, members: Members) {
    var members = Members()
    let count = try reader.readArrayHeader()
    for _ in 0..<count { try reader.skipValue { members.formUnion(Members($0)) } }
    return (count, members)
  }

  /// The lines as values.
  public var values: [Value] { (try? CBOR.decode(encoded).asArray) ?? [] }

  /// Whether any line has one of these members.
  public func has(_ members: Members) -> Bool { !self.members.isDisjoint(with: members) }

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
      let (count, members) = try scan(&reader)
      let lines = bytes.span.extracting(start..<base + reader.offset)
      return ReportedLines(encoded: [UInt8](lines), count: count, members)
    } catch {
      throw FieldError(path: "", expectation: "is not a list")
    }
  }

  public func write(to writer: inout CBORWriter, depth: Int) { writer.raw(encoded) }
}
