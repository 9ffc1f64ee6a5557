public import Codecs

/// Something that is stored as a map of named fields.
public protocol Recordable: Equatable, Sendable {
  /// Reads every field; what is missing or of the wrong type is an error.
  init(_ fields: Fields) throws(FieldError)
  /// Writes every field; fields that are nil are left out.
  func put(into fields: inout FieldsBuilder)
}

extension Recordable {
  /// The encoding of the map that ``put(into:)`` writes.
  public var encoded: [UInt8] {
    var builder = FieldsBuilder()
    put(into: &builder)
    return builder.encoded
  }

  /// The map that ``put(into:)`` writes.
  public var record: ValueMap {
    var builder = FieldsBuilder()
    put(into: &builder)
    return builder.map
  }
}
