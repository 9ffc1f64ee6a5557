import Codecs

/// A condition over recorded results: what `when` and `stop` hold.
///
/// ```
/// or         = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | "(" or ")" | comparison
/// comparison = reference operator literal
/// reference  = stage "." metric [ "." statistic ] | stage "." "verdict"
/// operator   = "==" | "!=" | "<" | "<=" | ">" | ">="
/// literal    = number | "PASS" | "WARN" | "FAIL"
/// statistic  = "mean" | "std" | "min" | "max" | "count"
/// ```
public indirect enum Expression: Equatable, Sendable {
  /// A reference compared with a literal.
  case comparison(Reference, Comparison, Literal)
  /// True when the condition is not.
  case not(Expression)
  /// True when both are.
  case and(Expression, Expression)
  /// True when either is.
  case or(Expression, Expression)

  /// What an expression may look at.
  public struct Reference: Equatable, Sendable {
    /// The stage.
    public var stage: String
    /// The metric, or nil for the stage's verdict.
    public var metric: String?
    /// The statistic over units and seeds; nil stands for the only value, or the mean of several.
    public var statistic: Statistic?

    /// A reference to a metric, or without one to the stage's verdict.
    public init(stage: String, metric: String?, statistic: Statistic? = nil) {
      self.stage = stage
      self.metric = metric
      self.statistic = statistic
    }
  }

  /// What it may be compared with.
  public enum Literal: Equatable, Sendable {
    /// A number.
    case number(Double)
    /// A verdict; only `==` and `!=` make sense with it.
    case verdict(Verdict)
  }

  /// Every reference, left to right.
  public var references: [Reference] {
    switch self {
    case .comparison(let reference, _, _): [reference]
    case .not(let inner): inner.references
    case .and(let left, let right), .or(let left, let right): left.references + right.references
    }
  }

  /// Whether the condition holds; nil where that is unknown.
  ///
  /// A value that is missing, not a number or infinite makes its comparison unknown, and what is
  /// unknown is neither true nor false (Kleene's strong logic): not unknown is unknown; `and` is
  /// false when either is, `or` true when either is, and otherwise unknown when either is.
  public func truth(
    metric: (Reference) -> Double?, verdict: (String) -> Verdict?
  ) -> Bool? {
    switch self {
    case .comparison(let reference, let comparison, .number(let limit)):
      guard let value = metric(reference), value.isFinite else { return nil }
      return comparison.holds(value, limit)
    case .comparison(let reference, let comparison, .verdict(let expected)):
      guard let value = verdict(reference.stage) else { return nil }
      return comparison == .equal ? value == expected : value != expected
    case .not(let inner): return inner.truth(metric: metric, verdict: verdict).map(!)
    case .and(let left, let right):
      let sides = [left, right].map { $0.truth(metric: metric, verdict: verdict) }
      return sides.contains(false) ? false : sides.contains(nil) ? nil : true
    case .or(let left, let right):
      let sides = [left, right].map { $0.truth(metric: metric, verdict: verdict) }
      return sides.contains(true) ? true : sides.contains(nil) ? nil : false
    }
  }
}

extension Expression: CustomStringConvertible {
  /// A text that parses to the same expression.
  public var description: String {
    switch self {
    case .comparison(let reference, let comparison, let literal):
      return "\(reference) \(comparison.rawValue) \(literal)"
    case .not(let inner): return "not \(inner.grouped(above: 1))"
    case .and(let left, let right):
      return "\(left.grouped(above: 0)) and \(right.grouped(above: 1))"
    case .or(let left, let right): return "\(left) or \(right.grouped(above: 0))"
    }
  }

  /// How tightly the outermost operator binds: `or` 0, `and` 1, everything else 2.
  private var tightness: Int {
    switch self {
    case .or: 0
    case .and: 1
    case .comparison, .not: 2
    }
  }

  /// The text, in parentheses unless it binds more tightly than `limit`.
  ///
  /// There are no others, so that no text nests more deeply than the one it was parsed from.
  private func grouped(above limit: Int) -> String {
    tightness > limit ? description : "(\(description))"
  }
}

extension Expression.Reference: CustomStringConvertible {
  /// `stage.metric`, `stage.metric.statistic` or `stage.verdict`.
  public var description: String {
    guard let metric else { return "\(stage).verdict" }
    guard let statistic else { return "\(stage).\(metric)" }
    return "\(stage).\(metric).\(statistic.rawValue)"
  }
}

extension Expression.Literal: CustomStringConvertible {
  /// The literal as it is written.
  public var description: String {
    switch self {
    case .number(let number): Number.text(number)
    case .verdict(let verdict): verdict.rawValue
    }
  }
}
