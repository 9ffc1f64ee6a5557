public import Codecs

/// An intent by a principal.
///
/// It is accepted, with events, or refused.
public enum Command: Equatable, Sendable {
  /// Registers a question with its plan.
  indirect case registerStudy(StudyRegistered)
  /// Puts a changed plan in force before any stage has finished.
  indirect case reviseStudy(StudyRegistered)
  /// Puts a changed plan in force after one has, with a reason.
  indirect case amendStudy(StudyRegistered, reason: String)
  /// Draws the runs of a closed study anew.
  case drawSchedule(study: String, reason: String)
  /// Says what was found of the study's requirements.
  case checkRequirements(study: String, found: [Observation])
  /// Asks for work.
  case claimWork(ClaimWork)
  /// Says that a process was started.
  case startStage(StageStarted)
  /// Says what a stage reported while it ran.
  case observeStage(StageObserved)
  /// Says how an attempt ended.
  case finishStage(StageFinished)
  /// Says that work cannot go on because a process of an earlier attempt cannot be ended.
  case blockStage(study: String, UnitAddress, evidence: String)
  /// Lets blocked work be tried again: a stage's, or all of a run's.
  case retryStage(study: String, run: String, stage: String?, reason: String)
  /// Replaces a run by one that repeats a stage and all that depends on it.
  case rerunRun(RerunRun)
  /// Accepts a gate's warning.
  case acceptWarning(study: String, UnitAddress, gate: String, reason: String)
  /// Declares a set of variants, whose runs are the study's schedule from then on.
  case declareBatch(study: String, BatchManifest)
  /// Says that a run needs to be rebuilt.
  case invalidateRun(study: String, run: String, policy: String?, reason: String)
  /// Takes over a run that was executed elsewhere.
  case importRun(study: String, run: String, RunImported)
  /// Lets a guard be bypassed.
  case grantOverride(OverrideCommand)
  /// Lets a guard hold again.
  case revokeOverride(OverrideCommand)
  /// Approves work that waits for a person.
  case approve(study: String, UnitAddress, meaning: String)
  /// Registers something promotable.
  case registerCandidate(study: String, name: String, CandidateRegistered)
  /// Rejects it.
  case rejectCandidate(study: String, name: String, reasons: [String])
  /// Points a baseline at a batch or a candidate, if the evidence allows it.
  case promote(study: String, baseline: String, to: String, reason: String)
  /// Points a baseline back; at what it pointed at before, unless told otherwise.
  case rollBack(study: String, baseline: String, to: String?, reason: String)
  /// Says something to a running stage.
  case tellStage(StageTold)
  /// Records what it answered.
  case answerStage(StageAnswered)
  /// Records a report that was derived.
  case publishReport(study: String, report: String, ReportPublished)
  /// Leaves a run out of the analysis, by a rule; whether it is one of the study's is looked up.
  case excludeRun(study: String, run: String, rule: String, reason: String)
  /// Says how a run came out when it was executed again.
  case compareReproduction(study: String, run: String, ReproductionCompared)
  /// Freezes a run's facts.
  case lockRun(study: String, run: String, reason: String)
  /// Writes something down about a subject.
  case addNote(Stream, text: String)
  /// Records that something happened that should not have.
  case recordViolation(study: String, ViolationRecorded)
  /// Says how a violation was dealt with.
  case resolveViolation(study: String, violation: String, resolution: String)
  /// Records how to go on.
  case makeDecision(Stream, DecisionMade)
  /// Starts nothing more.
  case haltStudy(study: String, reason: String)
  /// Goes on.
  case resumeStudy(study: String, reason: String)
}

/// The arguments of `claim_work`.
public struct ClaimWork: Recordable {
  /// The most units that one claim takes.
  public static let slotsMax = 64

  /// The study.
  public var study: String
  /// How many units may be started.
  public var slots: Int
  /// Whether to go on although some work is blocked.
  public var keepsGoing: Bool
  /// Only these stages and what they need; all, when empty.
  public var until: [String]
  /// Stages that are left out.
  public var skip: [String]
  /// Only these runs; all, when empty.
  public var runs: [String]
  /// What the runs would be executed on.
  public var pins: ValueMap

  /// A claim.
  public init(
    study: String, slots: Int, keepsGoing: Bool = false, until: [String] = [], skip: [String] = [],
    runs: [String] = [], pins: ValueMap
  ) {
    self.study = study
    self.slots = slots
    self.keepsGoing = keepsGoing
    self.until = until
    self.skip = skip
    self.runs = runs
    self.pins = pins
  }

  /// Reads recorded arguments.
  public init(_ fields: Fields) throws(FieldError) {
    study = try fields.text("study")
    slots = try fields.count("slots")
    keepsGoing = try fields.boolIfPresent("keep_going") ?? false
    until = try fields.texts("until")
    skip = try fields.texts("skip")
    runs = try fields.texts("runs")
    pins = try fields.nested("pins")
  }

  /// Writes the arguments.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("study", study)
    fields.put("slots", slots)
    if keepsGoing { fields.put("keep_going", true) }
    fields.put("until", until)
    fields.put("skip", skip)
    fields.put("runs", runs)
    fields.put("pins", pins)
  }
}

/// The arguments of `rerun_run`.
public struct RerunRun: Recordable {
  /// The study.
  public var study: String
  /// The run that is replaced.
  public var run: String
  /// The first stage that is done again.
  public var from: String
  /// Parameters that differ in the new run.
  public var params: [Parameter]
  /// Why.
  public var reason: String

  /// A repetition.
  public init(study: String, run: String, from: String, params: [Parameter], reason: String) {
    self.study = study
    self.run = run
    self.from = from
    self.params = params
    self.reason = reason
  }

  /// Reads recorded arguments.
  public init(_ fields: Fields) throws(FieldError) {
    study = try fields.text("study")
    run = try fields.text("run")
    from = try fields.text("from")
    params = try fields.records("params")
    reason = try fields.text("reason")
  }

  /// Writes the arguments.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("study", study)
    fields.put("run", run)
    fields.put("from", from)
    fields.put("params", params)
    fields.put("reason", reason)
  }
}
