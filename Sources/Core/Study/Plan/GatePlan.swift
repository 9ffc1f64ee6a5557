import Codecs

/// A named set of checks over what a stage recorded.
public struct GatePlan: Recordable {
  /// The gate's name, unique in its stage.
  public var name = ""
  /// What is checked, all of it, whatever the others say.
  public var checks: [CheckPlan] = []
  /// The set of gates that it belongs to, where the study has several.
  public var profile: String?
  /// The levels at which it judges; all, when empty.
  public var levels: [String] = []

  /// A gate of the stage itself.
  public init(name: String, checks: [CheckPlan]) {
    self.name = name
    self.checks = checks
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "unique in its stage")
    coder.field("checks", &checks, "checks")
    coder.field("profile", &profile, "the set of gates that it belongs to")
    coder.field("levels", &levels, "the levels at which it judges; all, when empty")
  }
}

extension StagePlan {
  /// The gates that judge the stage at a level.
  public func gates(at level: String) -> [GatePlan] {
    gates.filter { $0.levels.isEmpty || $0.levels.contains(level) }
  }
}

/// One check: what is observed, and which values are good enough.
public struct CheckPlan: Recordable {
  /// What is observed.
  public enum Subject: Equatable, Sendable {
    /// Whether an output is there: 1 or 0.
    case exists(String)
    /// A number: the last metric of that name, or the member of that name in a JSON output.
    case metric(String, file: String?)
    /// Distinct values of a column of a CSV output, divided by the data rows of an input.
    case coverage(String, column: String, input: String)
    /// Data rows of a CSV output.
    case rows(String)
    /// Distinct values of a column of a CSV output.
    case distinct(String, column: String)
    /// A rule of a schema map over the rows of a CSV output: how often it is broken, or how far off
    /// a share is.
    case schema(String, map: String, SchemaRule)
    /// A statistic of a stage's metric over all units and seeds of the level.
    case stability(String, metric: String, Statistic)
  }

  /// What is observed.
  public var subject = Subject.exists("")
  /// What makes the check pass.
  public var pass = Threshold(.greaterOrEqual, .infinity)
  /// What makes it a warning when it does not pass.
  public var warn: Threshold?
  /// What leaves the question open, when it is neither.
  public var inconclusive: Threshold?

  public init(_ subject: Subject, pass: Threshold, warn: Threshold? = nil) {
    self.subject = subject
    self.pass = pass
    self.warn = warn
  }

  /// The name of the check in events and tables.
  public var name: String {
    switch subject {
    case .exists(let path): "exists \(path)"
    case .metric(let name, nil): "metric \(name)"
    case .metric(let name, let file?): "metric \(name) in \(file)"
    case .coverage(let path, let column, let input): "coverage \(path):\(column) of \(input)"
    case .rows(let path): "rows \(path)"
    case .distinct(let path, let column): "distinct \(path):\(column)"
    case .schema(let path, _, let rule): "schema \(path): \(rule.name)"
    case .stability(let stage, let metric, let statistic):
      "stability \(stage).\(metric) \(statistic.rawValue)"
    }
  }

  /// Whether the value comes from the record of other stages rather than from this one's files.
  public var isStability: Bool {
    if case .stability = subject { true } else { false }
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    var parts = SubjectParts(subject)
    parts.code(&coder)
    if coder.isReading, let known = parts.subject { subject = known }
    coder.field("pass", &pass, "threshold such as `>= 0.85`")
    coder.field("warn", &warn, "weaker threshold")
    coder.field("inconclusive", &inconclusive, "threshold of what leaves the question open")
  }

  /// The verdict on an observed value; what is missing, not a number or infinite is a failure.
  public func verdict(on observed: Double?) -> Verdict {
    guard let observed, observed.isFinite else { return .fail }
    if pass.accepts(observed) { return .pass }
    if let warn, warn.accepts(observed) { return .warn }
    if let inconclusive, inconclusive.accepts(observed) { return .inconclusive }
    return .fail
  }
}

/// A comparison with a number: `>= 0.85`.
public struct Threshold: Equatable, Sendable, CustomStringConvertible {
  /// The relation that has to hold between the observed value and the limit.
  public var comparison: Comparison
  public var limit: Double

  public init(_ comparison: Comparison, _ limit: Double) {
    self.comparison = comparison
    self.limit = limit
  }

  /// Parses `>= 0.85`; nil when it is no threshold, or its limit is not a finite number, or a whole
  /// one that no `Double` is.
  public init?(_ text: String) {
    let trimmed = text.drop { $0 == " " }
    let symbol = trimmed.prefix { "<>=!".contains($0) }
    let rest = trimmed.dropFirst(symbol.count).drop { $0 == " " }
    guard let comparison = Comparison(rawValue: String(symbol)), let limit = Number.exact(rest)
    else { return nil }
    self.comparison = comparison
    self.limit = limit
  }

  /// Whether a value satisfies the comparison.
  ///
  /// NaN and infinities satisfy none.
  public func accepts(_ value: Double) -> Bool {
    value.isFinite && limit.isFinite && comparison.holds(value, limit)
  }

  /// The form that ``init(_:)`` parses; whole limits without a fraction.
  public var description: String { "\(comparison.rawValue) \(Number.text(limit))" }
}

/// A relation between two numbers.
public enum Comparison: String, Word {
  /// Below the limit.
  case less = "<"
  /// Below the limit, or equal to it.
  case lessOrEqual = "<="
  /// Equal to the limit, to the last bit.
  case equal = "=="
  /// Anything but the limit.
  case notEqual = "!="
  /// Above the limit, or equal to it.
  case greaterOrEqual = ">="
  /// Above the limit.
  case greater = ">"

  /// Whether the relation holds.
  ///
  /// NaN stands in no relation.
  public func holds(_ left: Double, _ right: Double) -> Bool {
    if left.isNaN || right.isNaN { return false }
    switch self {
    case .less: return left < right
    case .lessOrEqual: return left <= right
    case .equal: return left == right
    case .notEqual: return left != right
    case .greaterOrEqual: return left >= right
    case .greater: return left > right
    }
  }
}
