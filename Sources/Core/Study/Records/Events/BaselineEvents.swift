public import Codecs

/// A window of telemetry is complete.
public struct WindowClosed: EventPayload {
  /// Number of the window.
  public var window = 0
  /// What it measured.
  public var values = ValueMap()
  /// The candidate or batch that it observed; the promoted one otherwise.
  public var subject: String?
  /// Ticks that were observed.
  public var seen: Int?
  /// Ticks that the window has.
  public var expected: Int?
  /// Checks that did not hold, a sentence each.
  public var failed: [String] = []
  /// Windows in a row that passed, this one included.
  public var streak: Int?

  public static let definition = EventDefinition(
    "window.closed", of: Self.self, on: .baseline, summary: "A window of telemetry is complete.")

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("window", &window, "number of the window")
    coder.field("values", &values, "what it measured")
    coder.field(
      "subject", &subject, "the candidate or batch that it observed; the promoted one otherwise")
    coder.field("ticks_seen", &seen, "ticks that were observed")
    coder.field("ticks_expected", &expected, "ticks that the window has")
    coder.field("failed", &failed, "checks that did not hold, a sentence each")
    coder.field("streak", &streak, "windows in a row that passed, this one included")
  }
}

/// A threshold of a canary was crossed.
public struct CanaryBreached: EventPayload {
  /// Number of the window.
  public var window = 0
  /// The crossed checks, a sentence each.
  public var checks: [String] = []

  public static let definition = EventDefinition(
    "canary.breached", of: Self.self, on: .baseline, summary: "A threshold of a canary was crossed."
  )

  public init(window: Int, checks: [String]) {
    self.window = window
    self.checks = checks
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("window", &window, "number of the window")
    coder.field("checks", &checks, "the crossed checks, a sentence each")
  }
}

/// A baseline was moved by a promotion.
public struct BaselinePromoted: EventPayload {
  /// What it pointed at.
  public var from: String?
  /// What it points at.
  public var to = ""
  /// Events that allow it, as positions.
  public var evidence: [String] = []
  /// What later windows are compared with.
  public var values: ValueMap?
  /// Why, where somebody said so.
  public var reason: String?

  public static let definition = EventDefinition(
    "baseline.promoted", of: Self.self, on: .baseline,
    summary: "A baseline was moved by a promotion.")

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("from", &from, "the target before")
    coder.field("to", &to, "the new target")
    coder.field("evidence", &evidence, "events that allow it, as positions")
    coder.field("values", &values, "what later windows are compared with")
    coder.field("reason", &reason, "the reason, if one was given")
  }
}

/// A baseline was rolled back.
public struct BaselineRolledBack: EventPayload {
  /// What it pointed at.
  public var from = ""
  /// What it points at.
  public var to = ""
  public var reason = ""

  public static let definition = EventDefinition(
    "baseline.rolled_back", of: Self.self, on: .baseline, summary: "A baseline was rolled back.")

  public init(from: String, to: String, reason: String) {
    self.from = from
    self.to = to
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("from", &from, "the target before")
    coder.field("to", &to, "the new target")
    coder.field("reason", &reason, "why")
  }
}

/// A promotion was refused for lack of evidence.
public struct PromotionRefused: EventPayload {
  /// What was to be promoted.
  public var to = ""
  /// What is missing.
  public var reasons: [String] = []

  public static let definition = EventDefinition(
    "promotion.refused", of: Self.self, on: .baseline,
    summary: "A promotion was refused for lack of evidence.")

  public init(to: String, reasons: [String]) {
    self.to = to
    self.reasons = reasons
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("to", &to, "what was to be promoted")
    coder.field("reasons", &reasons, "what is missing")
  }
}
