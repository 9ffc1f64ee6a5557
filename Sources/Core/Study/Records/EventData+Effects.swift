/// What an event of a run changes beside the run itself.
struct RunEffects: OptionSet, Sendable {
  let rawValue: UInt8

  /// Counters, cursor and lists of its study.
  static let study = RunEffects(rawValue: 1)
  /// Guards, approvals, or which runs need to be rebuilt.
  static let guards = RunEffects(rawValue: 2)
  /// Whether a unit is done, and so how much of its stage is.
  static let units = RunEffects(rawValue: 4)
}

extension EventData {
  /// What the event changes beside the subject that it is about.
  ///
  /// Every type says it here: one that is added without does not compile.
  var effects: RunEffects {
    switch self {
    case .runPlanned, .runCorrected, .stageBlocked: [.study, .guards, .units]
    case .stageFinished, .stageUnblocked: [.study, .units]
    case .stageRequested, .approvalSigned: [.guards, .units]
    case .stageStarted, .reproductionCompared: .guards
    case .stageSkipped, .gateEvaluated: .units
    case .runPinned, .runFinished, .runLocked, .runExcluded, .stageRetried, .decisionMade: .study
    case .overrideGranted, .overrideRevoked, .runInvalidated, .runImported: .guards
    case .runStarted, .runEvaluated, .stageObserved, .stageTold, .stageAnswered, .warningAccepted,
      .noteAdded, .runTagged:
      []
    // These are about no run, and change their own subject alone.
    case .studyRegistered, .studyRevised, .studyAmended, .scheduleDrawn, .studyHalted,
      .studyResumed, .studyClosed, .levelReached, .budgetExceeded, .violationRecorded,
      .violationResolved, .pairVerified, .pairRejected, .batchDeclared, .batchClosed,
      .candidateRegistered, .candidateRejected, .windowClosed, .canaryBreached, .baselinePromoted,
      .baselineRolledBack, .promotionRefused, .reportPublished, .commandRefused, .blobPurged,
      .reserved:
      []
    }
  }

  /// The one unit that the event changes; nil when it may change any, or none.
  var unit: (stage: String, unit: String)? {
    switch self {
    case .stageFinished(let ended): (ended.id.stage, ended.id.unit)
    case .stageRequested(let requested): (requested.stage, requested.unit)
    case .stageBlocked(let blocked): (blocked.stage, blocked.unit)
    case .stageUnblocked(let unblocked): (unblocked.stage, unblocked.unit)
    case .stageSkipped(let skipped): (skipped.stage, skipped.unit)
    case .gateEvaluated(let evaluated):
      evaluated.stage.flatMap { stage in evaluated.unit.map { (stage, $0) } }
    default: nil
    }
  }
}
