public import LedgerFormat

/// Says that a run needs to be rebuilt.
public struct InvalidateRun: Command {
  public static let rule = CommandRule.row("invalidate_run")

  var study = ""
  var run = ""
  var policy: String?
  var reason = ""

  public init(study: String, run: String, policy: String?, reason: String) {
    self.study = study
    self.run = run
    self.policy = policy
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("policy", &policy)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.invalidateRun(study, run, policy: policy, reason: reason, states)
  }
}

/// Takes over a run that was executed elsewhere.
public struct ImportRun: Command {
  public static let rule = CommandRule.row("import_run")

  var study = ""
  var run = ""
  var imported = RunImported()

  public init(study: String, run: String, _ imported: RunImported) {
    self.study = study
    self.run = run
    self.imported = imported
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    imported.code(&coder)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.importRun(study, run, imported, states)
  }
}

/// Leaves a run out of the analysis, by a rule; whether it is one of the study's is looked up.
public struct ExcludeRun: Command {
  public static let rule = CommandRule.row("exclude_run")

  var study = ""
  var run = ""
  var rule = ""
  var reason = ""

  public init(study: String, run: String, rule: String, reason: String) {
    self.study = study
    self.run = run
    self.rule = rule
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("rule", &rule)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.excludeRun(study, run, rule: rule, reason: reason, states)
  }
}

/// Says how a run came out when it was executed again.
public struct CompareReproduction: Command {
  public static let rule = CommandRule.row("compare_reproduction")

  public var study = ""
  public var run = ""
  /// How it came out.
  public var compared = ReproductionCompared()

  public init(study: String, run: String, _ compared: ReproductionCompared) {
    self.study = study
    self.run = run
    self.compared = compared
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    compared.code(&coder)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.compareReproduction(study, run, compared, states)
  }
}

/// Freezes a run's facts.
public struct LockRun: Command {
  public static let rule = CommandRule.row("lock_run")

  var study = ""
  var run = ""
  var reason = ""

  public init(study: String, run: String, reason: String) {
    self.study = study
    self.run = run
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.lockRun(study, run, reason: reason, states)
  }
}
