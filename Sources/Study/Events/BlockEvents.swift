/// Work waits for a person.
public struct StageBlocked: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// `gate`, `failure`, `retries`, `survivor` or `approval`.
  public var reason: String
  /// What was seen.
  public var evidence: String
  /// The smallest next action that may help, in one sentence.
  public var proposal: String
  /// The command that carries the proposal out, where there is one.
  public var command: String?
  /// Whether the same gate has failed before: somebody has to decide.
  public var escalated: Bool

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.blocked", on: .run, summary: "Work waits for a person.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"),
      .text("reason", "gate, failure, retries, survivor or approval"),
      .text("evidence", "what was seen"),
      .text("proposal", "the smallest next action that may help"),
      .text("command", "the command that carries it out").optional,
      .bool("escalated", "whether the same gate failed before"),
    ])

  /// Blocked work; without `command` nobody knows one that helps.
  public init(
    stage: String, unit: String, reason: String, evidence: String, proposal: String,
    command: String? = nil, escalated: Bool = false
  ) {
    self.stage = stage
    self.unit = unit
    self.reason = reason
    self.evidence = evidence
    self.proposal = proposal
    self.command = command
    self.escalated = escalated
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    reason = try fields.text("reason")
    evidence = try fields.text("evidence")
    proposal = try fields.text("proposal")
    command = try fields.textIfPresent("command")
    escalated = try fields.bool("escalated")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("reason", reason)
    fields.put("evidence", evidence)
    fields.put("proposal", proposal)
    fields.put("command", command)
    fields.put("escalated", escalated)
  }
}

/// A person lets blocked work be tried again.
public struct StageUnblocked: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "stage.unblocked", on: .run, summary: "A person lets blocked work be tried again.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"), .text("reason", "why"),
    ])

  /// Work that may go on.
  public init(stage: String, unit: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("reason", reason)
  }
}
