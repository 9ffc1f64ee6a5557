public import Codecs

/// A rule refused a command.
public struct CommandRefused: EventPayload {
  /// The rule, as a word of ``Rejection/Code``.
  public var code = ""
  /// What the rule saw.
  public var facts = ValueMap()

  public static let definition = EventDefinition(
    "command.refused", of: Self.self, on: .ledger, .study, .run, .violation,
    summary: "A rule refused a command.")

  public init(code: String, facts: ValueMap) {
    self.code = code
    self.facts = facts
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("code", &code, "the rule")
    coder.field("facts", &facts, "what the rule saw")
  }
}
