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

  /// The type's entry in the catalogue.
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

  /// A verdict; `profile` and `split` are nil.
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

  /// Reads recorded data.
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

  /// Writes the data.
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

  /// A judged check.
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

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    observed = try fields.doubleIfPresent("observed")
    comparison = try fields.word("operator")
    threshold = try fields.double("threshold")
    verdict = try fields.word("verdict")
    problem = try fields.textIfPresent("problem")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("observed", observed)
    fields.put("operator", word: comparison)
    fields.put("threshold", threshold)
    fields.put("verdict", word: verdict)
    fields.put("problem", problem)
  }
}
