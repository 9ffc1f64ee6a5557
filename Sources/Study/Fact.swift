public import Codecs

/// Everything that can have happened, with its data.
///
/// The shapes stand in `docs/EVENTS.md`.
public enum Fact: Equatable, Sendable {
  /// A question was registered with its plan.
  case studyRegistered(StudyRegistered)
  /// The plan changed before any stage had finished.
  case studyRevised(StudyRevised)
  /// The plan changed, with a reason.
  case studyAmended(StudyAmended)
  /// The runs of the study were drawn anew.
  case scheduleDrawn(ScheduleDrawn)
  /// Nothing more is started until the study is resumed.
  case studyHalted(StudyHalted)
  /// A halted study goes on.
  case studyResumed(StudyResumed)
  /// The study came to its end.
  case studyClosed(StudyClosed)
  /// The gates of a level allow the next one.
  case levelReached(LevelReached)
  /// A run came into being, or was taken up again under a changed plan.
  case runPlanned(RunPlanned)
  /// What the run is executed on was recorded.
  case runPinned(RunPinned)
  /// The first process of the run was started.
  case runStarted(RunStarted)
  /// Every stage of the run is done or skipped.
  case runFinished(RunFinished)
  /// The study's metric was read off the run.
  case runEvaluated(RunEvaluated)
  /// The facts of the run are frozen.
  case runLocked(RunLocked)
  /// Another run replaces this one.
  case runCorrected(RunCorrected)
  /// Work was put into the order in which it is to be started.
  case stageRequested(StageRequested)
  /// A process was started; it waited for this event to be durable.
  case stageStarted(StageStarted)
  /// The stage reported something while it ran.
  case stageObserved(StageObserved)
  /// An attempt at the stage ended.
  case stageFinished(StageFinished)
  /// Another attempt is granted.
  case stageRetried(StageRetried)
  /// Work waits for a person.
  case stageBlocked(StageBlocked)
  /// A person lets blocked work be tried again.
  case stageUnblocked(StageUnblocked)
  /// Work is not done, for a reason that is no failure.
  case stageSkipped(StageSkipped)
  /// A gate's checks were compared with what was recorded.
  case gateEvaluated(GateEvaluated)
  /// A person accepted a gate's warning.
  case warningAccepted(WarningAccepted)
  /// It was decided how to go on.
  case decisionMade(DecisionMade)
  /// Somebody wrote something down.
  case noteAdded(NoteAdded)
  /// The study spent more than it may.
  case budgetExceeded(BudgetExceeded)
  /// Something happened that should not have.
  case violationRecorded(ViolationRecorded)
  /// A violation is dealt with.
  case violationResolved(ViolationResolved)
  /// The run does not count in the analysis.
  case runExcluded(RunExcluded)
  /// A run was executed again and compared.
  case reproductionCompared(ReproductionCompared)
  /// Two runs differ in their variant only.
  case pairVerified(PairVerified)
  /// Two runs differ in more than their variant.
  case pairRejected(PairRejected)
  /// A set of variants was declared.
  case batchDeclared(BatchDeclared)
  /// Every variant of a batch is done.
  case batchClosed(BatchClosed)
  /// A run needs to be rebuilt.
  case runInvalidated(RunInvalidated)
  /// A run that was executed elsewhere was taken over.
  case runImported(RunImported)
  /// A guard may be bypassed.
  case overrideGranted(OverrideGranted)
  /// A guard holds again.
  case overrideRevoked(OverrideRevoked)
  /// A person approved.
  case approvalSigned(ApprovalSigned)
  /// Something promotable was registered.
  case candidateRegistered(CandidateRegistered)
  /// A candidate was rejected.
  case candidateRejected(CandidateRejected)
  /// A window of telemetry is complete.
  case windowClosed(WindowClosed)
  /// A threshold of a canary was crossed.
  case canaryBreached(CanaryBreached)
  /// A baseline points elsewhere.
  case baselinePromoted(BaselinePromoted)
  /// A baseline points back.
  case baselineRolledBack(BaselineRolledBack)
  /// The evidence does not allow a promotion.
  case promotionRefused(PromotionRefused)
  /// A running stage was told something.
  case stageTold(StageTold)
  /// A running stage answered.
  case stageAnswered(StageAnswered)
  /// A report was derived.
  case reportPublished(ReportPublished)
  /// A rule refused a command.
  case commandRefused(CommandRefused)
  /// A type that no rule of this revision emits, with its data as recorded.
  case reserved(String, ValueMap)

