import Codecs

extension Condition: CustomStringConvertible {
  /// A text that parses to the same condition.
  public var description: String {
    switch self {
    case .test(let reference, let comparison, let literal):
      return "\(reference) \(comparison.rawValue) \(literal)"
    case .like(let reference, let pattern): return "\(reference) like \(Self.quoted(pattern))"
    case .isNull(let reference): return "\(reference) is null"
    case .oneOf(let reference, let literals):
      return "\(reference) in (\(literals.map(\.description).joined(separator: ", ")))"
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
    case .test, .like, .isNull, .oneOf, .not: 2
    }
  }

  /// The text, in parentheses unless it binds more tightly than `limit`.
  ///
  /// There are no others, so that no text nests more deeply than the one it was parsed from.
  private func grouped(above limit: Int) -> String {
    tightness > limit ? description : "(\(description))"
  }

  /// A text in quotes, with backslashes where they are needed.
  static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      if character == "\"" || character == "\\" { quoted += "\\" }
      quoted.append(character)
    }
    return quoted + "\""
  }
}

extension Condition.Reference: CustomStringConvertible {
  /// The reference as a condition has it.
  public var description: String {
    switch self {
    case .field(let field): field.rawValue
    case .fact(let fact): fact.rawValue
    case .param(let name): "params.\(ConditionToken.name(name))"
    case .tag(let name): "tags.\(ConditionToken.name(name))"
    case .verdict(let stage): "\(ConditionToken.name(stage)).verdict"
    case .metric(let name, let stage, let statistic):
      (stage.map(ConditionToken.name) ?? "metrics") + ".\(ConditionToken.name(name))"
        + (statistic.map { ".\($0.rawValue)" } ?? "")
    }
  }
}

extension Condition.Literal: CustomStringConvertible {
  /// The literal as it is written; verdicts need no quotes.
  public var description: String {
    switch self {
    case .number(let number): Number.text(number)
    case .text(let text): Self.isVerdict(text) ? text : Condition.quoted(text)
    case .bool(let bool): bool ? "true" : "false"
    case .duration(let nanoseconds): "\(nanoseconds)ns"
    case .time(let nanoseconds): RFC3339.format(nanoseconds: nanoseconds)
    }
  }

  /// Whether a text is the word of a verdict.
  static func isVerdict(_ text: String) -> Bool {
    Verdict(rawValue: text) != nil || text == "INCONCLUSIVE"
  }
}
