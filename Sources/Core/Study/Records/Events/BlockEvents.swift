public import Bytes

/// Work was blocked: it waits for a person.
public struct StageBlocked: EventPayload {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// `gate`, `failure`, `retries`, `survivor`, `approval` or `held_out`.
  public var reason = ""
  /// What was seen.
  public var evidence = ""
  /// The smallest next action that may help, in one sentence.
  public var proposal = ""
  /// The command that carries the proposal out, where there is one.
  public var command: String?
  /// Whether the same gate has failed before: somebody has to decide.
  public var escalated = false
  /// What can be done, where somebody has to decide.
  public var options: [BlockOption] = []
  /// Which of them is the least that may help, and why.
  public var recommendation: String?
  /// What is to be approved, as a digest of all that it depends on.
  public var recipe: Digest?
  /// The guards that are bypassed in what is to be approved.
  public var bypassed: [String] = []

  public static let definition = EventDefinition(
    "stage.blocked", of: Self.self, on: .run, summary: "Work was blocked: it waits for a person.")

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("reason", &reason, "gate, failure, retries, survivor, approval or held_out")
    coder.field("evidence", &evidence, "what was seen")
    coder.field("proposal", &proposal, "the smallest next action that may help")
    coder.field("command", &command, "the command that carries it out")
    coder.field("escalated", &escalated, "whether the same gate failed before")
    coder.field(
      "options", &options, "options for a person's decision: label, action, trade_off, command")
    coder.field(
      "recommendation", &recommendation, "the recommended option, and why")
    coder.field("recipe", &recipe, "digest of all that what is to be approved depends on")
    coder.field("bypassed", &bypassed, "guards bypassed in what is to be approved")
  }
}

/// One of the ways out of blocked work, with what it costs.
public struct BlockOption: Recordable {
  /// `A`, `B`, `C`, by which it is referred to.
  public var label = ""
  /// What would be done.
  public var action = ""
  /// What speaks for it, and what against.
  public var tradeOff = ""
  /// The command that does it.
  public var command: String?

  public init(label: String, action: String, tradeOff: String, command: String? = nil) {
    self.label = label
    self.action = action
    self.tradeOff = tradeOff
    self.command = command
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("label", &label, "A, B, C")
    coder.field("action", &action, "what would be done")
    coder.field("trade_off", &tradeOff, "its advantages and disadvantages")
    coder.field("command", &command, "the command that does it")
  }
}

/// A person allowed blocked work to be retried.
public struct StageUnblocked: EventPayload {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  public var reason = ""

  public static let definition = EventDefinition(
    "stage.unblocked", of: Self.self, on: .run,
    summary: "A person allowed blocked work to be retried.")

  /// Work that may go on.
  public init(stage: String, unit: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("reason", &reason, "why")
  }
}
