import Codecs
import Ledger
import StageKit
import Study

/// What an event rests on in earlier entries, besides the command that it was decided on.
///
/// The switch over all events is exhaustive: a new one does not compile before it is said here what
/// it rests on.
extension StreamHistory {
  /// An event that another one rests on, and how.
  typealias Ground = (position: EventPosition, relation: String)

  /// Where an event stands: what it rests on is looked for before it.
  struct Place {
    let position: EventPosition
    let stream: String
    let study: String

    init(_ event: LoggedEvent) {
      position = event.position
      stream = event.stored.stream
      study = Study.Stream(stream)?.study ?? ""
    }
  }

  /// The grounds of an event, the weightiest first.
  mutating func grounds(of event: LoggedEvent) throws -> [Ground] {
    guard let fact = event.fact else { return [] }
    let place = Place(event)
    switch fact {
    case .stageStarted(let started): return try request(of: started.id, place)
    case .stageObserved(let observed): return try request(of: observed.id, place)
    case .stageFinished(let ended): return try request(of: ended.id, place)
    case .stageTold(let told): return try request(of: told.id, place)
    case .stageAnswered(let answered): return try message(to: answered.id, place)
    case .stageRequested(let requested): return try occasion(of: requested, place)
    case .stageUnblocked(let unblocked): return try block(of: unblocked, place)
    case .stageBlocked(let blocked): return try failure(before: blocked, place)
    case .warningAccepted(let accepted): return try warning(of: accepted, place)
    case .runPlanned(let planned): return try origin(of: planned, place)
    case .runExcluded(let excluded):
      return excluded.postHoc ? [] : try plan(place, "by a rule of the plan in")
    case .pairVerified(let verified): return try ends(of: verified.runs, place)
    case .pairRejected(let rejected): return try ends(of: rejected.runs, place)
    case .violationResolved:
      return try found("it was recorded in", place) {
        if case .violationRecorded = $0 { true } else { false }
      }
    case .studyResumed:
      return try found("it was halted in", place) {
        if case .studyHalted = $0 { true } else { false }
      }
    case .studyAmended, .studyRevised: return try plan(place, "instead of the plan in")
    case .overrideRevoked(let revoked):
      return try found("it was granted in", place) {
        if case .overrideGranted(let granted) = $0 { granted.flag == revoked.flag } else { false }
      }
    case .baselinePromoted(let promoted): return evidence(of: promoted)
    case .promotionRefused(let refused): return try obstacles(to: refused, place)
    case .baselineRolledBack(let rolled): return try promotion(of: rolled, place)
    case .canaryBreached(let breached): return try window(of: breached, place)
    case .candidateRejected:
      return try found("it was registered in", place) {
        if case .candidateRegistered = $0 { true } else { false }
      }
    case .batchClosed:
      return try found("it was declared in", place) {
        if case .batchDeclared = $0 { true } else { false }
      }
    case .batchDeclared: return try plan(place)
    case .commandRefused(let refused): return try refusal(refused, place)
    case .studyRegistered, .scheduleDrawn, .studyHalted, .studyClosed, .levelReached, .runPinned,
      .runStarted, .runFinished, .runEvaluated, .runLocked, .runCorrected, .stageRetried,
      .stageSkipped, .gateEvaluated, .decisionMade, .noteAdded, .budgetExceeded,
      .violationRecorded, .reproductionCompared, .runInvalidated, .runImported, .overrideGranted,
      .approvalSigned, .candidateRegistered, .windowClosed, .reportPublished, .runTagged,
      .blobPurged, .reserved:
      return []
    }
  }

  /// The newest earlier event of the same stream that is as wanted.
  mutating func found(
    _ relation: String, _ place: Place, where matches: (EventData) -> Bool
  ) throws -> [Ground] {
    try found(relation, place.stream, place, where: matches)
  }

  /// The newest earlier event of a stream that is as wanted.
  mutating func found(
    _ relation: String, _ stream: String, _ place: Place, where matches: (EventData) -> Bool
  ) throws -> [Ground] {
    try last(in: stream, before: place.position) { $0.fact.map(matches) ?? false }
      .map { [($0.position, relation)] } ?? []
  }

  /// The plan that was in force.
  mutating func plan(_ place: Place, _ relation: String = "of the plan in") throws -> [Ground] {
    try found(relation, "study/\(place.study)", place) {
      switch $0 {
      case .studyRegistered, .studyRevised, .studyAmended, .scheduleDrawn: true
      default: false
      }
    }
  }

  /// What a rule saw when it refused.
  private mutating func refusal(_ refused: CommandRefused, _ place: Place) throws -> [Ground] {
    switch Rejection.Code(rawValue: refused.code) {
    case .locked:
      return try found("locked in", place) { if case .runLocked = $0 { true } else { false } }
    case .halted:
      return try found("halted in", "study/\(place.study)", place) {
        if case .studyHalted = $0 { true } else { false }
      }
    case .alreadyEnded, .outOfOrder:
      return try found("it ended in", place) {
        if case .stageFinished = $0 { true } else { false }
      }
    case .changedStudy: return try plan(place, "changed since the plan in")
    case .exists: return try found("it is there since", place) { _ in true }
    default: return []
    }
  }
}
