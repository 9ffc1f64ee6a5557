public import Codecs

/// Something that is stored as a map of named fields, each of which is named once.
public protocol Recordable: FieldValue {
  /// One with nothing in it, for ``code(_:)`` to fill.
  init()

  mutating func code(_ coder: inout some FieldCoder)

  /// The encoding of the map of all fields.
  var encoded: [UInt8] { get }
}

extension Recordable {
  /// A map.
  public static var kind: EventDefinition.Kind { .map }

  /// Reads every field; what is missing or of the wrong type is an error.
  public init(_ reader: consuming FieldReader) throws(FieldError) {
    self.init()
    code(&reader)
    if let failure = reader.failure { throw failure }
  }

  /// Reads the map that all of `bytes` encodes.
  public init(encoded bytes: [UInt8]) throws(FieldError) { try self.init(FieldReader(bytes)) }

  public static func read(
    _ reader: inout CBORReader, of bytes: [UInt8], from base: Int
  ) throws(FieldError) -> Self {
    let start = base + reader.offset
    do throws(CBORError) { try reader.skipValue() } catch {
      throw FieldError(path: "", expectation: "is malformed")
    }
    guard bytes[start] >> 5 == 5 else { throw FieldError(path: "", expectation: "is not a map") }
    return try Self(FieldReader(bytes, in: start..<base + reader.offset))
  }

  public func write(to writer: inout CBORWriter, depth: Int) {
    precondition(depth < CBOR.depthLimit, "a record nests too many containers to be encoded")
    var record = self
    var nested = FieldWriter(depth: depth)
    record.code(&nested)
    nested.write(to: &writer)
  }

  /// The encoding of the map of all fields.
  public var encoded: [UInt8] {
    var record = self
    var writer = FieldWriter()
    record.code(&writer)
    return writer.encoded
  }

  /// The map of all fields, for those who look into it by name.
  public var record: ValueMap {
    guard let map = try? CBOR.decodeMap(encoded) else {
      preconditionFailure("what was written cannot be read")
    }
    return map
  }
}

extension Array where Element: Recordable {
  /// The encoding of the list of all maps.
  public var encoded: [UInt8] {
    var writer = CBORWriter()
    writer.array(count)
    for record in self { record.write(to: &writer, depth: 1) }
    return writer.bytes
  }
}
