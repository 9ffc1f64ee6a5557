public import LedgerFormat

/// Registers a question with its plan.
public struct RegisterStudy: Command {
  public static let rule = CommandRule.row("register_study")

  /// The plan, and the study file that it was read from.
  public var registered = StudyRegistered()

  public init(_ registered: StudyRegistered) {
    self.registered = registered
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    registered.code(&coder)
  }

  public var stream: Stream { .study(registered.plan.study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.registerStudy(registered, states)
  }
}

/// Puts a changed plan in force before any stage has finished.
public struct ReviseStudy: Command {
  public static let rule = CommandRule.row("revise_study")

  var registered = StudyRegistered()

  public init(_ registered: StudyRegistered) {
    self.registered = registered
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    registered.code(&coder)
  }

  public var stream: Stream { .study(registered.plan.study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.reviseStudy(registered, states)
  }
}

/// Puts a changed plan in force after a stage has finished, with a reason.
public struct AmendStudy: Command {
  public static let rule = CommandRule.row("amend_study")

  var registered = StudyRegistered()
  var reason = ""

  public init(_ registered: StudyRegistered, reason: String) {
    self.registered = registered
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    registered.code(&coder)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .study(registered.plan.study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.amendStudy(registered, reason: reason, states)
  }
}

/// Draws the runs of a closed study anew.
public struct DrawSchedule: Command {
  public static let rule = CommandRule.row("draw_schedule")

  var study = ""
  var reason = ""

  public init(study: String, reason: String) {
    self.study = study
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .study(study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.drawSchedule(study, reason: reason, states)
  }
}

/// Halts a study: nothing further is started until it is resumed.
public struct HaltStudy: Command {
  public static let rule = CommandRule.row("halt_study")

  var study = ""
  var reason = ""

  public init(study: String, reason: String) {
    self.study = study
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .study(study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.haltStudy(study, reason: reason, states)
  }
}

/// Goes on with a halted study.
public struct ResumeStudy: Command {
  public static let rule = CommandRule.row("resume_study")

  var study = ""
  var reason = ""

  public init(study: String, reason: String) {
    self.study = study
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("reason", &reason)
  }

  public var stream: Stream { .study(study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.resumeStudy(study, reason: reason, states)
  }
}

/// Says what was found of the study's requirements.
public struct CheckRequirements: Command {
  public static let rule = CommandRule.row("check_requirements")

  var study = ""
  var found: [Observation] = []

  public init(study: String, found: [Observation]) {
    self.study = study
    self.found = found
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("study", &study)
    coder.field("found", &found)
  }

  public var stream: Stream { .study(study) }

  public func decide(at context: CommandContext, _ states: States) throws(Rejection) -> [Event] {
    try Decider.requirements(study, found, states)
  }
}
