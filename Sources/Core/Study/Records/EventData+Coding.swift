public import Codecs

extension EventData {
  /// Hands the data to a visitor, which gets it in its own type and needs no box for it; nil for a
  /// reserved event.
  private func visit<Visitor: PayloadVisitor>(by visitor: Visitor) -> Visitor.Result? {
    switch self {
    case .studyRegistered(let payload): visitor.visit(payload)
    case .studyRevised(let payload): visitor.visit(payload)
    case .studyAmended(let payload): visitor.visit(payload)
    case .scheduleDrawn(let payload): visitor.visit(payload)
    case .studyHalted(let payload): visitor.visit(payload)
    case .studyResumed(let payload): visitor.visit(payload)
    case .studyClosed(let payload): visitor.visit(payload)
    case .levelReached(let payload): visitor.visit(payload)
    case .runPlanned(let payload): visitor.visit(payload)
    case .runPinned(let payload): visitor.visit(payload)
    case .runStarted(let payload): visitor.visit(payload)
    case .runFinished(let payload): visitor.visit(payload)
    case .runEvaluated(let payload): visitor.visit(payload)
    case .runLocked(let payload): visitor.visit(payload)
    case .runCorrected(let payload): visitor.visit(payload)
    case .stageRequested(let payload): visitor.visit(payload)
    case .stageStarted(let payload): visitor.visit(payload)
    case .stageObserved(let payload): visitor.visit(payload)
    case .stageFinished(let payload): visitor.visit(payload)
    case .stageRetried(let payload): visitor.visit(payload)
    case .stageBlocked(let payload): visitor.visit(payload)
    case .stageUnblocked(let payload): visitor.visit(payload)
    case .stageSkipped(let payload): visitor.visit(payload)
    case .gateEvaluated(let payload): visitor.visit(payload)
    case .warningAccepted(let payload): visitor.visit(payload)
    case .decisionMade(let payload): visitor.visit(payload)
    case .noteAdded(let payload): visitor.visit(payload)
    case .budgetExceeded(let payload): visitor.visit(payload)
    case .violationRecorded(let payload): visitor.visit(payload)
    case .violationResolved(let payload): visitor.visit(payload)
    case .runExcluded(let payload): visitor.visit(payload)
    case .reproductionCompared(let payload): visitor.visit(payload)
    case .pairVerified(let payload): visitor.visit(payload)
    case .pairRejected(let payload): visitor.visit(payload)
    case .batchDeclared(let payload): visitor.visit(payload)
    case .batchClosed(let payload): visitor.visit(payload)
    case .runInvalidated(let payload): visitor.visit(payload)
    case .runImported(let payload): visitor.visit(payload)
    case .runTagged(let payload): visitor.visit(payload)
    case .overrideGranted(let payload): visitor.visit(payload)
    case .overrideRevoked(let payload): visitor.visit(payload)
    case .approvalSigned(let payload): visitor.visit(payload)
    case .candidateRegistered(let payload): visitor.visit(payload)
    case .candidateRejected(let payload): visitor.visit(payload)
    case .windowClosed(let payload): visitor.visit(payload)
    case .canaryBreached(let payload): visitor.visit(payload)
    case .baselinePromoted(let payload): visitor.visit(payload)
    case .baselineRolledBack(let payload): visitor.visit(payload)
    case .promotionRefused(let payload): visitor.visit(payload)
    case .stageTold(let payload): visitor.visit(payload)
    case .stageAnswered(let payload): visitor.visit(payload)
    case .reportPublished(let payload): visitor.visit(payload)
    case .commandRefused(let payload): visitor.visit(payload)
    case .blobPurged(let payload): visitor.visit(payload)
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
    return visit(by: RecordOfPayload()) ?? ValueMap()
  }

  /// The encoding of the data, as it is recorded.
  public var encoded: [UInt8] { recorded.data }

  private var definition: EventDefinition? {
    if case .reserved(let type, _) = self { return EventData.definition(of: type) }
    return visit(by: DefinitionOfPayload())
  }

  /// Type, version and encoded data, all at once.
  var recorded: (type: String, version: UInt64, data: [UInt8]) {
    visit(by: EncodingOfPayload()) ?? (type, version, CBOR.encode(data))
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

/// Does something with the data of an event, whichever type it has.
private protocol PayloadVisitor {
  associatedtype Result
  func visit<P: EventPayload>(_ payload: P) -> Result
}

private struct RecordOfPayload: PayloadVisitor {
  func visit<P: EventPayload>(_ payload: P) -> ValueMap { payload.record }
}

private struct DefinitionOfPayload: PayloadVisitor {
  func visit<P: EventPayload>(_ payload: P) -> EventDefinition { P.definition }
}

private struct EncodingOfPayload: PayloadVisitor {
  func visit<P: EventPayload>(
    _ payload: P
  ) -> (type: String, version: UInt64, data: [UInt8]) {
    (P.definition.type, P.definition.version, payload.encoded)
  }
}
