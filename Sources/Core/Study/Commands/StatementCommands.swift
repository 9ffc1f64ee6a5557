public import LedgerFormat

/// Writes something down about a subject.
public struct AddNote: Command {
  public static let rule = CommandRule.row("add_note")

  /// The subject; a refusal is recorded there, too.
  public var stream = Stream.ledger
  var text = ""

  public init(_ stream: Stream, text: String) {
    self.stream = stream
    self.text = text
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stream", &stream)
    coder.field("text", &text)
  }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.addNote(stream, text: text, states)
  }
}

/// Records how to go on.
public struct MakeDecision: Command {
  public static let rule = CommandRule.row("make_decision")

  /// The subject; a refusal is recorded there, too.
  public var stream = Stream.ledger
  var decision = DecisionMade()

  public init(_ stream: Stream, _ decision: DecisionMade) {
    self.stream = stream
    self.decision = decision
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stream", &stream)
    decision.code(&coder)
  }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.makeDecision(stream, decision, states)
  }
}

/// Records that something happened that should not have.
public struct RecordViolation: Command {
  public static let rule = CommandRule.row("record_violation")

  var study = ""
  var violation = ViolationRecorded()

  public init(study: String, _ violation: ViolationRecorded) {
    self.study = study
    self.violation = violation
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    violation.code(&coder)
  }

  public var stream: Stream { .study(study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.recordViolation(study, violation, states)
  }
}

/// Says how a violation was dealt with.
public struct ResolveViolation: Command {
  public static let rule = CommandRule.row("resolve_violation")

  var study = ""
  var violation = ""
  var resolution = ""

  public init(study: String, violation: String, resolution: String) {
    self.study = study
    self.violation = violation
    self.resolution = resolution
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("violation", &violation)
    coder.field("resolution", &resolution)
  }

  public var stream: Stream { .violation(study, violation) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.resolveViolation(study, violation, resolution: resolution, states)
  }
}
