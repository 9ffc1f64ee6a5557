/// A person accepted a warning.
public struct WarningAccepted: EventPayload {
  /// The stage.
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// The gate.
  public var gate = ""
  /// Why.
  public var reason = ""

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "warning.accepted", of: Self.self, on: .run, summary: "A person accepted a gate's warning.")

  /// An accepted warning.
  public init(stage: String, unit: String, gate: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.gate = gate
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("gate", &gate, "the gate")
    coder.field("reason", &reason, "why")
  }
}

/// It was decided how to go on.
public struct DecisionMade: EventPayload {
  /// What was decided.
  public var choice = Choice.proceed
  /// Why.
  public var rationale = ""

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "decision.made", of: Self.self, on: .study, .run, .batch, .pair, .candidate, .baseline,
    summary: "It was decided how to go on.")

  /// A decision.
  public init(choice: Choice, rationale: String) {
    self.choice = choice
    self.rationale = rationale
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("choice", &choice, "continue, adjust, stop or escalate")
    coder.field("rationale", &rationale, "why")
  }
}

/// Somebody wrote something down.
public struct NoteAdded: EventPayload {
  /// The text.
  public var text = ""

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "note.added", of: Self.self, on: .study, .run, .batch, .pair, .candidate, .baseline, .violation,
    .ledger,
    summary: "Somebody wrote something down.")

  /// A note.
  public init(text: String) { self.text = text }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("text", &text, "the text")
  }
}
