/// Why the ledger could not do what it was asked.
public struct LedgerError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong; the list is closed.
  public enum Code: String, Equatable, Sendable, CaseIterable {
    /// There is no ledger at the place, or no such entry.
    case notFound
    /// There is a ledger at the place already, or around it.
    case alreadyExists
    /// Something given by the caller breaks a limit or a rule of the format.
    case invalid
    /// The ledger was written by a later format than this build knows.
    case formatFromTheFuture
    /// Stored bytes are not what was written: the record was altered or damaged.
    case altered
    /// A command identifier was used before for another command.
    case conflict
    /// The key is unknown or revoked.
    case keyRefused
    /// The key may not do this.
    case roleRefused
    /// A key file is missing, unreadable, too readable or malformed.
    case keyFile
    /// Another writer held the lock until the deadline.
    case lockTimeout
    /// This process has the ledger open already.
    case alreadyOpen
    /// The ledger was opened for reading only.
    case readOnly
    /// The entry would be larger than the format allows.
    case tooLarge
    /// The disk or the operating system failed.
    case storeFailed
    /// A commit failed before; the ledger must be opened again.
    case poisoned
    /// The log changed under a lock-free reader again and again.
    case busy
  }

  /// What went wrong.
  public var code: Code
  /// What and where, in lower case, without a full stop.
  public var message: String
  /// What to do about it, when there is something.
  public var hint: String?

  public init(_ code: Code, _ message: String, hint: String? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
  }

  /// The message.
  public var description: String { message }
}
