/// Why a ``ByteReader`` could not read, and where.
public struct ReadError: Error, Equatable, Sendable {
  /// What was wrong; the list is closed.
  public enum Kind: Equatable, Sendable {
    /// Fewer bytes are left than the read needs.
    case endOfInput
    /// Bytes are left where the layout has ended.
    case trailingBytes
  }

  /// What was wrong.
  public var kind: Kind

  /// The offset of the byte at which reading stopped.
  public var offset: Int

  /// Makes an error of `kind` at `offset`.
  @inlinable
  public init(kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }
}

extension ReadError: CustomStringConvertible {
  /// One line naming the defect and its offset.
  public var description: String {
    switch kind {
    case .endOfInput: "the bytes end inside a field at offset \(offset)"
    case .trailingBytes: "bytes are left over at offset \(offset)"
    }
  }
}
