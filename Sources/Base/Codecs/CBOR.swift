/// Deterministic CBOR: RFC 8949 section 4.2.1, narrowed until every value has exactly one encoding.
///
/// Integers, lengths and floats are the shortest that preserve the value, NaN is `f97e00`, lengths
/// are definite, the simple values are false, true and null, and map keys ascend bytewise without
/// repetition. The maps of a ``Value`` have text keys and its integers fit `Int64`; tags, and maps
/// keyed by unsigned integers, belong to envelopes, which ``CBORWriter`` and ``CBORReader`` handle
/// item by item.
public enum CBOR {
  /// How many containers may be nested in one value.
  public static let depthLimit = 16

  /// What an item is.
  public enum Kind: Equatable, Sendable {
    /// An integer from 0 to 2^64 - 1.
    case unsigned
    /// An integer from -2^64 to -1.
    case negative
    /// A byte string.
    case bytes
    /// A UTF-8 text string.
    case text
    case array
    case map
    /// A tag in front of another item.
    case tag
    /// False or true.
    case bool
    case null
    /// A floating-point number of any width.
    case double
  }

  /// How many bytes the head of an item takes that carries this number.
  public static func headCount(_ argument: UInt64) -> Int {
    switch argument {
    case ..<24: 1
    case ...0xff: 2
    case ...0xffff: 3
    case ...0xffff_ffff: 5
    default: 9
    }
  }

  /// Room for most values, so that few arrays have to grow.
  private static let usualBytes = 192

  /// The encoding of `value`.
  ///
  /// Traps when more than ``depthLimit`` containers are nested, since nothing could read the
  /// result.
  public static func encode(_ value: Value) -> [UInt8] {
    var writer = CBORWriter(capacity: CBOR.usualBytes)
    writer.value(value)
    return writer.bytes
  }

  /// The encoding of `map`.
  ///
  /// Traps when more than ``depthLimit`` containers are nested, since nothing could read the
  /// result.
  public static func encode(_ map: ValueMap) -> [UInt8] {
    var writer = CBORWriter(capacity: CBOR.usualBytes)
    writer.map(map)
    return writer.bytes
  }

  /// The value that all of `bytes` encode; anything but its one encoding is an error.
  public static func decode(_ bytes: [UInt8]) throws(CBORError) -> Value {
    var reader = CBORReader(bytes.span)
    let value = try reader.readValue()
    try reader.finish()
    return value
  }

  /// The map that all of `bytes` encode; anything but its one encoding is an error.
  public static func decodeMap(_ bytes: [UInt8]) throws(CBORError) -> ValueMap {
    var reader = CBORReader(bytes.span)
    let map = try reader.readMap()
    try reader.finish()
    return map
  }
}
