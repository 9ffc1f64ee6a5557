public import Codecs

/// A gate's checks were compared with what was recorded.
public struct GateEvaluated: EventPayload {
  /// What was judged: the study's slug, or `run/stage[unit]`.
  public var subject: String
  /// The stage, when a stage was judged.
  public var stage: String?
  /// The unit's key, when a stage was judged.
  public var unit: String?
  /// The gate.
  public var gate: String
  /// The set of thresholds, where there are several.
  public var profile: String?
  /// The split of the data, where there are several.
  public var split: String?
  /// Every check with its verdict.
  public var checks: [CheckResult]
  /// The worst verdict.
  public var verdict: Verdict
  /// Where the observations stand: the attempt, or the requirement list.
  public var evidence: String

  public static let definition = EventDefinition(
    "gate.evaluated", on: .study, .run, .batch, .candidate, .baseline,
    summary: "A gate's checks were compared with what was recorded.",
    fields: [
      .text("subject", "what was judged"), .text("stage", "the stage").optional,
      .text("unit", "the unit's key").optional, .text("gate", "the gate"),
      .text("profile", "the set of thresholds").optional,
      .text("split", "the split of the data").optional,
      .list("checks", "name, observed, operator, threshold, verdict, problem"),
      .text("verdict", "PASS, WARN or FAIL: the worst of the checks"),
      .text("evidence", "where the observations stand"),
    ])

  public init(
    subject: String, stage: String?, unit: String?, gate: String, checks: [CheckResult],
    verdict: Verdict, evidence: String
  ) {
    self.subject = subject
    self.stage = stage
    self.unit = unit
    self.gate = gate
    self.profile = nil
    self.split = nil
    self.checks = checks
    self.verdict = verdict
    self.evidence = evidence
  }

  public init(_ fields: Fields) throws(FieldError) {
    subject = try fields.text("subject")
    stage = try fields.textIfPresent("stage")
    unit = try fields.textIfPresent("unit")
    gate = try fields.text("gate")
    profile = try fields.textIfPresent("profile")
    split = try fields.textIfPresent("split")
    checks = try fields.records("checks")
    verdict = try fields.word("verdict")
    evidence = try fields.text("evidence")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("subject", subject)
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("gate", gate)
    fields.put("profile", profile)
    fields.put("split", split)
    fields.put("checks", checks)
    fields.put("verdict", word: verdict)
    fields.put("evidence", evidence)
  }
}

/// One check of a gate with its verdict.
public struct CheckResult: Recordable {
  /// The check's name.
  public var name: String
  /// What was observed; nil when it could not be.
  public var observed: Double?
  /// The relation that decided.
  public var comparison: Comparison
  /// The limit that decided.
  public var threshold: Double
  /// The verdict.
  public var verdict: Verdict
  /// Why nothing was observed.
  public var problem: String?

  public init(
    name: String, observed: Double?, comparison: Comparison, threshold: Double, verdict: Verdict,
    problem: String?
  ) {
    self.name = name
    self.observed = observed
    self.comparison = comparison
    self.threshold = threshold
    self.verdict = verdict
    self.problem = problem
  }

  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    observed = try fields.doubleIfPresent("observed")
    comparison = try fields.word("operator")
    threshold = try fields.double("threshold")
    verdict = try fields.word("verdict")
    problem = try fields.textIfPresent("problem")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("observed", observed)
    fields.put("operator", word: comparison)
    fields.put("threshold", threshold)
    fields.put("verdict", word: verdict)
    fields.put("problem", problem)
  }
}

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

  public static let definition = EventDefinition(
    "warning.accepted", on: .run, summary: "A person accepted a gate's warning.",
    fields: [
      .text("stage", "the stage"), .text("unit", "the unit's key"), .text("gate", "the gate"),
      .text("reason", "why"),
    ])

  public init(stage: String, unit: String, gate: String, reason: String) {
    self.stage = stage
    self.unit = unit
    self.gate = gate
    self.reason = reason
  }

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    gate = try fields.text("gate")
    reason = try fields.text("reason")
  }

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

  public static let definition = EventDefinition(
    "decision.made", on: .study, .run, summary: "It was decided how to go on.",
    fields: [
      .text("choice", "continue, adjust, stop or escalate"), .text("rationale", "why"),
    ])

  public init(choice: Choice, rationale: String) {
    self.choice = choice
    self.rationale = rationale
  }

  public init(_ fields: Fields) throws(FieldError) {
    choice = try fields.word("choice")
    rationale = try fields.text("rationale")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("choice", word: choice)
    fields.put("rationale", rationale)
  }
}

