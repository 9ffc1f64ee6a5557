import Codecs

/// A named pointer that promotion moves, and what a promotion needs.
public struct BaselinePlan: Recordable {
  /// What happens when a canary is breached.
  public enum Rollback: String, Word {
    /// A rollback is proposed to a person.
    case propose
    /// The baseline is rolled back at once.
    case automatic
  }

  public var name = ""
  /// Whether every gate of a batch has to have passed, or its warning to be accepted.
  public var needsGates = false
  /// Whether a batch has to have a report.
  public var needsReport = false
  /// Whether a batch has to have delivered everything else that its study asks for.
  public var needsDeliverables = false
  /// Whether no critical violation may be open.
  public var needsNoViolation = false
  /// How many windows in a row have to have passed; 0 without a canary.
  public var windows = 0
  /// How many ticks a window has, when every one of them has to be seen.
  public var ticks: Int?
  /// The metric that must not be worse than the baseline's, as `stage.metric`.
  public var metric: String?
  /// Whether less of the metric is better.
  public var isLowerBetter = false
  /// By how much it may be worse.
  public var tolerance: Double = 0
  /// What every window is held to.
  public var canary: [CanaryCheck] = []
  /// What happens when a window after the promotion fails.
  public var rollback = Rollback.propose

  /// A pointer that needs gates, a report, deliverables, and no open critical violation.
  public init(name: String) {
    self.name = name
    needsGates = true
    needsReport = true
    needsDeliverables = true
    needsNoViolation = true
    rollback = .propose
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "its name")
    coder.field("needs_gates", &needsGates, "whether the gates of a batch have to have passed")
    coder.field("needs_report", &needsReport, "whether a batch needs a report")
    coder.field(
      "needs_deliverables", &needsDeliverables, "whether a batch needs what its sweep delivers")
    coder.field(
      "needs_no_violation", &needsNoViolation, "whether no critical violation may be open")
    coder.field("windows", &windows, "how many windows in a row have to have passed")
    coder.field("ticks", &ticks, "how many ticks a window has")
    coder.field("metric", &metric, "`stage.metric`, which must not be worse")
    coder.field("lower_is_better", &isLowerBetter, unless: false, "whether less of it is better")
    coder.field("tolerance", &tolerance, unless: 0, "by how much it may be worse")
    coder.field("canary", &canary, "canary checks")
    coder.field("rollback", &rollback, "propose or automatic")
  }

  /// The values that a promotion or a window is judged by: the metric's, and those of the canary.
  public var judgedValues: [String] {
    var names = metric.map { [$0] } ?? []
    for check in canary where !names.contains(check.metric) { names.append(check.metric) }
    return names
  }

  /// Whether a value of the metric is no worse than the baseline's, but for the tolerance.
  ///
  /// NaN and infinities are worse than anything, and nothing is better than they are.
  public func accepts(_ value: Double, against baseline: Double) -> Bool {
    guard value.isFinite, baseline.isFinite else { return false }
    return isLowerBetter ? value <= baseline + tolerance : value >= baseline - tolerance
  }
}

/// What one value of a window is held to.
public struct CanaryCheck: Recordable, CustomStringConvertible {
  /// The value's name.
  public var metric = ""
  /// What makes it good enough.
  public var threshold = Threshold(.greaterOrEqual, .infinity)
  /// Whether the limit is a multiple of the baseline's own value.
  public var isRelative = false

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("metric", &metric, "the value's name")
    coder.field("threshold", &threshold, "threshold such as `<= 0.25`")
    coder.field("relative", &isRelative, "whether the limit is a multiple of the baseline's value")
  }

  /// The form that ``init(metric:parsing:)`` parses.
  public var description: String {
    guard isRelative else { return threshold.description }
    let factor = threshold.limit == 1 ? "" : " * \(Number.text(threshold.limit))"
    return "\(threshold.comparison.rawValue) baseline\(factor)"
  }
}
