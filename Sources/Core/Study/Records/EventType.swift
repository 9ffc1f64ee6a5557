/// A type of event: its entry in the catalogue, and how its data is read.
///
/// A type that no rule of this revision emits is kept as it is.
public final class EventType: Sendable {
  /// The type's name, version, streams and fields.
  public let definition: EventDefinition
  /// The record of its data; nil where no rule of this revision emits it.
  public let payload: (any EventPayload.Type)?
  /// Makes the fact of recorded data.
  let read: @Sendable (consuming FieldReader) throws(FieldError) -> EventData

  private init<P: EventPayload>(_ type: P.Type, _ fact: @escaping @Sendable (P) -> EventData) {
    definition = P.definition
    payload = P.self
    read = { reader throws(FieldError) in fact(try P(event: reader)) }
  }

  private init(reserved definition: EventDefinition) {
    self.definition = definition
    payload = nil
    read = { reader throws(FieldError) in
      try definition.check(reader)
      return .reserved(definition.type, try reader.map())
    }
  }

  /// Every type of this version, sorted by name.
  public static let all: [EventType] =
    ([
      EventType(StudyRegistered.self, EventData.studyRegistered),
      EventType(StudyRevised.self, EventData.studyRevised),
      EventType(StudyAmended.self, EventData.studyAmended),
      EventType(ScheduleDrawn.self, EventData.scheduleDrawn),
      EventType(StudyHalted.self, EventData.studyHalted),
      EventType(StudyResumed.self, EventData.studyResumed),
      EventType(StudyClosed.self, EventData.studyClosed),
      EventType(LevelReached.self, EventData.levelReached),
      EventType(RunPlanned.self, EventData.runPlanned),
      EventType(RunPinned.self, EventData.runPinned),
      EventType(RunStarted.self, EventData.runStarted),
      EventType(RunFinished.self, EventData.runFinished),
      EventType(RunEvaluated.self, EventData.runEvaluated),
      EventType(RunLocked.self, EventData.runLocked),
      EventType(RunCorrected.self, EventData.runCorrected),
      EventType(StageRequested.self, EventData.stageRequested),
      EventType(StageStarted.self, EventData.stageStarted),
      EventType(StageObserved.self, EventData.stageObserved),
      EventType(StageFinished.self, EventData.stageFinished),
      EventType(StageRetried.self, EventData.stageRetried),
      EventType(StageBlocked.self, EventData.stageBlocked),
      EventType(StageUnblocked.self, EventData.stageUnblocked),
      EventType(StageSkipped.self, EventData.stageSkipped),
      EventType(GateEvaluated.self, EventData.gateEvaluated),
      EventType(WarningAccepted.self, EventData.warningAccepted),
      EventType(DecisionMade.self, EventData.decisionMade),
      EventType(NoteAdded.self, EventData.noteAdded),
      EventType(BudgetExceeded.self, EventData.budgetExceeded),
      EventType(ViolationRecorded.self, EventData.violationRecorded),
      EventType(ViolationResolved.self, EventData.violationResolved),
      EventType(RunExcluded.self, EventData.runExcluded),
      EventType(ReproductionCompared.self, EventData.reproductionCompared),
      EventType(PairVerified.self, EventData.pairVerified),
      EventType(PairRejected.self, EventData.pairRejected),
      EventType(BatchDeclared.self, EventData.batchDeclared),
      EventType(BatchClosed.self, EventData.batchClosed),
      EventType(RunInvalidated.self, EventData.runInvalidated),
      EventType(RunImported.self, EventData.runImported),
      EventType(RunTagged.self, EventData.runTagged),
      EventType(OverrideGranted.self, EventData.overrideGranted),
      EventType(OverrideRevoked.self, EventData.overrideRevoked),
      EventType(ApprovalSigned.self, EventData.approvalSigned),
      EventType(CandidateRegistered.self, EventData.candidateRegistered),
      EventType(CandidateRejected.self, EventData.candidateRejected),
      EventType(WindowClosed.self, EventData.windowClosed),
      EventType(CanaryBreached.self, EventData.canaryBreached),
      EventType(BaselinePromoted.self, EventData.baselinePromoted),
      EventType(BaselineRolledBack.self, EventData.baselineRolledBack),
      EventType(PromotionRefused.self, EventData.promotionRefused),
      EventType(StageTold.self, EventData.stageTold),
      EventType(StageAnswered.self, EventData.stageAnswered),
      EventType(ReportPublished.self, EventData.reportPublished),
      EventType(CommandRefused.self, EventData.commandRefused),
      EventType(BlobPurged.self, EventData.blobPurged),
    ] + ReservedEvents.definitions.map(EventType.init(reserved:)))
    .sorted { $0.definition.type < $1.definition.type }
}
