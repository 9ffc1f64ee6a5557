public import Bytes

/// A content that was erased on purpose, as the log records it.
public struct BlobPurge: Equatable, Sendable, CustomStringConvertible {
  /// The digest of the blob that held it.
  public var digest: Digest
  /// The entry that says so.
  public var entry: UInt64
  /// Whose key signed it.
  public var author: String
  public var reason: String

  public init(digest: Digest, entry: UInt64, author: String, reason: String) {
    self.digest = digest
    self.entry = entry
    self.author = author
    self.reason = reason
  }

  /// `purged @40 by ada: reason`.
  public var description: String { "purged @\(entry) by \(author): \(reason)" }
}
