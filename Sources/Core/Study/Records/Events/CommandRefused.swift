public import Codecs

/// A rule refused a command.
public struct CommandRefused: EventPayload {
  /// The rule, as a word of ``Rejection/Code``.
  public var code: String
  /// What the rule saw.
  public var facts: ValueMap

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "command.refused", on: .ledger, .study, .run, .violation, summary: "A rule refused a command.",
    fields: [.text("code", "the rule"), .map("facts", "what the rule saw")])

  /// A refusal.
  public init(code: String, facts: ValueMap) {
    self.code = code
    self.facts = facts
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    code = try fields.text("code")
    facts = try fields.nested("facts")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("code", code)
    fields.put("facts", facts)
  }
}
