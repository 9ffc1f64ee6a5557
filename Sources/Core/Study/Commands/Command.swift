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

  /// The encoding of the arguments as they are recorded; `name` is what the author calls this very
  /// command, if anything.
  func arguments(named name: String?) -> [UInt8]
}

extension Command {
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
  /// Reads recorded arguments.
  ///
  /// The member `cmd_id`, which any command may carry, is passed over.
  public let read: @Sendable (consuming FieldReader) throws(FieldError) -> any Command

  private init<C: Command>(_ type: C.Type) {
    rule = C.rule
    self.type = type
    read = { reader throws(FieldError) in try C(reader) }
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

  private static let named = Dictionary(uniqueKeysWithValues: all.map { ($0.rule.name, $0) })

  /// The command that a name and encoded arguments stand for; nil when the name is not a command of
  /// the study's rules.
  public static func command(
    _ name: String, _ arguments: [UInt8], in range: Range<Int>? = nil
  ) throws(FieldError) -> (any Command)? {
    guard let type = named[name] else { return nil }
    return try type.read(FieldReader(arguments, in: range))
  }
}
