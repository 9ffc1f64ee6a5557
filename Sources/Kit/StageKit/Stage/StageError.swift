public import Files

/// Why a step could not do its work.
public struct StageError: Error, Equatable, Sendable {
  /// What kind of failure it was; the list is closed.
  public enum Kind: Equatable, Sendable {
    /// The step was called wrongly.
    case usage
    /// A file that the step reads does not hold what it must.
    case invalid
    /// The operating system refused a file operation.
    case file
    /// This machine cannot do what the study demands.
    case unavailable
    /// A guard says no: evidence is missing, or what was asked for is out of order. Exit code 11.
    case refused
  }

  /// What kind of failure it was.
  public let kind: Kind

  /// What, where, and the remedy: lower-case, without a full stop.
  public let message: String

  /// What to do about it, where that is not part of the message.
  public let hint: String?

  public init(_ kind: Kind, _ message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }

  /// The words with which a step was called are wrong.
  public static func usage(_ message: String, hint: String? = nil) -> StageError {
    StageError(.usage, message, hint: hint)
  }

  /// A file that the step reads does not hold what it must.
  public static func invalid(_ message: String, hint: String? = nil) -> StageError {
    StageError(.invalid, message, hint: hint)
  }

  /// Takes over what the operating system said.
  public init(_ error: FileError) { self.init(.file, error.description) }

  /// The exit code of a stage process that fails so.
  public var exitCode: Int32 {
    switch kind {
    case .usage: 2
    case .refused: 11
    case .invalid, .file, .unavailable: 1
    }
  }
}

extension StageError: CustomStringConvertible {
  /// One line for a person.
  public var description: String { message }
}
