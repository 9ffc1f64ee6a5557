/// Why bytes are not an entry, a checkpoint or a key of this format.
public struct FormatError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong; the list is closed.
  public enum Kind: String, Equatable, Sendable {
    /// The bytes are not deterministic CBOR of the expected shape.
    case malformed
    /// The format version is later than this build's.
    case futureVersion
    /// A limit of the format is exceeded.
    case limit
  }

  /// What is wrong.
  public var kind: Kind
  /// The byte at which it is wrong, where that is known.
  public var offset: Int?
  /// What was expected, in lower case, without a full stop.
  public var message: String

  public init(_ kind: Kind, at offset: Int? = nil, _ message: String) {
    self.kind = kind
    self.offset = offset
    self.message = message
  }

  /// The message and the offset.
  public var description: String {
    guard let offset else { return message }
    return "\(message) at byte \(offset)"
  }
}
