import Bytes

/// A value of the data model that the ledger stores: CBOR's, without tags.
///
/// Two values are equal exactly when their deterministic encodings are. So `1` and `1.0` differ, as
/// do `0.0` and `-0.0` and two texts that only look alike, while a NaN equals a NaN.
public enum Value: Sendable {
  /// Nothing, said explicitly.
  case null
  /// True or false.
  case bool(Bool)
  /// A signed integer.
  case int(Int64)
  /// A floating-point number, also when it is whole.
  case double(Double)
  /// A string of bytes.
  case bytes([UInt8])
  /// A Unicode text.
  case text(String)
  /// A sequence of values.
  case array([Value])
  /// A map from texts to values.
  case map(ValueMap)
}

extension String {
  /// Whether two texts are the same bytes, which says more than that they look the same.
  func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && utf8Span.span.equals(other.utf8Span.span)
  }
}

extension Value: Equatable {
  /// Whether both values have the same encoding.
  public static func == (left: Value, right: Value) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.int(let left), .int(let right)): left == right
    case (.double(let left), .double(let right)):
      left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
    case (.bytes(let left), .bytes(let right)): left == right
    case (.text(let left), .text(let right)): left.hasSameBytes(as: right)
    case (.array(let left), .array(let right)): left == right
    case (.map(let left), .map(let right)): left == right
    default: false
    }
  }
}

extension Value {
  /// The truth value, or `nil` when the value is of another kind.
  public var asBool: Bool? {
    if case .bool(let bool) = self { bool } else { nil }
  }

  /// The integer, or `nil` when the value is of another kind; a whole `double` is of another kind.
  public var asInt: Int64? {
    if case .int(let int) = self { int } else { nil }
  }

  /// The number as a `Double`, whether it was written as an integer or not, or `nil`.
  ///
  /// An integer beyond 2^53 is rounded to the nearest `Double`.
  public var asDouble: Double? {
    switch self {
    case .double(let double): double
    case .int(let int): Double(int)
    default: nil
    }
  }

  /// The bytes, or `nil` when the value is of another kind.
  public var asBytes: [UInt8]? {
    if case .bytes(let bytes) = self { bytes } else { nil }
  }

  /// The text, or `nil` when the value is of another kind.
  public var asText: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// The elements, or `nil` when the value is of another kind.
  public var asArray: [Value]? {
    if case .array(let array) = self { array } else { nil }
  }

  /// The map, or `nil` when the value is of another kind.
  public var asMap: ValueMap? {
    if case .map(let map) = self { map } else { nil }
  }

  /// Whether this is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// How many containers are nested here: 0 for a scalar, 1 for an array of scalars.
  ///
  /// ``CBOR`` encodes at most ``CBOR/depthLimit``; values taken from strangers are checked with
  /// this first.
  public var depth: Int {
    switch self {
    case .array(let array): 1 + (array.lazy.map(\.depth).max() ?? 0)
    case .map(let map): map.depth
    default: 0
    }
  }
}
