public import Codecs

/// Everything that can have happened, with its data.
///
/// The shapes stand in `docs/EVENTS.md`.
public indirect enum EventData: Equatable, Sendable {
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
  /// A run was given a tag, or lost one.
  case runTagged(RunTagged)
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
  /// The content of a blob was erased.
  case blobPurged(BlobPurged)
  /// A type that no rule of this revision emits, with its data as recorded.
  case reserved(String, ValueMap)
}