  /// The data of the event, unless it is a reserved one.
  private var payload: (any EventPayload)? {
    switch self {
    case .studyRegistered(let payload): payload
    case .studyRevised(let payload): payload
    case .studyAmended(let payload): payload
    case .scheduleDrawn(let payload): payload
    case .studyHalted(let payload): payload
    case .studyResumed(let payload): payload
    case .studyClosed(let payload): payload
    case .levelReached(let payload): payload
    case .runPlanned(let payload): payload
    case .runPinned(let payload): payload
    case .runStarted(let payload): payload
    case .runFinished(let payload): payload
    case .runEvaluated(let payload): payload
    case .runLocked(let payload): payload
    case .runCorrected(let payload): payload
    case .stageRequested(let payload): payload
    case .stageStarted(let payload): payload
    case .stageObserved(let payload): payload
    case .stageFinished(let payload): payload
    case .stageRetried(let payload): payload
    case .stageBlocked(let payload): payload
    case .stageUnblocked(let payload): payload
    case .stageSkipped(let payload): payload
    case .gateEvaluated(let payload): payload
    case .warningAccepted(let payload): payload
    case .decisionMade(let payload): payload
    case .noteAdded(let payload): payload
    case .budgetExceeded(let payload): payload
    case .violationRecorded(let payload): payload
    case .violationResolved(let payload): payload
    case .runExcluded(let payload): payload
    case .reproductionCompared(let payload): payload
    case .pairVerified(let payload): payload
    case .pairRejected(let payload): payload
    case .batchDeclared(let payload): payload
    case .batchClosed(let payload): payload
    case .runInvalidated(let payload): payload
    case .runImported(let payload): payload
    case .overrideGranted(let payload): payload
    case .overrideRevoked(let payload): payload
    case .approvalSigned(let payload): payload
    case .candidateRegistered(let payload): payload
    case .candidateRejected(let payload): payload
    case .windowClosed(let payload): payload
    case .canaryBreached(let payload): payload
    case .baselinePromoted(let payload): payload
    case .baselineRolledBack(let payload): payload
    case .promotionRefused(let payload): payload
    case .stageTold(let payload): payload
    case .stageAnswered(let payload): payload
    case .reportPublished(let payload): payload
    case .commandRefused(let payload): payload
    case .reserved: nil
    }
  }

  /// The name of the type, such as `stage.finished`.
  public var type: String {
    if case .reserved(let type, _) = self { return type }
    return payload.map { Swift.type(of: $0).definition.type } ?? ""
  }

  /// The version of the data's shape.
  public var version: UInt64 { payload.map { Swift.type(of: $0).definition.version } ?? 1 }

  /// The data as it is recorded.
  public var data: ValueMap {
    if case .reserved(_, let data) = self { return data }
    return payload?.record ?? ValueMap()
  }

