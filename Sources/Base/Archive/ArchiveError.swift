import CArchive

/// Why an archive cannot be written or read.
public struct ArchiveError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What, where, and the remedy: lower-case, without a full stop.
  public let description: String
  /// Whether the disk or the account's quota is used up.
  public let isNoSpace: Bool

  init(_ description: String, errno: Int32 = 0) {
    // The system's words for an error number; other numbers are the library's own.
    let reason = unsafe String(cString: rl_archive_reason(errno)).lowercased()
    self.description = errno > 0 ? "\(description): \(reason)" : description
    isNoSpace = rl_archive_is_full(errno) == 1
  }
}
