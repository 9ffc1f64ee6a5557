/// Why a matrix calculation gave nothing.
public struct LinearAlgebraError: Error, Equatable, Sendable {
  /// What kind of failure it was; the list is closed.
  public enum Kind: Equatable, Sendable {
    /// The library is not on this machine, or lacks a function.
    case unavailable
    /// An iteration did not converge; usually a value was not finite.
    case notConverged
    /// A matrix that has to be positive definite is not.
    case notPositiveDefinite
  }

  /// What kind of failure it was.
  public let kind: Kind

  /// What, where, and the remedy: lower-case, without a full stop.
  public let message: String

  init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}

extension LinearAlgebraError: CustomStringConvertible {
  /// One line for a person.
  public var description: String { message }
}