  /// The fact that a recorded type and its data stand for.
  ///
  /// An unknown type, an unknown version, a field that is missing, superfluous or of the wrong type
  /// is an error.
  public init(type: String, version: UInt64, data: ValueMap) throws(FieldError) {
    guard let definition = Self.definition(of: type), version == definition.version else {
      throw FieldError(
        path: type, expectation: "has version \(version), which this build does not know")
    }
    let fields = Fields(data)
    switch type {
    case StudyRegistered.definition.type: self = .studyRegistered(try StudyRegistered(fields))
    case StudyRevised.definition.type: self = .studyRevised(try StudyRevised(fields))
    case StudyAmended.definition.type: self = .studyAmended(try StudyAmended(fields))
    case ScheduleDrawn.definition.type: self = .scheduleDrawn(try ScheduleDrawn(fields))
    case StudyHalted.definition.type: self = .studyHalted(try StudyHalted(fields))
    case StudyResumed.definition.type: self = .studyResumed(try StudyResumed(fields))
    case StudyClosed.definition.type: self = .studyClosed(try StudyClosed(fields))
    case LevelReached.definition.type: self = .levelReached(try LevelReached(fields))
    case RunPlanned.definition.type: self = .runPlanned(try RunPlanned(fields))
    case RunPinned.definition.type: self = .runPinned(try RunPinned(fields))
    case RunStarted.definition.type: self = .runStarted(try RunStarted(fields))
    case RunFinished.definition.type: self = .runFinished(try RunFinished(fields))
    case RunEvaluated.definition.type: self = .runEvaluated(try RunEvaluated(fields))
    case RunLocked.definition.type: self = .runLocked(try RunLocked(fields))
    case RunCorrected.definition.type: self = .runCorrected(try RunCorrected(fields))
    case StageRequested.definition.type: self = .stageRequested(try StageRequested(fields))
    case StageStarted.definition.type: self = .stageStarted(try StageStarted(fields))
    case StageObserved.definition.type: self = .stageObserved(try StageObserved(fields))
    case StageFinished.definition.type: self = .stageFinished(try StageFinished(fields))
    case StageRetried.definition.type: self = .stageRetried(try StageRetried(fields))
    case StageBlocked.definition.type: self = .stageBlocked(try StageBlocked(fields))
    case StageUnblocked.definition.type: self = .stageUnblocked(try StageUnblocked(fields))
    case StageSkipped.definition.type: self = .stageSkipped(try StageSkipped(fields))
    case GateEvaluated.definition.type: self = .gateEvaluated(try GateEvaluated(fields))
    case WarningAccepted.definition.type: self = .warningAccepted(try WarningAccepted(fields))
    case DecisionMade.definition.type: self = .decisionMade(try DecisionMade(fields))
    case NoteAdded.definition.type: self = .noteAdded(try NoteAdded(fields))
    case BudgetExceeded.definition.type: self = .budgetExceeded(try BudgetExceeded(fields))
    case ViolationRecorded.definition.type: self = .violationRecorded(try ViolationRecorded(fields))
    case ViolationResolved.definition.type: self = .violationResolved(try ViolationResolved(fields))
    case RunExcluded.definition.type: self = .runExcluded(try RunExcluded(fields))
    case ReproductionCompared.definition.type:
      self = .reproductionCompared(try ReproductionCompared(fields))
    case PairVerified.definition.type: self = .pairVerified(try PairVerified(fields))
    case PairRejected.definition.type: self = .pairRejected(try PairRejected(fields))
    case BatchDeclared.definition.type: self = .batchDeclared(try BatchDeclared(fields))
    case BatchClosed.definition.type: self = .batchClosed(try BatchClosed(fields))
    case RunInvalidated.definition.type: self = .runInvalidated(try RunInvalidated(fields))
    case RunImported.definition.type: self = .runImported(try RunImported(fields))
    case OverrideGranted.definition.type: self = .overrideGranted(try OverrideGranted(fields))
    case OverrideRevoked.definition.type: self = .overrideRevoked(try OverrideRevoked(fields))
    case ApprovalSigned.definition.type: self = .approvalSigned(try ApprovalSigned(fields))
    case CandidateRegistered.definition.type:
      self = .candidateRegistered(try CandidateRegistered(fields))
    case CandidateRejected.definition.type: self = .candidateRejected(try CandidateRejected(fields))
    case WindowClosed.definition.type: self = .windowClosed(try WindowClosed(fields))
    case CanaryBreached.definition.type: self = .canaryBreached(try CanaryBreached(fields))
    case BaselinePromoted.definition.type: self = .baselinePromoted(try BaselinePromoted(fields))
    case BaselineRolledBack.definition.type:
      self = .baselineRolledBack(try BaselineRolledBack(fields))
    case PromotionRefused.definition.type: self = .promotionRefused(try PromotionRefused(fields))
    case StageTold.definition.type: self = .stageTold(try StageTold(fields))
    case StageAnswered.definition.type: self = .stageAnswered(try StageAnswered(fields))
    case ReportPublished.definition.type: self = .reportPublished(try ReportPublished(fields))
    case CommandRefused.definition.type: self = .commandRefused(try CommandRefused(fields))
    default: self = .reserved(type, data)
    }
    try definition.check(data)
  }

  /// The catalogue: every type of this version, sorted by name.
  public static let definitions: [EventDefinition] =
    ([
      StudyRegistered.definition,
      StudyRevised.definition,
      StudyAmended.definition,
      ScheduleDrawn.definition,
      StudyHalted.definition,
      StudyResumed.definition,
      StudyClosed.definition,
      LevelReached.definition,
      RunPlanned.definition,
      RunPinned.definition,
      RunStarted.definition,
      RunFinished.definition,
      RunEvaluated.definition,
      RunLocked.definition,
      RunCorrected.definition,
      StageRequested.definition,
      StageStarted.definition,
      StageObserved.definition,
      StageFinished.definition,
      StageRetried.definition,
      StageBlocked.definition,
      StageUnblocked.definition,
      StageSkipped.definition,
      GateEvaluated.definition,
      WarningAccepted.definition,
      DecisionMade.definition,
      NoteAdded.definition,
      BudgetExceeded.definition,
      ViolationRecorded.definition,
      ViolationResolved.definition,
      RunExcluded.definition,
      ReproductionCompared.definition,
      PairVerified.definition,
      PairRejected.definition,
      BatchDeclared.definition,
      BatchClosed.definition,
      RunInvalidated.definition,
      RunImported.definition,
      OverrideGranted.definition,
      OverrideRevoked.definition,
      ApprovalSigned.definition,
      CandidateRegistered.definition,
      CandidateRejected.definition,
      WindowClosed.definition,
      CanaryBreached.definition,
      BaselinePromoted.definition,
      BaselineRolledBack.definition,
      PromotionRefused.definition,
      StageTold.definition,
      StageAnswered.definition,
      ReportPublished.definition,
      CommandRefused.definition,
    ] + ReservedEvents.definitions).sorted { $0.type < $1.type }

  /// The catalogue entry of a type.
  ///
  /// O(log n).
  public static func definition(of type: String) -> EventDefinition? {
    var low = 0
    var high = definitions.count
    while low < high {
      let middle = (low + high) / 2
      if definitions[middle].type < type { low = middle + 1 } else { high = middle }
    }
    return low < definitions.count && definitions[low].type == type ? definitions[low] : nil
  }
}
