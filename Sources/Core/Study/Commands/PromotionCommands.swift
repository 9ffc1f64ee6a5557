public import LedgerFormat

/// Declares a set of variants, whose runs are the study's schedule from then on.
public struct DeclareBatch: Command {
  /// Its row.
  public static let rule = CommandRule.row("declare_batch")

  /// The study.
  public var study = ""
  /// What is declared.
  public var manifest = BatchManifest()

  /// The command.
  public init(study: String, _ manifest: BatchManifest) {
    self.study = study
    self.manifest = manifest
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("manifest", &manifest)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .batch(study, manifest.batch) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.declareBatch(study, manifest, states)
  }
}

/// Registers something promotable.
public struct RegisterCandidate: Command {
  /// Its row.
  public static let rule = CommandRule.row("register_candidate")

  var study = ""
  var name = ""
  var candidate = CandidateRegistered()

  /// The command.
  public init(study: String, name: String, _ candidate: CandidateRegistered) {
    self.study = study
    self.name = name
    self.candidate = candidate
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("name", &name)
    candidate.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .candidate(study, name) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.registerCandidate(study, name, candidate, states)
  }
}

/// Rejects something promotable.
public struct RejectCandidate: Command {
  /// Its row.
  public static let rule = CommandRule.row("reject_candidate")

  var study = ""
  var name = ""
  var reasons: [String] = []

  /// The command.
  public init(study: String, name: String, reasons: [String]) {
    self.study = study
    self.name = name
    self.reasons = reasons
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("name", &name)
    coder.field("reasons", &reasons)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .candidate(study, name) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.rejectCandidate(study, name, reasons: reasons, states)
  }
}

/// Points a baseline at a batch or a candidate, if the evidence allows it.
public struct PromoteBaseline: Command {
  /// Its row.
  public static let rule = CommandRule.row("promote")

  var study = ""
  var baseline = ""
  var to = ""
  var reason = ""

  /// The command.
  public init(study: String, baseline: String, to: String, reason: String) {
    self.study = study
    self.baseline = baseline
    self.to = to
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("baseline", &baseline)
    coder.field("to", &to)
    coder.field("reason", &reason, unless: "")
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .baseline(study, baseline) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.promote(study, baseline, to: to, reason: reason, states)
  }
}

/// Points a baseline back; at what it pointed at before, unless told otherwise.
public struct RollBackBaseline: Command {
  /// Its row.
  public static let rule = CommandRule.row("roll_back")

  var study = ""
  var baseline = ""
  var to: String?
  var reason = ""

  /// The command.
  public init(study: String, baseline: String, to: String?, reason: String) {
    self.study = study
    self.baseline = baseline
    self.to = to
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("baseline", &baseline)
    coder.field("to", &to)
    coder.field("reason", &reason)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .baseline(study, baseline) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.rollBack(study, baseline, to: to, reason: reason, states)
  }
}

/// Records a report that was derived.
public struct PublishReport: Command {
  /// Its row.
  public static let rule = CommandRule.row("publish_report")

  /// The study.
  public var study = ""
  /// The report.
  public var report = ""
  /// The report.
  public var published = ReportPublished()

  /// The command.
  public init(study: String, report: String, _ published: ReportPublished) {
    self.study = study
    self.report = report
    self.published = published
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("report", &report)
    published.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .report(study, report) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.publishReport(study, report, published, states)
  }
}
