/// A person accepted a warning.
public struct WarningAccepted: EventPayload {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  public var gate = ""
  public var reason = ""

  public static let definition = EventDefinition(
    "warning.accepted", of: Self.self, on: .run, summary: "A person accepted a gate's warning.")

  public init(stage: String, unit: String, gate: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.gate = gate
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("gate", &gate, "the gate")
    coder.field("reason", &reason, "why")
  }
}

/// It was decided how to continue.
public struct DecisionMade: EventPayload {
  /// What was decided.
  public var choice = Choice.proceed
  public var rationale = ""

  public static let definition = EventDefinition(
    "decision.made", of: Self.self, on: .study, .run, .batch, .pair, .candidate, .baseline,
    summary: "It was decided how to continue.")

  public init(choice: Choice, rationale: String) {
    self.choice = choice
    self.rationale = rationale
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("choice", &choice, "continue, adjust, stop or escalate")
    coder.field("rationale", &rationale, "why")
  }
}

/// A note was added.
public struct NoteAdded: EventPayload {
  public var text = ""

  public static let definition = EventDefinition(
    "note.added", of: Self.self, on: .study, .run, .batch, .pair, .candidate, .baseline, .violation,
    .ledger,
    summary: "A note was added.")

  public init(text: String) { self.text = text }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("text", &text, "the text")
  }
}
