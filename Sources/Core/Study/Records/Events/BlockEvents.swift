public import Bytes

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
  /// What can be done, where somebody has to decide.
  public var options: [BlockOption]
  /// Which of them is the least that may help, and why.
  public var recommendation: String?
  /// What is to be approved, as a digest of all that it depends on.
  public var recipe: Digest?
  /// The guards that are bypassed in what is to be approved.
  public var bypassed: [String]

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
      .list("options", "where somebody has to decide: label, action, trade_off, command"),
      .text("recommendation", "which of them is the least that may help, and why").optional,
      .digest("recipe", "digest of all that what is to be approved depends on").optional,
      .list("bypassed", "guards bypassed in what is to be approved"),
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
    options = []
    recommendation = nil
    recipe = nil
    bypassed = []
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
    options = try fields.records("options")
    recommendation = try fields.textIfPresent("recommendation")
    recipe = try fields.digestIfPresent("recipe")
    bypassed = try fields.texts("bypassed")
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
    fields.put("options", options)
    fields.put("recommendation", recommendation)
    fields.put("recipe", recipe)
    fields.put("bypassed", bypassed)
  }
}

/// One of the ways out of blocked work, with what it costs.
public struct BlockOption: Recordable {
  /// `A`, `B`, `C`, by which it is referred to.
  public var label: String
  /// What would be done.
  public var action: String
  /// What speaks for it, and what against.
  public var tradeOff: String
  /// The command that does it.
  public var command: String?

  /// A way out.
  public init(label: String, action: String, tradeOff: String, command: String? = nil) {
    self.label = label
    self.action = action
    self.tradeOff = tradeOff
    self.command = command
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    label = try fields.text("label")
    action = try fields.text("action")
    tradeOff = try fields.text("trade_off")
    command = try fields.textIfPresent("command")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("label", label)
    fields.put("action", action)
    fields.put("trade_off", tradeOff)
    fields.put("command", command)
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
