public import LedgerFormat

/// Says that a process was started.
public struct StartStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("start_stage")

  var started = StageStarted()

  /// The command.
  public init(_ started: StageStarted) {
    self.started = started
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    started.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { started.id.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.startStage(started, states)
  }
}

/// Says what a stage reported while it ran.
public struct ObserveStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("observe_stage")
  /// What a stage reports is recorded as it is.
  public static var recordedAsGiven: (any EventPayload.Type)? { StageObserved.self }

  var observed = StageObserved()

  /// The command.
  public init(_ observed: StageObserved) {
    self.observed = observed
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    observed.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { observed.id.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.observeStage(observed, states)
  }
}

/// Says how an attempt ended.
public struct FinishStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("finish_stage")

  var finished = StageFinished()

  /// The command.
  public init(_ finished: StageFinished) {
    self.finished = finished
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    finished.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { finished.id.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.finishStage(finished, states)
  }
}

/// Says that work cannot go on because a process of an earlier attempt cannot be ended.
public struct BlockStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("block_stage")

  var study = ""
  var unit = UnitAddress()
  var evidence = ""

  /// The command.
  public init(study: String, _ unit: UnitAddress, evidence: String) {
    self.study = study
    self.unit = unit
    self.evidence = evidence
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    unit.code(&coder)
    coder.field("evidence", &evidence)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, unit.run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.blockStage(study, unit, evidence: evidence, states)
  }
}

/// Lets blocked work be tried again: a stage's, or all of a run's.
public struct RetryStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("retry_stage")

  var study = ""
  var run = ""
  var stage: String?
  var reason = ""

  /// The command.
  public init(study: String, run: String, stage: String?, reason: String) {
    self.study = study
    self.run = run
    self.stage = stage
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("run", &run)
    coder.field("stage", &stage)
    coder.field("reason", &reason)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.retryStage(study, run, stage, reason: reason, states)
  }
}

/// Accepts a gate's warning.
public struct AcceptWarning: Command {
  /// Its row.
  public static let rule = CommandRule.row("accept_warning")

  /// The study.
  public var study = ""
  /// The unit of work.
  public var unit = UnitAddress()
  /// The gate.
  public var gate = ""
  /// Why.
  public var reason = ""

  /// The command.
  public init(study: String, _ unit: UnitAddress, gate: String, reason: String) {
    self.study = study
    self.unit = unit
    self.gate = gate
    self.reason = reason
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    unit.code(&coder)
    coder.field("gate", &gate)
    coder.field("reason", &reason)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, unit.run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.acceptWarning(study, unit, gate: gate, reason: reason, states)
  }
}

/// Approves work that waits for a person.
public struct ApproveStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("approve")

  var study = ""
  var unit = UnitAddress()
  var meaning = ""

  /// The command.
  public init(study: String, _ unit: UnitAddress, meaning: String) {
    self.study = study
    self.unit = unit
    self.meaning = meaning
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    unit.code(&coder)
    coder.field("meaning", &meaning)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { .run(study, unit.run) }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.approve(study, unit, meaning: meaning, at: context, states)
  }
}

/// Says something to a running stage.
public struct TellStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("tell_stage")

  /// What is said, and to which attempt.
  public var told = StageTold()

  /// The command.
  public init(_ told: StageTold) {
    self.told = told
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    told.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { told.id.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.tellStage(told, states)
  }
}

/// Records what a stage answered.
public struct AnswerStage: Command {
  /// Its row.
  public static let rule = CommandRule.row("answer_stage")

  var answered = StageAnswered()

  /// The command.
  public init(_ answered: StageAnswered) {
    self.answered = answered
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every argument to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    answered.code(&coder)
  }

  /// Where a refusal is recorded.
  public var stream: Stream { answered.id.stream }

  /// The events that it brings about.
  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.answerStage(answered, states)
  }
}
