/// A person accepted a warning.
public struct WarningAccepted: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The gate.
  public var gate: String
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "warning.accepted", on: .run, summary: "A person accepted a gate's warning.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"), .text("gate", "the gate"),
      .text("reason", "why"),
    ])

  /// An accepted warning.
  public init(stage: String, unit: String, gate: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.gate = gate
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    gate = try fields.text("gate")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("gate", gate)
    fields.put("reason", reason)
  }
}

/// It was decided how to go on.
public struct DecisionMade: EventPayload {
  /// What was decided.
  public var choice: Choice
  /// Why.
  public var rationale: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "decision.made", on: .study, .run, .batch, .pair, .candidate, .baseline,
    summary: "It was decided how to go on.",
    fields: [
      .text("choice", "continue, adjust, stop or escalate"), .text("rationale", "why"),
    ])

  /// A decision.
  public init(choice: Choice, rationale: String) {
    self.choice = choice
    self.rationale = rationale
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    choice = try fields.word("choice")
    rationale = try fields.text("rationale")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("choice", word: choice)
    fields.put("rationale", rationale)
  }
}

/// Somebody wrote something down.
public struct NoteAdded: EventPayload {
  /// The text.
  public var text: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "note.added", on: .study, .run, .batch, .pair, .candidate, .baseline, .violation, .ledger,
    summary: "Somebody wrote something down.",
    fields: [.text("text", "the text")])

  /// A note.
  public init(text: String) { self.text = text }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) { text = try fields.text("text") }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) { fields.put("text", text) }
}
