public import Codecs

extension EventData {
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
    case .runTagged(let payload): payload
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
    case .blobPurged(let payload): payload
    case .reserved: nil
    }
  }

  /// The name of the type, such as `stage.finished`.
  public var type: String { definition?.type ?? "" }

  /// The version of the data's shape.
  public var version: UInt64 { definition?.version ?? 1 }

  /// The data as it is recorded.
  public var data: ValueMap {
    if case .reserved(_, let data) = self { return data }
    return payload?.record ?? ValueMap()
  }

  /// The encoding of the data, as it is recorded.
  public var encoded: [UInt8] {
    if case .reserved(_, let data) = self { return CBOR.encode(data) }
    return payload?.encoded ?? CBOR.encode(ValueMap())
  }

  private var definition: EventDefinition? {
    if case .reserved(let type, _) = self { return EventData.definition(of: type) }
    return payload.map { Swift.type(of: $0).definition }
  }

  /// Type, version and encoded data, all at once.
  var recorded: (type: String, version: UInt64, data: [UInt8]) {
    guard let payload else { return (type, version, encoded) }
    let definition = Swift.type(of: payload).definition
    return (definition.type, definition.version, payload.encoded)
  }

  /// The fact that a recorded type and its encoded data stand for.
  ///
  /// An unknown type, an unknown version, a field that is missing, superfluous or of the wrong type
  /// is an error.
  public init(type: String, version: UInt64, data: [UInt8]) throws(FieldError) {
    guard let known = EventType.named(type) else { throw EventData.unknown(type, version) }
    self = try known.fact(version: version, FieldReader(data))
  }

  /// The same for data that is not encoded.
  public init(type: String, version: UInt64, data: ValueMap) throws(FieldError) {
    try self.init(type: type, version: version, data: CBOR.encode(data))
  }

  private static func unknown(_ type: String, _ version: UInt64) -> FieldError {
    FieldError(path: type, expectation: "has version \(version), which this build does not know")
  }

  /// The catalogue: every type of this version, sorted by name.
  public static let definitions: [EventDefinition] = EventType.all.map(\.definition)

  /// The catalogue entry of a type.
  public static func definition(of type: String) -> EventDefinition? {
    EventType.named(type)?.definition
  }
}
