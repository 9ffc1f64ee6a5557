/// Why bytes are not the deterministic encoding of anything, and where.
public struct CBORError: Error, Equatable, Sendable {
  /// What was wrong; the list is closed.
  public enum Kind: Equatable, Sendable {
    /// The input ends inside an item, or declares more content than it has.
    case truncated
    /// Bytes follow the item that should have been the last.
    case trailingBytes
    /// An integer, length or count is not in its shortest form.
    case longInteger
    /// A float is not in the shortest form that preserves it, or is a NaN other than `f97e00`.
    case longFloat
    /// An item of indefinite length.
    case indefiniteLength
    /// An initial byte or simple value that the profile does not use.
    case unknownItem
    /// An item of another kind than the reader was asked for.
    case unexpected(CBOR.Kind)
    /// An integer, length or count that is not the one the layout requires.
    case wrongValue
    /// An integer that does not fit 64 bits with sign.
    case integerRange
    /// A text that is not UTF-8.
    case invalidUTF8
    /// A map key that does not come after the one before it.
    case unsortedKey
    /// A map key for the second time.
    case duplicateKey
    /// More containers nested than ``CBOR/depthLimit``.
    case tooDeep
  }

  /// What was wrong.
  public var kind: Kind

  /// The offset of the offending item, or of the byte at which reading stopped.
  public var offset: Int

  /// Makes an error of `kind` at `offset`.
  public init(kind: Kind, offset: Int) {
    self.kind = kind
    self.offset = offset
  }
}

extension CBORError: CustomStringConvertible {
  /// One line naming the defect and its offset.
  public var description: String { "not canonical cbor: \(reason) at byte \(offset)" }

  private var reason: String {
    switch kind {
    case .truncated: "the input ends inside an item"
    case .trailingBytes: "leftover bytes"
    case .longInteger: "an integer or length not in its shortest form"
    case .longFloat: "a float not in its shortest form"
    case .indefiniteLength: "an indefinite length"
    case .unknownItem: "an item outside the profile"
    case .unexpected(let found): "an item of the wrong kind (\(found))"
    case .wrongValue: "a value the layout does not allow"
    case .integerRange: "an integer beyond 64 bits"
    case .invalidUTF8: "a text that is not utf-8"
    case .unsortedKey: "a map key out of order"
    case .duplicateKey: "a repeated map key"
    case .tooDeep: "more than \(CBOR.depthLimit) nested containers"
    }
  }
}
