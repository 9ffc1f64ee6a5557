public import Codecs

/// Everything that can have happened, with its data.
///
/// The shapes stand in `docs/EVENTS.md`.
public indirect enum EventData: Equatable, Sendable {
  /// A study was registered with its plan.
  case studyRegistered(StudyRegistered)
  /// The plan changed before any stage had finished.
  case studyRevised(StudyRevised)
  /// The plan was amended, with a reason.
  case studyAmended(StudyAmended)
  /// The runs of the study were drawn anew.
  case scheduleDrawn(ScheduleDrawn)
  /// The study was halted: nothing is started until it is resumed.
  case studyHalted(StudyHalted)
  /// A halted study was resumed.
  case studyResumed(StudyResumed)
  /// The study was closed.
  case studyClosed(StudyClosed)
  /// The gates of a level allow the next one.
  case levelReached(LevelReached)
  /// A run was planned, or planned again under a changed plan.
  case runPlanned(RunPlanned)
  /// The environment of a run was recorded.
  case runPinned(RunPinned)
  /// The first process of a run was started.
  case runStarted(RunStarted)
  /// Every stage of a run is done or skipped.
  case runFinished(RunFinished)
  /// The study's metric was computed for a run.
  case runEvaluated(RunEvaluated)
  /// A run was locked: its facts are frozen.
  case runLocked(RunLocked)
  /// A run was replaced by another one.
  case runCorrected(RunCorrected)
  /// A unit of work was scheduled to be started.
  case stageRequested(StageRequested)
  /// A process was started; it waited for this event to be durable.
  case stageStarted(StageStarted)
  /// The stage reported something while it ran.
  case stageObserved(StageObserved)
  /// An attempt at the stage ended.
  case stageFinished(StageFinished)
  /// Another attempt was granted.
  case stageRetried(StageRetried)
  /// Work was blocked: it waits for a person.
  case stageBlocked(StageBlocked)
  /// A person allowed blocked work to be retried.
  case stageUnblocked(StageUnblocked)
  /// A unit was skipped, which is not a failure.
  case stageSkipped(StageSkipped)
  /// A gate's checks were compared with what was recorded.
  case gateEvaluated(GateEvaluated)
  /// A person accepted a gate's warning.
  case warningAccepted(WarningAccepted)
  /// It was decided how to continue.
  case decisionMade(DecisionMade)
  /// A note was added.
  case noteAdded(NoteAdded)
  /// A budget was exceeded.
  case budgetExceeded(BudgetExceeded)
  /// A violation was recorded.
  case violationRecorded(ViolationRecorded)
  /// A violation was resolved.
  case violationResolved(ViolationResolved)
  /// A run was excluded from the analysis.
  case runExcluded(RunExcluded)
  /// A run was executed again and compared.
  case reproductionCompared(ReproductionCompared)
  /// The two runs of a pair differ only in their variant.
  case pairVerified(PairVerified)
  /// The two runs of a pair differ in more than their variant.
  case pairRejected(PairRejected)
  /// A set of variants was declared.
  case batchDeclared(BatchDeclared)
  /// Every variant of a batch is done.
  case batchClosed(BatchClosed)
  /// A run needs to be rebuilt.
  case runInvalidated(RunInvalidated)
  /// A run that was executed elsewhere was imported.
  case runImported(RunImported)
  /// A run was given a tag, or lost one.
  case runTagged(RunTagged)
  /// An override of a guarded parameter was granted.
  case overrideGranted(OverrideGranted)
  /// An override was revoked.
  case overrideRevoked(OverrideRevoked)
  /// A person approved.
  case approvalSigned(ApprovalSigned)
  /// A candidate for promotion was registered.
  case candidateRegistered(CandidateRegistered)
  case candidateRejected(CandidateRejected)
  /// A window of telemetry is complete.
  case windowClosed(WindowClosed)
  /// A threshold of a canary was crossed.
  case canaryBreached(CanaryBreached)
  /// A baseline was moved by a promotion.
  case baselinePromoted(BaselinePromoted)
  /// A baseline was rolled back.
  case baselineRolledBack(BaselineRolledBack)
  /// A promotion was refused for lack of evidence.
  case promotionRefused(PromotionRefused)
  /// A message was sent to a running stage.
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
