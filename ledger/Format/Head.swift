public import Bytes

/// The state of a log: how many entries it holds and the Merkle root over them.
///
/// Every author signs the head he has seen, so two heads of the same size tell two histories apart.
public struct Head: Equatable, Hashable, Sendable, CustomStringConvertible {
  /// The number of entries.
  public var size: UInt64
  /// The Merkle root over the first `size` entries.
  public var root: Digest

  /// Makes a head from its two parts.
  public init(size: UInt64, root: Digest) {
    self.size = size
    self.root = root
  }

  /// The head of a log without entries: size 0 and the SHA-256 of nothing.
  public static let empty = Head(size: 0, root: Merkle.emptyRoot)

  /// `size:root`, the root in lower-case hex.
  public var description: String { "\(size):\(root.hex)" }
}
