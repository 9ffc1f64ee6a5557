import Bytes

/// A type of event: its entry in the catalogue, and how its data is read.
///
/// A type that no rule of this revision emits is kept as it is.
public final class EventType: Sendable {
  /// The type's name, version, streams and fields.
  public let definition: EventDefinition
  /// The record of its data; nil where no rule of this revision emits it.
  public let payload: (any EventPayload.Type)?
  let name: [UInt8]
  /// Makes the fact of recorded data.
  let read: @Sendable (consuming FieldReader) throws(FieldError) -> Fact

  private init<P: EventPayload>(_ type: P.Type, _ fact: @escaping @Sendable (P) -> Fact) {
    definition = P.definition
    payload = P.self
    name = Array(P.definition.type.utf8)
    read = { reader throws(FieldError) in fact(try P(event: reader)) }
  }

  private init(reserved definition: EventDefinition) {
    self.definition = definition
    payload = nil
    name = Array(definition.type.utf8)
    read = { reader throws(FieldError) in
      try definition.check(reader)
      return .reserved(definition.type, try reader.map())
    }
  }

  /// Every type of this version, sorted by name.
  public static let all: [EventType] =
    ([
      EventType(StudyRegistered.self, Fact.studyRegistered),
      EventType(StudyRevised.self, Fact.studyRevised),
      EventType(StudyAmended.self, Fact.studyAmended),
      EventType(ScheduleDrawn.self, Fact.scheduleDrawn),
      EventType(StudyHalted.self, Fact.studyHalted),
      EventType(StudyResumed.self, Fact.studyResumed),
      EventType(StudyClosed.self, Fact.studyClosed),
      EventType(LevelReached.self, Fact.levelReached),
      EventType(RunPlanned.self, Fact.runPlanned),
      EventType(RunPinned.self, Fact.runPinned),
      EventType(RunStarted.self, Fact.runStarted),
      EventType(RunFinished.self, Fact.runFinished),
      EventType(RunEvaluated.self, Fact.runEvaluated),
      EventType(RunLocked.self, Fact.runLocked),
      EventType(RunCorrected.self, Fact.runCorrected),
      EventType(StageRequested.self, Fact.stageRequested),
      EventType(StageStarted.self, Fact.stageStarted),
      EventType(StageObserved.self, Fact.stageObserved),
      EventType(StageFinished.self, Fact.stageFinished),
      EventType(StageRetried.self, Fact.stageRetried),
      EventType(StageBlocked.self, Fact.stageBlocked),
      EventType(StageUnblocked.self, Fact.stageUnblocked),
      EventType(StageSkipped.self, Fact.stageSkipped),
      EventType(GateEvaluated.self, Fact.gateEvaluated),
      EventType(WarningAccepted.self, Fact.warningAccepted),
      EventType(DecisionMade.self, Fact.decisionMade),
      EventType(NoteAdded.self, Fact.noteAdded),
      EventType(BudgetExceeded.self, Fact.budgetExceeded),
      EventType(ViolationRecorded.self, Fact.violationRecorded),
      EventType(ViolationResolved.self, Fact.violationResolved),
      EventType(RunExcluded.self, Fact.runExcluded),
      EventType(ReproductionCompared.self, Fact.reproductionCompared),
      EventType(PairVerified.self, Fact.pairVerified),
      EventType(PairRejected.self, Fact.pairRejected),
      EventType(BatchDeclared.self, Fact.batchDeclared),
      EventType(BatchClosed.self, Fact.batchClosed),
      EventType(RunInvalidated.self, Fact.runInvalidated),
      EventType(RunImported.self, Fact.runImported),
      EventType(OverrideGranted.self, Fact.overrideGranted),
      EventType(OverrideRevoked.self, Fact.overrideRevoked),
      EventType(ApprovalSigned.self, Fact.approvalSigned),
      EventType(CandidateRegistered.self, Fact.candidateRegistered),
      EventType(CandidateRejected.self, Fact.candidateRejected),
      EventType(WindowClosed.self, Fact.windowClosed),
      EventType(CanaryBreached.self, Fact.canaryBreached),
      EventType(BaselinePromoted.self, Fact.baselinePromoted),
      EventType(BaselineRolledBack.self, Fact.baselineRolledBack),
      EventType(PromotionRefused.self, Fact.promotionRefused),
      EventType(StageTold.self, Fact.stageTold),
      EventType(StageAnswered.self, Fact.stageAnswered),
      EventType(ReportPublished.self, Fact.reportPublished),
      EventType(CommandRefused.self, Fact.commandRefused),
    ] + ReservedEvents.definitions.map(EventType.init(reserved:)))
    .sorted { $0.definition.type < $1.definition.type }
}
