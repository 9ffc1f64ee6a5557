public import LedgerFormat

/// Declares a set of variants, whose runs are the study's schedule from then on.
public struct DeclareBatch: Command {
  public static let rule = CommandRule.row("declare_batch")

  public var study = ""
  /// What is declared.
  public var manifest = BatchManifest()

  public init(study: String, _ manifest: BatchManifest) {
    self.study = study
    self.manifest = manifest
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("manifest", &manifest)
  }

  public var stream: Stream { .batch(study, manifest.batch) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.declareBatch(study, manifest, states)
  }
}

/// Registers a candidate: a checkpoint, a blueprint, a snapshot, a data set.
public struct RegisterCandidate: Command {
  public static let rule = CommandRule.row("register_candidate")

  var study = ""
  var name = ""
  var candidate = CandidateRegistered()

  public init(study: String, name: String, _ candidate: CandidateRegistered) {
    self.study = study
    self.name = name
    self.candidate = candidate
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("name", &name)
    candidate.code(&coder)
  }

  public var stream: Stream { .candidate(study, name) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.registerCandidate(study, name, candidate, states)
  }
}

/// Rejects a candidate for good.
public struct RejectCandidate: Command {
  public static let rule = CommandRule.row("reject_candidate")

  var study = ""
  var name = ""
  var reasons: [String] = []

  public init(study: String, name: String, reasons: [String]) {
    self.study = study
    self.name = name
    self.reasons = reasons
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("name", &name)
    coder.field("reasons", &reasons)
  }

  public var stream: Stream { .candidate(study, name) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.rejectCandidate(study, name, reasons: reasons, states)
  }
}

/// Points a baseline at a batch or a candidate, if the evidence allows it.
public struct PromoteBaseline: Command {
  public static let rule = CommandRule.row("promote")

  var study = ""
  var baseline = ""
  var to = ""
  var reason = ""

  public init(study: String, baseline: String, to: String, reason: String) {
    self.study = study
    self.baseline = baseline
    self.to = to
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("baseline", &baseline)
    coder.field("to", &to)
    coder.field("reason", &reason, unless: "")
  }

  public var stream: Stream { .baseline(study, baseline) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.promote(study, baseline, to: to, reason: reason, states)
  }
}

/// Points a baseline back; at what it pointed at before, unless told otherwise.
public struct RollBackBaseline: Command {
  public static let rule = CommandRule.row("roll_back")

  var study = ""
  var baseline = ""
  var to: String?
  var reason = ""

  public init(study: String, baseline: String, to: String?, reason: String) {
    self.study = study
    self.baseline = baseline
    self.to = to
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("baseline", &baseline)
    coder.field("to", &to)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .baseline(study, baseline) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.rollBack(study, baseline, to: to, reason: reason, states)
  }
}

/// Records a report that was derived.
public struct PublishReport: Command {
  public static let rule = CommandRule.row("publish_report")

  public var study = ""
  public var report = ""
  /// The report.
  public var published = ReportPublished()

  public init(study: String, report: String, _ published: ReportPublished) {
    self.study = study
    self.report = report
    self.published = published
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("report", &report)
    published.code(&coder)
  }

  public var stream: Stream { .report(study, report) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.publishReport(study, report, published, states)
  }
}
