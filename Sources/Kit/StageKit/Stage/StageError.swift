public import Files

/// Why a step of a trial could not do its work.
public struct TrialError: Error, Equatable, Sendable {
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
  }

  /// What kind of failure it was.
  public let kind: Kind

  /// What, where, and the remedy: lower-case, without a full stop.
  public let message: String

  /// Makes an error.
  public init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// Takes over what the operating system said.
  public init(_ error: FileError) { self.init(.file, error.description) }

  /// The exit code of a stage process that fails so.
  public var exitCode: Int32 { kind == .usage ? 2 : 1 }
}

extension TrialError: CustomStringConvertible {
  /// One line for a person.
  public var description: String { message }
}
