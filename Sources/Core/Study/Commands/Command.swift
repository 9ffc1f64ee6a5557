public import LedgerFormat

/// An intent by a principal: it is accepted, with events, or refused.
///
/// What it is recorded with are its fields.
public protocol Command: Recordable {
  /// Its row in the table of commands: name, least role, and what it may bring about.
  static var rule: CommandRule { get }

  /// The subject to which a refusal is recorded.
  var stream: Stream { get }

  /// The events that it brings about, before any engine has reacted.
  ///
  /// Pure: the same command, context and states give the same answer, and states do not change.
  func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event]

  /// The type of the one event that the decider answers with and whose data are the arguments, byte
  /// for byte, so that they are not encoded twice; nil where they may differ.
  ///
  /// Only for arguments of texts, counts and what is kept as encoded: those have one encoding.
  static var recordedAsGiven: (any EventPayload.Type)? { get }

  /// The encoding of the arguments as they are recorded; `name` is what the author calls this very
  /// command, if anything.
  func arguments(named name: String?) -> [UInt8]
}

extension Command {
  /// Nil: the data of the events are encoded by themselves.
  public static var recordedAsGiven: (any EventPayload.Type)? { nil }

  /// The events of the command as the ledger stores them.
  ///
  /// `given` is the encoding of its arguments and nothing else; nil where that is not at hand.
  public func drafts(of events: [Event], given arguments: [UInt8]?) -> [DraftEvent] {
    guard let arguments, let definition = Self.recordedAsGiven?.definition,
      let first = events.first, first.by.isEmpty, first.cause == nil
    else { return events.map(\.draft) }
    let draft = DraftEvent(
      type: definition.type, version: definition.version, stream: first.stream.description,
      by: "", cause: nil, data: arguments)
    return events.count == 1 ? [draft] : [draft] + events.dropFirst().map(\.draft)
  }

  /// The name under which the ledger records the command.
  public var name: String { Self.rule.name }

  /// The arguments, with the member `cmd_id` where the author gave the command a name.
  public func arguments(named name: String?) -> [UInt8] {
    var command = self
    var writer = FieldWriter()
    if let name { writer.put("cmd_id", name) }
    command.code(&writer)
    return writer.encoded
  }

  /// Whether it says the same as another.
  public func isEqual(to other: any Command) -> Bool { (other as? Self) == self }
}

/// A kind of command, and how its recorded arguments are read.
public struct CommandType: Sendable {
  /// Its row in the table of commands.
  public let rule: CommandRule
  /// The record of its arguments.
  public let type: any Command.Type
  /// Reads recorded arguments, and says whether they are what the command would be encoded as.
  ///
  /// The member `cmd_id`, which any command may carry, is passed over.
  public let read:
    @Sendable (consuming FieldReader) throws(FieldError) -> (command: any Command, isExact: Bool)

  private init<C: Command>(_ type: C.Type) {
    rule = C.rule
    self.type = type
    read = { reader throws(FieldError) in
      var reader = reader
      var command = C()
      command.code(&reader)
      if let failure = reader.failure { throw failure }
      return (command, reader.isExact)
    }
  }

  /// Every command of the study's rules.
  public static let all: [CommandType] = [
    CommandType(RegisterStudy.self), CommandType(ReviseStudy.self), CommandType(AmendStudy.self),
    CommandType(DrawSchedule.self), CommandType(HaltStudy.self), CommandType(ResumeStudy.self),
    CommandType(CheckRequirements.self), CommandType(ClaimWork.self),
    CommandType(StartStage.self), CommandType(ObserveStage.self), CommandType(FinishStage.self),
    CommandType(BlockStage.self), CommandType(RetryStage.self), CommandType(AcceptWarning.self),
    CommandType(ApproveStage.self), CommandType(TellStage.self), CommandType(AnswerStage.self),
    CommandType(RerunRun.self), CommandType(InvalidateRun.self), CommandType(ImportRun.self),
    CommandType(ExcludeRun.self), CommandType(CompareReproduction.self),
    CommandType(LockRun.self), CommandType(DeclareBatch.self),
    CommandType(RegisterCandidate.self), CommandType(RejectCandidate.self),
    CommandType(PromoteBaseline.self), CommandType(RollBackBaseline.self),
    CommandType(PublishReport.self),
    CommandType(PurgeBlobs.self),
    CommandType(AddNote.self), CommandType(TagRun.self), CommandType(MakeDecision.self),
    CommandType(RecordViolation.self),
    CommandType(ResolveViolation.self), CommandType(GrantOverride.self),
    CommandType(RevokeOverride.self),
  ]

  private static let table = NameTable(all) { $0.rule.name }

  /// The type of a command's name; nil when the name is not a command of the study's rules.
  public static func named(_ name: Span<UInt8>) -> CommandType? { table[name] }

  /// The command that a name and encoded arguments stand for; nil when the name is not a command of
  /// the study's rules.
  public static func command(
    _ name: String, _ arguments: [UInt8]
  ) throws(FieldError) -> (any Command)? {
    let text = name.utf8Span
    return try named(text.span)?.read(FieldReader(arguments)).command
  }
}
