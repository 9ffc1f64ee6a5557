public import Codecs

/// The two runs of a pair differ only in their variant.
public struct PairVerified: EventPayload {
  /// The two runs, in the order of execution.
  public var runs: [String] = []
  /// What was compared, and what both runs had.
  public var facts = ValueMap()

  public static let definition = EventDefinition(
    "pair.verified", of: Self.self, on: .pair,
    summary: "The two runs of a pair differ only in their variant.")

  /// A pair that may be compared.
  public init(runs: [String], facts: ValueMap) {
    self.runs = runs
    self.facts = facts
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("runs", &runs, "the two runs")
    coder.field("facts", &facts, "what was compared")
  }
}

/// The two runs of a pair differ in more than their variant.
public struct PairRejected: EventPayload {
  /// The two runs, in the order of execution.
  public var runs: [String] = []
  /// In what they differ, a sentence each.
  public var differences: [String] = []

  public static let definition = EventDefinition(
    "pair.rejected", of: Self.self, on: .pair,
    summary: "The two runs of a pair differ in more than their variant.")

  /// A pair that may not be compared.
  public init(runs: [String], differences: [String]) {
    self.runs = runs
    self.differences = differences
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("runs", &runs, "the two runs")
    coder.field("differences", &differences, "the differences")
  }
}

/// A run was executed again and compared with what was recorded.
public struct ReproductionCompared: EventPayload {
  /// How well it came out again.
  public enum Outcome: String, Word {
    /// Every output has the digest that was recorded.
    case exact
    /// Something differs, within what was declared.
    case tolerated
    /// Something differs that must not.
    case different
  }

  /// How well it came out again.
  public var outcome = Outcome.different
  /// What differs, a sentence each.
  public var differences: [String] = []

  public static let definition = EventDefinition(
    "reproduction.compared", of: Self.self, on: .run,
    summary: "A run was executed again and compared.")

  public init(outcome: Outcome, differences: [String]) {
    self.outcome = outcome
    self.differences = differences
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("class", &outcome, "exact, tolerated or different")
    coder.field("differences", &differences, "what differs")
  }
}
