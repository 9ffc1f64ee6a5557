import Codecs

/// A condition over what is recorded: the one language of `when`, `stop`, `exclusions` and
/// `runs --where`.
///
/// ```
/// or    = and { "or" and }
/// and   = not { "and" not }
/// not   = "not" not | "(" or ")" | test
/// test  = ref op value | ref ["not"] "like" string | ref "is" ["not"] "null"
///       | ref ["not"] "in" "(" value {"," value} ")"
/// op    = "=" | "==" | "!=" | "<" | "<=" | ">" | ">="
/// ref   = root "." name ["." stat] | field
/// root  = "params" | "metrics" | "tags" | "run" | "pair" | "violation" | stage
/// value = number | string | true | false | duration | time | PASS | WARN | FAIL | INCONCLUSIVE
/// name  = bare | '"' any '"'
/// ```
///
/// It is three-valued: what is missing or not a number makes a test unknown. Which references mean
/// something depends on where the condition stands.
public indirect enum Condition: Equatable, Sendable {
  /// A reference compared with a value.
  case test(Reference, Comparison, Literal)
  /// A text matched with `%` and `_`.
  case like(Reference, String)
  /// Whether there is no value.
  case isNull(Reference)
  /// Whether a value is one of several.
  case oneOf(Reference, [Literal])
  /// True when the condition is false.
  case not(Condition)
  /// True when both are.
  case and(Condition, Condition)
  /// True when either is.
  case or(Condition, Condition)

  /// What a test looks at.
  public enum Reference: Equatable, Hashable, Sendable {
    /// A fact of the run: its study, state, seed, and so on.
    case field(Field)
    /// What became of a run, as the rules of exclusion may ask.
    case fact(Fact)
    /// A parameter.
    case param(String)
    /// A metric of any stage, or of one; `statistic` is over its units.
    case metric(String, stage: String?, Statistic?)
    /// The worst verdict of a stage's gates.
    case verdict(stage: String)
    case tag(String)

    /// The stage that it looks at, if it names one.
    public var stage: String? {
      switch self {
      case .metric(_, let stage, _): stage
      case .verdict(let stage): stage
      case .field, .fact, .param, .tag: nil
      }
    }
  }

  /// The facts of a run that have a name of their own.
  public enum Field: String, CaseIterable, Sendable {
    case run, study, batch, level, variant, task, seed, state, verdict, baseline, started, elapsed
  }

  /// What became of a run, beyond its fields.
  public enum Fact: String, CaseIterable, Sendable {
    /// How the last attempt that failed ended: `failed`, `timed_out`, `crashed`, or the class of
    /// failure that the stage reported.
    case failure = "run.failure"
    /// The exit code of the last attempt that failed.
    case exit = "run.exit"
    /// Whether any attempt reached its time limit.
    case timedOut = "run.timed_out"
    /// How many attempts there were.
    case attempts = "run.attempts"
    /// Whether the two runs of its pair were compared and may be.
    case pairVerified = "pair.verified"
    /// Whether a critical violation of the run stands.
    case criticalViolation = "violation.critical"
  }

  /// What a reference is compared with, and what it stands for.
  public enum Literal: Equatable, Sendable {
    case number(Double)
    case text(String)
    case bool(Bool)
    /// In nanoseconds.
    case duration(Int64)
    /// In nanoseconds since 1970.
    case time(Int64)
  }

  /// Every reference, left to right.
  public var references: [Reference] {
    switch self {
    case .test(let reference, _, _), .like(let reference, _), .isNull(let reference),
      .oneOf(let reference, _):
      [reference]
    case .not(let inner): inner.references
    case .and(let left, let right), .or(let left, let right): left.references + right.references
    }
  }

  /// The words that name no stage, because references begin with them.
  public static let reserved =
    ["params", "metrics", "tags", "pair", "violation"] + Field.allCases.map(\.rawValue)
}

/// Why a text is no condition.
public struct ConditionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The byte where it stopped, from 0.
  public let offset: Int
  /// What is wrong.
  public let message: String

  /// The message with its place.
  public var description: String { "at character \(offset + 1): \(message)" }
}
