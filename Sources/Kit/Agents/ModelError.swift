/// Why a language model gave no answer.
public struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What kind of failure it was.
  public enum Kind: Equatable, Sendable {
    /// Nobody answered, or not now: trying again may help.
    case unavailable
    /// The provider refused: a wrong key, an unknown model.
    case refused
    /// What came is not what was asked for, after every attempt.
    case unusable
    /// An exchange cannot be kept, or what is kept cannot be read.
    case store
    /// Only kept answers may be used, and this one is not among them.
    case notKept
  }

  /// What kind of failure it was.
  public let kind: Kind
  /// What, where and the remedy.
  public let description: String

  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }
}
