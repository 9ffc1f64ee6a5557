/// Why an archive cannot be written or read.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What, where, and the remedy: lower-case, without a full stop.
  public let description: String

  init(_ description: String) { self.description = description }
}