/// Somebody wrote something down.
public struct NoteAdded: EventPayload {
  /// The text.
  public var text: String

  public static let definition = EventDefinition(
    "note.added", on: .study, .run, .violation, .ledger, summary: "Somebody wrote something down.",
    fields: [.text("text", "the text")])

  public init(text: String) { self.text = text }

  public init(_ fields: Fields) throws(FieldError) { text = try fields.text("text") }

  public func put(into fields: inout FieldsBuilder) { fields.put("text", text) }
}

/// A study spent more than it may.
public struct BudgetExceeded: EventPayload {
  /// `runtime`, `memory` or `retries`.
  public var what: String
  /// The limit: nanoseconds, bytes or a count.
  public var limit: Int64
  /// What was spent, in the same unit.
  public var spent: Int64

  public static let definition = EventDefinition(
    "budget.exceeded", on: .study, summary: "The study spent more than it may.",
    fields: [
      .text("what", "runtime, memory or retries"),
      .integer("limit", "nanoseconds, bytes or a count"),
      .integer("spent", "what was spent, in the same unit"),
    ])

  public init(what: String, limit: Int64, spent: Int64) {
    self.what = what
    self.limit = limit
    self.spent = spent
  }

  public init(_ fields: Fields) throws(FieldError) {
    what = try fields.text("what")
    limit = try fields.int("limit")
    spent = try fields.int("spent")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("what", what)
    fields.put("limit", limit)
    fields.put("spent", spent)
  }
}

/// Something happened that should not have.
public struct ViolationRecorded: EventPayload {
  /// How far it reaches.
  public var severity: Severity
  /// The run it is about, if it is about one.
  public var run: String?
  /// What happened.
  public var text: String
  /// What was done about it.
  public var action: String

  public static let definition = EventDefinition(
    "violation.recorded", on: .violation, summary: "Something happened that should not have.",
    fields: [
      .text("severity", "critical or non_critical"), .text("run", "the run").optional,
      .text("text", "what happened"), .text("action", "what was done about it"),
    ])

  public init(severity: Severity, run: String?, text: String, action: String) {
    self.severity = severity
    self.run = run
    self.text = text
    self.action = action
  }

  public init(_ fields: Fields) throws(FieldError) {
    severity = try fields.word("severity")
    run = try fields.textIfPresent("run")
    text = try fields.text("text")
    action = try fields.text("action")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("severity", word: severity)
    fields.put("run", run)
    fields.put("text", text)
    fields.put("action", action)
  }
}

/// A violation is dealt with.
public struct ViolationResolved: EventPayload {
  /// How.
  public var resolution: String

  public static let definition = EventDefinition(
    "violation.resolved", on: .violation, summary: "A violation is dealt with.",
    fields: [.text("resolution", "how")])

  public init(resolution: String) { self.resolution = resolution }

  public init(_ fields: Fields) throws(FieldError) { resolution = try fields.text("resolution") }

  public func put(into fields: inout FieldsBuilder) { fields.put("resolution", resolution) }
}

/// A rule refused a command.
public struct CommandRefused: EventPayload {
  /// The rule, as a word of ``Rejection/Code``.
  public var code: String
  /// What the rule saw.
  public var facts: ValueMap

  public static let definition = EventDefinition(
    "command.refused", on: .ledger, .study, .run, .violation, summary: "A rule refused a command.",
    fields: [.text("code", "the rule"), .map("facts", "what the rule saw")])

  public init(code: String, facts: ValueMap) {
    self.code = code
    self.facts = facts
  }

  public init(_ fields: Fields) throws(FieldError) {
    code = try fields.text("code")
    facts = try fields.nested("facts")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("code", code)
    fields.put("facts", facts)
  }
}
