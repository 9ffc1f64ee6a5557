public import Codecs

/// Why a command that concerns keys and roles is refused.
public struct Refusal: Error, Equatable, Sendable, CustomStringConvertible {
  /// A stable name for the reason, in snake_case; it is recorded.
  public var code: String
  /// What the reason is about; it is recorded.
  public var facts: ValueMap
  /// The reason for a person, in lower case, without a full stop; it is not recorded.
  public var message: String

  public init(_ code: String, facts: ValueMap = ValueMap(), _ message: String) {
    self.code = code
    self.facts = facts
    self.message = message
  }

  /// The message.
  public var description: String { message }

  /// The event that records the refusal.
  public var event: DraftEvent { LedgerFact.refused(code: code, facts: facts).event }
}
