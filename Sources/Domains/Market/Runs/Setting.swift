import StageKit

/// One parameter of the pipeline: how it is written, what it may be, and who reads it.
struct Setting: Sendable {
  /// What a value may be.
  enum Rule: Sendable {
    case flag
    case number(ClosedRange<Double>)
    case whole(ClosedRange<Int>)
    case wholes(ClosedRange<Int>)
    case text
    case word([String])
    case date
  }

  /// What a value other than the strict profile's means.
  enum Role: Sendable {
    /// Nothing: costs, windows, paths.
    case plain
    /// What is to be done at all; no result depends on it.
    case request
    /// A threshold or a window of the evidence: results are marked.
    case evidence
    /// A gate is left out: results are marked, whichever profile says so.
    case bypass
  }

  let name: String
  let aliases: [String]
  let rule: Rule
  let strict: String
  let lab: String
  let role: Role
  let stages: [StageName]
  let summary: String

  init(
    _ name: String, _ rule: Rule, _ strict: String, lab: String? = nil, _ stages: [StageName],
    also aliases: [String] = [], _ summary: String
  ) {
    self.init(name, rule, strict, lab: lab, .plain, stages, also: aliases, summary)
  }

  init(
    _ name: String, _ rule: Rule, _ strict: String, lab: String? = nil, _ role: Role,
    _ stages: [StageName], also aliases: [String] = [], _ summary: String
  ) {
    self.name = name
    self.aliases = aliases
    self.rule = rule
    self.strict = strict
    self.lab = lab ?? strict
    self.role = role
    self.stages = stages
    self.summary = summary
  }

  /// Says what is wrong with a value, or nil.
  func problem(_ value: String) -> String? {
    switch rule {
    case .flag: return value == "0" || value == "1" ? nil : "0 or 1"
    case .number(let range):
      guard let number = Double(value), range.contains(number) else {
        return Setting.words(range.lowerBound, range.upperBound, "a number")
      }
      return nil
    case .whole(let range):
      guard let number = Int(value), range.contains(number) else {
        return Setting.words(Double(range.lowerBound), Double(range.upperBound), "a whole number")
      }
      return nil
    case .wholes(let range):
      let parts = value.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard !parts.isEmpty, parts.allSatisfy({ $0.map { range.contains($0) } ?? false }) else {
        return "whole numbers from \(range.lowerBound) to \(range.upperBound), joined by commas"
      }
      return nil
    case .text: return nil
    case .word(let words): return words.contains(value) ? nil : Hint.quoted(words, last: "or")
    case .date: return CivilTime.parse(value) == nil ? "a date like 2020-01-31" : nil
    }
  }

  /// Whether two values of this setting mean the same.
  func isSame(_ left: String, _ right: String) -> Bool {
    if case .number = rule { return Double(left) == Double(right) }
    return left == right
  }

  private static func words(_ low: Double, _ high: Double, _ what: String) -> String {
    if high > 1e15 { return low < -1e15 ? what : "\(what) of at least \(Decimal64.text(low))" }
    return "\(what) from \(Decimal64.text(low)) to \(Decimal64.text(high))"
  }
}
