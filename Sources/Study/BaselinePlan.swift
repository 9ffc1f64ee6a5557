import Codecs

/// A named pointer that promotion moves, and what a promotion needs.
public struct BaselinePlan: Recordable {
  /// What happens when a canary is breached.
  public enum Rollback: String, CaseIterable, Sendable {
    /// A rollback is proposed to a person.
    case propose
    /// The baseline is rolled back at once.
    case automatic
  }

  /// Its name.
  public var name: String
  /// Whether every gate has to have passed, or its warning to be accepted.
  public var needsGates: Bool
  /// Whether a report has to be there.
  public var needsReport: Bool
  /// Whether no critical violation may be open.
  public var needsNoViolation: Bool
  /// How many windows in a row have to have passed; 0 without a canary.
  public var windows: Int
  /// How many ticks a window has, when every one of them has to be seen.
  public var ticks: Int?
  /// The metric that must not be worse than the baseline's, as `stage.metric`.
  public var metric: String?
  /// By how much it may be worse.
  public var tolerance: Double
  /// What every window is held to.
  public var canary: [CanaryCheck]
  /// What happens when a window after the promotion fails.
  public var rollback: Rollback

  /// A pointer that needs gates, a report, and no open critical violation.
  public init(name: String) {
    self.name = name
    needsGates = true
    needsReport = true
    needsNoViolation = true
    windows = 0
    ticks = nil
    metric = nil
    tolerance = 0
    canary = []
    rollback = .propose
  }

  /// Reads a recorded pointer.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    needsGates = try fields.bool("needs_gates")
    needsReport = try fields.bool("needs_report")
    needsNoViolation = try fields.bool("needs_no_violation")
    windows = try fields.count("windows")
    ticks = try fields.countIfPresent("ticks")
    metric = try fields.textIfPresent("metric")
    tolerance = try fields.doubleIfPresent("tolerance") ?? 0
    canary = try fields.records("canary")
    rollback = try fields.word("rollback")
  }

  /// Writes the pointer.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("needs_gates", needsGates)
    fields.put("needs_report", needsReport)
    fields.put("needs_no_violation", needsNoViolation)
    fields.put("windows", windows)
    fields.put("ticks", ticks)
    fields.put("metric", metric)
    if tolerance != 0 { fields.put("tolerance", tolerance) }
    fields.put("canary", canary)
    fields.put("rollback", word: rollback)
  }
}

/// What one value of a window is held to.
public struct CanaryCheck: Recordable {
  /// The value's name.
  public var metric: String
  /// What makes it good enough.
  public var threshold: Threshold
  /// Whether the limit is a multiple of the baseline's own value.
  public var isRelative: Bool

  /// A check.
  public init(metric: String, threshold: Threshold, isRelative: Bool) {
    self.metric = metric
    self.threshold = threshold
    self.isRelative = isRelative
  }

  /// Reads a recorded check.
  public init(_ fields: Fields) throws(FieldError) {
    metric = try fields.text("metric")
    guard let threshold = Threshold(try fields.text("threshold")) else {
      throw fields.error("threshold", "is not a threshold")
    }
    self.threshold = threshold
    isRelative = try fields.bool("relative")
  }

  /// Writes the check.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("metric", metric)
    fields.put("threshold", threshold.description)
    fields.put("relative", isRelative)
  }
}
