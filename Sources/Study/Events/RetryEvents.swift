/// Another attempt is granted.
public struct StageRetried: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// The number of the granted attempt.
  public var attempt: Int
  /// What made it worth another attempt.
  public var cause: String
  /// Not before this time, in nanoseconds since the epoch.
  public var notBefore: Int64
  /// Whether the attempt counts against the policy; interruptions do not.
  public var counts: Bool

  public static let definition = EventDefinition(
    "stage.retried", on: .run, summary: "Another attempt is granted.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"),
      .integer("attempt", "number of the granted attempt"),
      .text("cause", "what made it worth another attempt"),
      .integer("not_before", "earliest start, nanoseconds since the epoch"),
      .bool("counts", "whether it counts against the policy"),
    ])

  public init(
    stage: String, unit: String, attempt: Int, cause: String, notBefore: Int64, counts: Bool
  ) {
    self.stage = stage
    self.unit = unit
    self.attempt = attempt
    self.cause = cause
    self.notBefore = notBefore
    self.counts = counts
  }

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    attempt = try fields.count("attempt")
    cause = try fields.text("cause")
    notBefore = try fields.int("not_before")
    counts = try fields.bool("counts")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("attempt", attempt)
    fields.put("cause", cause)
    fields.put("not_before", notBefore)
    fields.put("counts", counts)
  }
}

/// Work waits for a person.
public struct StageBlocked: EventPayload {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// `gate`, `failure`, `retries` or `survivor`.
  public var reason: String
  /// What was seen.
  public var evidence: String
  /// The smallest next action that may help, in one sentence.
  public var proposal: String
  /// The command that carries the proposal out, where there is one.
  public var command: String?
  /// Whether the same gate has failed before: somebody has to decide.
  public var escalated: Bool

  public static let definition = EventDefinition(
    "stage.blocked", on: .run, summary: "Work waits for a person.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"),
      .text("reason", "gate, failure, retries or survivor"), .text("evidence", "what was seen"),
      .text("proposal", "the smallest next action that may help"),
      .text("command", "the command that carries it out").optional,
      .bool("escalated", "whether the same gate failed before"),
    ])

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

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    reason = try fields.text("reason")
    evidence = try fields.text("evidence")
    proposal = try fields.text("proposal")
    command = try fields.textIfPresent("command")
    escalated = try fields.bool("escalated")
  }

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

  public static let definition = EventDefinition(
    "stage.unblocked", on: .run, summary: "A person lets blocked work be tried again.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"), .text("reason", "why"),
    ])

  public init(stage: String, unit: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.reason = reason
  }

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    reason = try fields.text("reason")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("reason", reason)
  }
}
