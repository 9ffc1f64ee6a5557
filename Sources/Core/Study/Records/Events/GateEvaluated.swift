/// A gate's checks were compared with what was recorded.
public struct GateEvaluated: EventPayload {
  /// What was judged: the study's slug, or `run/stage[unit]`.
  public var subject = ""
  /// The stage, when a stage was judged.
  public var stage: String?
  /// The unit's key, when a stage was judged.
  public var unit: String?
  public var gate = ""
  /// The set of thresholds, where there are several.
  public var profile: String?
  /// The split of the data, where there are several.
  public var split: String?
  /// Every check with its verdict.
  public var checks: [CheckResult] = []
  /// The worst verdict.
  public var verdict = Verdict.fail
  /// Where the observations stand: the attempt, or the requirement list.
  public var evidence = ""

  public static let definition = EventDefinition(
    "gate.evaluated", of: Self.self, on: .study, .run, .batch, .candidate, .baseline,
    summary: "A gate's checks were compared with what was recorded.")

  /// A verdict; `profile` and `split` are nil.
  public init(
    subject: String, stage: String?, unit: String?, gate: String, checks: [CheckResult],
    verdict: Verdict, evidence: String
  ) {
    self.subject = subject
    self.stage = stage
    self.unit = unit
    self.gate = gate
    self.checks = checks
    self.verdict = verdict
    self.evidence = evidence
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("subject", &subject, "what was judged")
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("gate", &gate, "the gate")
    coder.field("profile", &profile, "the set of thresholds")
    coder.field("split", &split, "the split of the data")
    coder.field("checks", &checks, "name, observed, operator, threshold, verdict, problem")
    coder.field("verdict", &verdict, "PASS, WARN or FAIL: the worst of the checks")
    coder.field("evidence", &evidence, "where the observations stand")
  }
}

/// One check of a gate with its verdict.
public struct CheckResult: Recordable {
  /// The check's name.
  public var name = ""
  /// What was observed; nil when it could not be.
  public var observed: Double?
  /// The relation that decided.
  public var comparison = Comparison.less
  /// The limit that decided.
  public var threshold: Double = 0
  public var verdict = Verdict.fail
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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "the check's name")
    coder.field("observed", &observed, "what was observed")
    coder.field("operator", &comparison, "the relation that determined the verdict")
    coder.field("threshold", &threshold, "the limit that determined the verdict")
    coder.field("verdict", &verdict, "PASS, WARN or FAIL")
    coder.field("problem", &problem, "why nothing was observed")
  }
}
