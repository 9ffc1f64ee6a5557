public import LedgerFormat

/// Says that a run needs to be rebuilt.
public struct InvalidateRun: Command {
  /// Its row.
  public static let rule = CommandRule.row("invalidate_run")

  var study = ""
  var run = ""
  var policy: String?
  var reason = ""

  /// The command.
  public init(study: String, run: String, policy: String?, reason: String) {
    self.study = study
    self.run = run
    self.policy = policy
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("policy", &policy)
    coder.field("reason", &reason)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.invalidateRun(study, run, policy: policy, reason: reason, states)
  }
}

/// Takes over a run that was executed elsewhere.
public struct ImportRun: Command {
  /// Its row.
  public static let rule = CommandRule.row("import_run")

  var study = ""
  var run = ""
  var imported = RunImported()

  /// The command.
  public init(study: String, run: String, _ imported: RunImported) {
    self.study = study
    self.run = run
    self.imported = imported
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    imported.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.importRun(study, run, imported, states)
  }
}

/// Leaves a run out of the analysis, by a rule; whether it is one of the study's is looked up.
public struct ExcludeRun: Command {
  /// Its row.
  public static let rule = CommandRule.row("exclude_run")

  var study = ""
  var run = ""
  var rule = ""
  var reason = ""

  /// The command.
  public init(study: String, run: String, rule: String, reason: String) {
    self.study = study
    self.run = run
    self.rule = rule
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("rule", &rule)
    coder.field("reason", &reason)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.excludeRun(study, run, rule: rule, reason: reason, states)
  }
}

/// Says how a run came out when it was executed again.
public struct CompareReproduction: Command {
  /// Its row.
  public static let rule = CommandRule.row("compare_reproduction")

  /// The study.
  public var study = ""
  /// The run.
  public var run = ""
  /// How it came out.
  public var compared = ReproductionCompared()

  /// The command.
  public init(study: String, run: String, _ compared: ReproductionCompared) {
    self.study = study
    self.run = run
    self.compared = compared
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    compared.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.compareReproduction(study, run, compared, states)
  }
}

/// Freezes a run's facts.
public struct LockRun: Command {
  /// Its row.
  public static let rule = CommandRule.row("lock_run")

  var study = ""
  var run = ""
  var reason = ""

  /// The command.
  public init(study: String, run: String, reason: String) {
    self.study = study
    self.run = run
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("reason", &reason)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.lockRun(study, run, reason: reason, states)
  }
}
