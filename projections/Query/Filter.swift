public import Study

/// A condition over runs, as `runs --where` takes it.
///
/// ```
/// or    = and { "or" and } and   = not { "and" not } not   = "not" not | "(" or ")" | test test  =
/// ref op value | ref ["not"] "like" string | ref "is" ["not"] "null"
///       | ref ["not"] "in" "(" value {"," value} ")"
/// op    = "=" | "==" | "!=" | "<" | "<=" | ">" | ">=" ref   = root "." name ["." stat] | field
/// root  = "params" | "metrics" | "tags" | "run" | stage value = number | string | true | false |
/// duration | time | PASS | WARN | FAIL | INCONCLUSIVE name  = bare | '"' any '"'
/// ```
///
/// It is three-valued: what is missing or not a number makes a test unknown, `not unknown` is
/// unknown, and a run of which the whole is unknown is not shown.
public indirect enum Filter: Equatable, Sendable {
  /// A reference compared with a value.
  case test(Reference, Comparison, Literal)
  /// A text matched with `%` and `_`.
  case like(Reference, String)
  /// Whether there is no value.
  case isNull(Reference)
  /// Whether a value is one of several.
  case oneOf(Reference, [Literal])
  /// True when the condition is false.
  case not(Filter)
  /// True when both are.
  case and(Filter, Filter)
  /// True when either is.
  case or(Filter, Filter)

  /// What a test looks at.
  public enum Reference: Equatable, Hashable, Sendable {
    /// A fact of the run: its study, state, seed, and so on.
    case field(Field)
    /// A parameter.
    case param(String)
    /// A metric of any stage, or of one; `statistic` is over its units.
    case metric(String, stage: String?, Statistic?)
    /// The worst verdict of a stage's gates.
    case verdict(stage: String)
    /// A tag.
    case tag(String)
  }

  /// The facts of a run that have a name of their own.
  public enum Field: String, CaseIterable, Sendable {
    case run, study, batch, level, variant, task, seed, state, verdict, baseline, started, elapsed
  }

  /// What a reference is compared with.
  public enum Literal: Equatable, Sendable {
    case number(Double)
    case text(String)
    case bool(Bool)
    /// In nanoseconds.
    case duration(Int64)
    /// In nanoseconds since 1970.
    case time(Int64)
  }
}

/// Why a filter is none.
public struct FilterError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The byte where it stopped, from 0.
  public let offset: Int
  /// What is wrong.
  public let message: String

  /// The message with its place.
  public var description: String { "at character \(offset + 1): \(message)" }
}

extension Filter.Reference: CustomStringConvertible {
  /// The reference as a filter has it.
  public var description: String {
    switch self {
    case .field(let field): field.rawValue
    case .param(let name): "params.\(name)"
    case .tag(let name): "tags.\(name)"
    case .verdict(let stage): "\(stage).verdict"
    case .metric(let name, let stage, let statistic):
      "\(stage ?? "metrics").\(name)\(statistic.map { ".\($0.rawValue)" } ?? "")"
    }
  }
}
