public import Codecs

/// Everything that can have happened, with its data.
///
/// The shapes stand in `docs/EVENTS.md`.
public enum Fact: Equatable, Sendable {
  case studyRegistered(StudyRegistered)
  case studyRevised(StudyRevised)
  case studyAmended(StudyAmended)
  case scheduleDrawn(ScheduleDrawn)
  case studyHalted(StudyHalted)
  case studyResumed(StudyResumed)
  case studyClosed(StudyClosed)
  case levelReached(LevelReached)
  case runPlanned(RunPlanned)
  case runPinned(RunPinned)
  case runStarted(RunStarted)
  case runFinished(RunFinished)
  case runEvaluated(RunEvaluated)
  case runLocked(RunLocked)
  case runCorrected(RunCorrected)
  case stageRequested(StageRequested)
  case stageStarted(StageStarted)
  case stageObserved(StageObserved)
  case stageFinished(StageFinished)
  case stageRetried(StageRetried)
  case stageBlocked(StageBlocked)
  case stageUnblocked(StageUnblocked)
  case stageSkipped(StageSkipped)
  case gateEvaluated(GateEvaluated)
  case warningAccepted(WarningAccepted)
  case decisionMade(DecisionMade)
  case noteAdded(NoteAdded)
  case budgetExceeded(BudgetExceeded)
  case violationRecorded(ViolationRecorded)
  case violationResolved(ViolationResolved)
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
