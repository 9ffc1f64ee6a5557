/// A study spent more than it may.
public struct BudgetExceeded: EventPayload {
  /// `runtime`, `memory` or `retries`.
  public var what: String
  /// The limit: nanoseconds, bytes or a count.
  public var limit: Int64
  /// What was spent, in the same unit.
  public var spent: Int64

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "budget.exceeded", on: .study, summary: "The study spent more than it may.",
    fields: [
      .text("what", "runtime, memory or retries"),
      .integer("limit", "nanoseconds, bytes or a count"),
      .integer("spent", "what was spent, in the same unit"),
    ])

  /// A limit and what was spent.
  public init(what: String, limit: Int64, spent: Int64) {
    self.what = what
    self.limit = limit
    self.spent = spent
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    what = try fields.text("what")
    limit = try fields.int("limit")
    spent = try fields.int("spent")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("what", what)
    fields.put("limit", limit)
    fields.put("spent", spent)
  }
}

/// Something happened that should not have.
public struct ViolationRecorded: EventPayload {
  /// How far it reaches.
  public var severity: Severity
  /// The run it is about, if it is about one.
  public var run: String?
  /// What happened.
  public var text: String
  /// What was done about it.
  public var action: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "violation.recorded", on: .violation, summary: "Something happened that should not have.",
    fields: [
      .text("severity", "critical or non_critical"), .text("run", "the run").optional,
      .text("text", "what happened"), .text("action", "what was done about it"),
    ])

  /// A violation.
  public init(severity: Severity, run: String?, text: String, action: String) {
    self.severity = severity
    self.run = run
    self.text = text
    self.action = action
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    severity = try fields.word("severity")
    run = try fields.textIfPresent("run")
    text = try fields.text("text")
    action = try fields.text("action")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("severity", word: severity)
    fields.put("run", run)
    fields.put("text", text)
    fields.put("action", action)
  }
}

/// A violation is dealt with.
public struct ViolationResolved: EventPayload {
  /// How.
  public var resolution: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "violation.resolved", on: .violation, summary: "A violation is dealt with.",
    fields: [.text("resolution", "how")])

  /// A resolution.
  public init(resolution: String) { self.resolution = resolution }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) { resolution = try fields.text("resolution") }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) { fields.put("resolution", resolution) }
}
