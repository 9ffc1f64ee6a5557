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
  /// Whether every gate of a batch has to have passed, or its warning to be accepted.
  public var needsGates: Bool
  /// Whether a batch has to have a report.
  public var needsReport: Bool
  /// Whether a batch has to have delivered everything else that its study asks for.
  public var needsDeliverables: Bool
  /// Whether no critical violation may be open.
  public var needsNoViolation: Bool
  /// How many windows in a row have to have passed; 0 without a canary.
  public var windows: Int
  /// How many ticks a window has, when every one of them has to be seen.
  public var ticks: Int?
  /// The metric that must not be worse than the baseline's, as `stage.metric`.
  public var metric: String?
  /// Whether less of the metric is better.
  public var isLowerBetter: Bool
  /// By how much it may be worse.
  public var tolerance: Double
  /// What every window is held to.
  public var canary: [CanaryCheck]
  /// What happens when a window after the promotion fails.
  public var rollback: Rollback

  /// A pointer that needs gates, a report, deliverables, and no open critical violation.
  public init(name: String) {
    self.name = name
    needsGates = true
    needsReport = true
    needsDeliverables = true
    needsNoViolation = true
    windows = 0
    ticks = nil
    metric = nil
    isLowerBetter = false
    tolerance = 0
    canary = []
    rollback = .propose
  }

  /// Reads a recorded pointer.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    needsGates = try fields.bool("needs_gates")
    needsReport = try fields.bool("needs_report")
    needsDeliverables = try fields.bool("needs_deliverables")
    needsNoViolation = try fields.bool("needs_no_violation")
    windows = try fields.count("windows")
    ticks = try fields.countIfPresent("ticks")
    metric = try fields.textIfPresent("metric")
    isLowerBetter = try fields.boolIfPresent("lower_is_better") ?? false
    tolerance = try fields.doubleIfPresent("tolerance") ?? 0
    canary = try fields.records("canary")
    rollback = try fields.word("rollback")
  }

  /// Writes the pointer.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("needs_gates", needsGates)
    fields.put("needs_report", needsReport)
    fields.put("needs_deliverables", needsDeliverables)
    fields.put("needs_no_violation", needsNoViolation)
    fields.put("windows", windows)
    fields.put("ticks", ticks)
    fields.put("metric", metric)
    if isLowerBetter { fields.put("lower_is_better", true) }
    if tolerance != 0 { fields.put("tolerance", tolerance) }
    fields.put("canary", canary)
    fields.put("rollback", word: rollback)
  }

  /// The values that a promotion or a window is judged by: the metric's, and those of the canary.
  public var judgedValues: [String] {
    var names = metric.map { [$0] } ?? []
    for check in canary where !names.contains(check.metric) { names.append(check.metric) }
    return names
  }

  /// Whether a value of the metric is no worse than the baseline's, but for the tolerance.
  ///
  /// NaN is worse than anything.
  public func accepts(_ value: Double, against baseline: Double) -> Bool {
    isLowerBetter ? value <= baseline + tolerance : value >= baseline - tolerance
  }
}

/// What one value of a window is held to.
public struct CanaryCheck: Recordable, CustomStringConvertible {
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

  /// Parses `<= 0.25`, `<= baseline` or `<= baseline * 2`; nil when it is none of them.
  public init?(metric: String, parsing text: String) {
    self.metric = metric
    if let threshold = Threshold(text) {
      self.threshold = threshold
      isRelative = false
      return
    }
    guard let word = text.firstRange(of: "baseline") else { return nil }
    let symbols = text[..<word.lowerBound].split(separator: " ")
    let rest = text[word.upperBound...].drop { $0 == " " }
    guard symbols.count == 1, rest.isEmpty || rest.first == "*",
      let threshold = Threshold("\(symbols[0]) \(rest.isEmpty ? "1" : rest.dropFirst())")
    else { return nil }
    self.threshold = threshold
    isRelative = true
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

  /// The form that ``init(metric:parsing:)`` parses.
  public var description: String {
    guard isRelative else { return threshold.description }
    let factor = threshold.limit == 1 ? "" : " * \(Number.text(threshold.limit))"
    return "\(threshold.comparison.rawValue) baseline\(factor)"
  }
}

extension Number {
  /// The number with at most nine decimals, for sentences about means and multiples.
  public static func shortText(_ value: Double) -> String {
    let rounded = (value * 1e9).rounded() / 1e9
    return text(rounded.isFinite && (rounded != 0 || value == 0) ? rounded : value)
  }
}
