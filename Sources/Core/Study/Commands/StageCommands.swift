public import LedgerFormat

/// Says that a process was started.
public struct StartStage: Command {
  public static let rule = CommandRule.row("start_stage")

  var started = StageStarted()

  public init(_ started: StageStarted) {
    self.started = started
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    started.code(&coder)
  }

  public var stream: Stream { started.id.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.startStage(started, states)
  }
}

/// Says what a stage reported while it ran.
public struct ObserveStage: Command {
  public static let rule = CommandRule.row("observe_stage")
  /// What a stage reports is recorded as it is.
  public static var recordedAsGiven: (any EventPayload.Type)? { StageObserved.self }

  var observed = StageObserved()

  public init(_ observed: StageObserved) {
    self.observed = observed
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    observed.code(&coder)
  }

  public var stream: Stream { observed.id.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.observeStage(observed, states)
  }
}

/// Says how an attempt ended.
public struct FinishStage: Command {
  public static let rule = CommandRule.row("finish_stage")

  var finished = StageFinished()

  public init(_ finished: StageFinished) {
    self.finished = finished
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    finished.code(&coder)
  }

  public var stream: Stream { finished.id.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.finishStage(finished, states)
  }
}

/// Says that work cannot go on because a process of an earlier attempt cannot be ended.
public struct BlockStage: Command {
  public static let rule = CommandRule.row("block_stage")

  var study = ""
  var unit = UnitAddress()
  var evidence = ""

  public init(study: String, _ unit: UnitAddress, evidence: String) {
    self.study = study
    self.unit = unit
    self.evidence = evidence
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    unit.code(&coder)
    coder.field("evidence", &evidence)
  }

  public var stream: Stream { .run(study, unit.run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.blockStage(study, unit, evidence: evidence, states)
  }
}

/// Lets blocked work be tried again: a stage's, or all of a run's.
public struct RetryStage: Command {
  public static let rule = CommandRule.row("retry_stage")

  var study = ""
  var run = ""
  var stage: String?
  var reason = ""

  public init(study: String, run: String, stage: String?, reason: String) {
    self.study = study
    self.run = run
    self.stage = stage
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("stage", &stage)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .run(study, run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.retryStage(study, run, stage, reason: reason, states)
  }
}

/// Accepts a gate's warning.
public struct AcceptWarning: Command {
  public static let rule = CommandRule.row("accept_warning")

  public var study = ""
  /// The unit of work.
  public var unit = UnitAddress()
  public var gate = ""
  public var reason = ""

  public init(study: String, _ unit: UnitAddress, gate: String, reason: String) {
    self.study = study
    self.unit = unit
    self.gate = gate
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    unit.code(&coder)
    coder.field("gate", &gate)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .run(study, unit.run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.acceptWarning(study, unit, gate: gate, reason: reason, states)
  }
}

/// Approves work that waits for a person.
public struct ApproveStage: Command {
  public static let rule = CommandRule.row("approve")

  var study = ""
  var unit = UnitAddress()
  var meaning = ""

  public init(study: String, _ unit: UnitAddress, meaning: String) {
    self.study = study
    self.unit = unit
    self.meaning = meaning
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    unit.code(&coder)
    coder.field("meaning", &meaning)
  }

  public var stream: Stream { .run(study, unit.run) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.approve(study, unit, meaning: meaning, at: context, states)
  }
}

/// Says something to a running stage.
public struct TellStage: Command {
  public static let rule = CommandRule.row("tell_stage")

  /// What is said, and to which attempt.
  public var told = StageTold()

  public init(_ told: StageTold) {
    self.told = told
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    told.code(&coder)
  }

  public var stream: Stream { told.id.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.tellStage(told, states)
  }
}

/// Records what a stage answered.
public struct AnswerStage: Command {
  public static let rule = CommandRule.row("answer_stage")

  var answered = StageAnswered()

  public init(_ answered: StageAnswered) {
    self.answered = answered
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    answered.code(&coder)
  }

  public var stream: Stream { answered.id.stream }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.answerStage(answered, states)
  }
}
