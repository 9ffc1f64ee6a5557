import Codecs
public import LedgerFormat

/// What a rule knows of the moment: where the entry will stand, and what its author's clock says.
public struct Moment: Equatable, Sendable {
  /// The index of the entry.
  public var entry: UInt64
  /// The author's clock, in nanoseconds since the epoch.
  public var at: Int64
  /// The author's key, in hexadecimal.
  public var author: String
  /// What the author may do.
  public var role: Role

  /// A moment; an operator's, when nobody is named.
  public init(entry: UInt64, at: Int64, author: String = "", role: Role = .operator) {
    self.entry = entry
    self.at = at
    self.author = author
    self.role = role
  }
}

/// Decides commands: events, or a refusal.
///
/// Pure.
///
/// The law: the same command, moment and states give the same answer, and states do not change.
public enum Decider {
  /// The events that a command brings about, before any engine has reacted.
  public static func decide(
    _ command: Command, at moment: Moment, _ states: States
  ) throws(Rejection) -> [Event] {
    switch command {
    case .registerStudy(let study): try registerStudy(study, states)
    case .reviseStudy(let study): try reviseStudy(study, states)
    case .amendStudy(let study, let reason): try amendStudy(study, reason: reason, states)
    case .drawSchedule(let study, let reason): try drawSchedule(study, reason: reason, states)
    case .haltStudy(let study, let reason): try haltStudy(study, reason: reason, states)
    case .resumeStudy(let study, let reason): try resumeStudy(study, reason: reason, states)
    case .checkRequirements(let study, let found): try requirements(study, found, states)
    case .claimWork(let claim): try claimWork(claim, states)
    case .startStage(let started): try startStage(started, states)
    case .observeStage(let observed): try observeStage(observed, states)
    case .finishStage(let finished): try finishStage(finished, states)
    case .blockStage(let study, let unit, let evidence):
      try blockStage(study, unit, evidence: evidence, states)
    case .retryStage(let study, let run, let stage, let reason):
      try retryStage(study, run, stage, reason: reason, states)
    case .rerunRun(let rerun): try rerunRun(rerun, states)
    case .acceptWarning(let study, let unit, let gate, let reason):
      try acceptWarning(study, unit, gate: gate, reason: reason, states)
    case .declareBatch(let study, let manifest): try declareBatch(study, manifest, states)
    case .invalidateRun(let study, let run, let policy, let reason):
      try invalidateRun(study, run, policy: policy, reason: reason, states)
    case .importRun(let study, let run, let imported):
      try importRun(study, run, imported, states)
    case .grantOverride(let override): try grantOverride(override, states)
    case .revokeOverride(let override): try revokeOverride(override, states)
    case .approve(let study, let unit, let meaning):
      try approve(study, unit, meaning: meaning, at: moment, states)
    case .registerCandidate(let study, let name, let candidate):
      try registerCandidate(study, name, candidate, states)
    case .rejectCandidate(let study, let name, let reasons):
      try rejectCandidate(study, name, reasons: reasons, states)
    case .promote(let study, let baseline, let to, let reason):
      try promote(study, baseline, to: to, reason: reason, states)
    case .rollBack(let study, let baseline, let to, let reason):
      try rollBack(study, baseline, to: to, reason: reason, states)
    case .tellStage(let told): try tellStage(told, states)
    case .answerStage(let answered): try answerStage(answered, states)
    case .publishReport(let study, let report, let published):
      try publishReport(study, report, published, states)
    case .excludeRun(let study, let run, let rule, let reason):
      try excludeRun(study, run, rule: rule, reason: reason, states)
    case .compareReproduction(let study, let run, let compared):
      try compareReproduction(study, run, compared, states)
    case .lockRun(let study, let run, let reason): try lockRun(study, run, reason: reason, states)
    case .addNote(let stream, let text): try addNote(stream, text: text, states)
    case .recordViolation(let study, let violation):
      try recordViolation(study, violation, states)
    case .resolveViolation(let study, let violation, let resolution):
      try resolveViolation(study, violation, resolution: resolution, states)
    case .makeDecision(let stream, let decision): try makeDecision(stream, decision, states)
    }
  }

  /// The state of a study that has to exist.
  static func study(_ slug: String, _ states: States) throws(Rejection) -> StudyState {
    guard let study = states.study(slug) else {
      throw Rejection(
        .notFound, "there is no study '\(slug)' in this ledger", facts: ["study": .text(slug)],
        hint: "runledger status lists the studies")
    }
    return study
  }

  /// The state of a run that has to exist.
  static func run(_ slug: String, _ id: String, _ states: States) throws(Rejection) -> RunState {
    guard let run = states.run(slug, id) else {
      throw Rejection(
        .notFound, "there is no run '\(id)' in study '\(slug)'", facts: ["run": .text(id)],
        hint: "runledger status \(slug) lists the runs")
    }
    return run
  }

  /// Refuses anything that would add facts to a locked run.
  static func refuseLocked(_ run: RunState, study slug: String) throws(Rejection) {
    if run.isLocked {
      throw Rejection(
        .locked, "run '\(run.id)' is locked", facts: ["run": .text(run.id)],
        hint: "a correction is a new run: "
          + "runledger rerun \(slug)/\(run.id) --from STAGE -m \"...\"")
    }
  }

  /// Refuses work on a run that another one replaced; `hint` is given that one's identifier.
  static func refuseReplaced(_ run: RunState, hint: (String) -> String) throws(Rejection) {
    if let other = run.replacedBy {
      throw Rejection(
        .outOfOrder, "run '\(run.id)' was replaced by '\(other)'",
        facts: ["run": .text(run.id), "by": .text(other)], hint: hint(other))
    }
  }

  /// Refuses further work in a study that a person stopped.
  static func refuseStopped(_ slug: String, _ states: States) throws(Rejection) {
    if states.study(slug)?.closing == .stopped {
      throw Rejection(
        .outOfOrder, "study '\(slug)' was stopped", facts: ["study": .text(slug)],
        hint: "runledger run \(slug) --again draws its runs anew")
    }
  }

  /// Refuses an empty reason.
  static func demandReason(_ reason: String, for what: String) throws(Rejection) {
    if reason.allSatisfy(\.isWhitespace) {
      throw Rejection(.reasonMissing, "\(what) needs a reason", hint: "add -m \"why\"")
    }
  }
}
