/// A study spent more than it may.
public struct BudgetExceeded: EventPayload {
  /// `runtime`, `memory` or `retries`.
  public var what = ""
  /// The limit: nanoseconds, bytes or a count.
  public var limit: Int64 = 0
  /// What was spent, in the same unit.
  public var spent: Int64 = 0

  public static let definition = EventDefinition(
    "budget.exceeded", of: Self.self, on: .study, summary: "A budget was exceeded.")

  public init(what: String, limit: Int64, spent: Int64) {
    self.what = what
    self.limit = limit
    self.spent = spent
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("what", &what, "runtime, memory or retries")
    coder.field("limit", &limit, "nanoseconds, bytes or a count")
    coder.field("spent", &spent, "what was spent, in the same unit")
  }
}

/// A violation was recorded.
public struct ViolationRecorded: EventPayload {
  /// How far it reaches.
  public var severity = Severity.critical
  /// The run it is about, if it is about one.
  public var run: String?
  /// What happened.
  public var text = ""
  /// What was done about it.
  public var action = ""

  public static let definition = EventDefinition(
    "violation.recorded", of: Self.self, on: .violation,
    summary: "A violation was recorded.")

  public init(severity: Severity, run: String?, text: String, action: String) {
    self.severity = severity
    self.run = run
    self.text = text
    self.action = action
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("severity", &severity, "critical or non_critical")
    coder.field("run", &run, "the run")
    coder.field("text", &text, "what happened")
    coder.field("action", &action, "what was done about it")
  }
}

/// A violation was resolved.
public struct ViolationResolved: EventPayload {
  /// How.
  public var resolution = ""

  public static let definition = EventDefinition(
    "violation.resolved", of: Self.self, on: .violation, summary: "A violation was resolved.")

  public init(resolution: String) { self.resolution = resolution }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("resolution", &resolution, "how")
  }
}
