public import Codecs

/// A window of telemetry is complete.
public struct WindowClosed: EventPayload {
  /// Number of the window.
  public var window: Int
  /// What it measured.
  public var values: ValueMap
  /// The candidate or batch that it observed; the promoted one otherwise.
  public var subject: String?
  /// Ticks that were observed.
  public var seen: Int?
  /// Ticks that the window has.
  public var expected: Int?
  /// Checks that did not hold, a sentence each.
  public var failed: [String]
  /// Windows in a row that passed, this one included.
  public var streak: Int?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "window.closed", on: .baseline, summary: "A window of telemetry is complete.",
    fields: [
      .integer("window", "number of the window"), .map("values", "what it measured"),
      .text("subject", "the candidate or batch that it observed; the promoted one otherwise")
        .optional,
      .integer("ticks_seen", "ticks that were observed").optional,
      .integer("ticks_expected", "ticks that the window has").optional,
      .list("failed", "checks that did not hold, a sentence each"),
      .integer("streak", "windows in a row that passed, this one included").optional,
    ])

  /// A closed window.
  public init(
    window: Int, values: ValueMap, subject: String? = nil, seen: Int? = nil, expected: Int? = nil,
    failed: [String], streak: Int? = nil
  ) {
    self.window = window
    self.values = values
    self.subject = subject
    self.seen = seen
    self.expected = expected
    self.failed = failed
    self.streak = streak
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    window = try fields.count("window")
    values = try fields.nested("values")
    subject = try fields.textIfPresent("subject")
    seen = try fields.countIfPresent("ticks_seen")
    expected = try fields.countIfPresent("ticks_expected")
    failed = try fields.texts("failed")
    streak = try fields.countIfPresent("streak")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("window", window)
    fields.put("values", values)
    fields.put("subject", subject)
    fields.put("ticks_seen", seen)
    fields.put("ticks_expected", expected)
    fields.put("failed", failed)
    fields.put("streak", streak)
  }
}

/// A threshold of a canary was crossed.
public struct CanaryBreached: EventPayload {
  /// Number of the window.
  public var window: Int
  /// The crossed checks, a sentence each.
  public var checks: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "canary.breached", on: .baseline, summary: "A threshold of a canary was crossed.",
    fields: [
      .integer("window", "number of the window"),
      .list("checks", "the crossed checks, a sentence each"),
    ])

  /// A breach.
  public init(window: Int, checks: [String]) {
    self.window = window
    self.checks = checks
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    window = try fields.count("window")
    checks = try fields.texts("checks")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("window", window)
    fields.put("checks", checks)
  }
}

/// The baseline points elsewhere.
public struct BaselinePromoted: EventPayload {
  /// What it pointed at.
  public var from: String?
  /// What it points at.
  public var to: String
  /// Events that allow it, as positions.
  public var evidence: [String]
  /// What later windows are compared with.
  public var values: ValueMap?
  /// Why, where somebody said so.
  public var reason: String?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "baseline.promoted", on: .baseline, summary: "The baseline points elsewhere.",
    fields: [
      .text("from", "what it pointed at").optional, .text("to", "what it points at"),
      .list("evidence", "events that allow it, as positions"),
      .map("values", "what later windows are compared with").optional,
      .text("reason", "why, where somebody said so").optional,
    ])

  /// A promotion.
  public init(
    from: String? = nil, to: String, evidence: [String], values: ValueMap? = nil,
    reason: String? = nil
  ) {
    self.from = from
    self.to = to
    self.evidence = evidence
    self.values = values
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    from = try fields.textIfPresent("from")
    to = try fields.text("to")
    evidence = try fields.texts("evidence")
    values = try fields.nestedIfPresent("values")
    reason = try fields.textIfPresent("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("from", from)
    fields.put("to", to)
    fields.put("evidence", evidence)
    fields.put("values", values)
    fields.put("reason", reason)
  }
}

/// The baseline points back.
public struct BaselineRolledBack: EventPayload {
  /// What it pointed at.
  public var from: String
  /// What it points at.
  public var to: String
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "baseline.rolled_back", on: .baseline, summary: "The baseline points back.",
    fields: [
      .text("from", "what it pointed at"), .text("to", "what it points at"), .text("reason", "why"),
    ])

  /// A rollback.
  public init(from: String, to: String, reason: String) {
    self.from = from
    self.to = to
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    from = try fields.text("from")
    to = try fields.text("to")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("from", from)
    fields.put("to", to)
    fields.put("reason", reason)
  }
}

/// The evidence does not allow a promotion.
public struct PromotionRefused: EventPayload {
  /// What was to be promoted.
  public var to: String
  /// What is missing.
  public var reasons: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "promotion.refused", on: .baseline, summary: "The evidence does not allow a promotion.",
    fields: [.text("to", "what was to be promoted"), .list("reasons", "what is missing")])

  /// A promotion that was refused.
  public init(to: String, reasons: [String]) {
    self.to = to
    self.reasons = reasons
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    to = try fields.text("to")
    reasons = try fields.texts("reasons")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("to", to)
    fields.put("reasons", reasons)
  }
}
