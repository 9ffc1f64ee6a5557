public import Codecs

/// Two runs differ in their variant only.
public struct PairVerified: EventPayload {
  /// The two runs, in the order of execution.
  public var runs: [String]
  /// What was compared, and what both runs had.
  public var facts: ValueMap

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "pair.verified", on: .pair, summary: "Two runs differ in their variant only.",
    fields: [.list("runs", "the two runs"), .map("facts", "what was compared")])

  /// A pair that may be compared.
  public init(runs: [String], facts: ValueMap) {
    self.runs = runs
    self.facts = facts
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    runs = try fields.texts("runs")
    facts = try fields.nested("facts")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("runs", runs)
    fields.put("facts", facts)
  }
}

/// Two runs differ in more than their variant.
public struct PairRejected: EventPayload {
  /// The two runs, in the order of execution.
  public var runs: [String]
  /// In what they differ, a sentence each.
  public var differences: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "pair.rejected", on: .pair, summary: "Two runs differ in more than their variant.",
    fields: [.list("runs", "the two runs"), .list("differences", "in what they differ")])

  /// A pair that may not be compared.
  public init(runs: [String], differences: [String]) {
    self.runs = runs
    self.differences = differences
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    runs = try fields.texts("runs")
    differences = try fields.texts("differences")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("runs", runs)
    fields.put("differences", differences)
  }
}

/// A run was executed again and compared with what was recorded.
public struct ReproductionCompared: EventPayload {
  /// How well it came out again.
  public enum Outcome: String, CaseIterable, Sendable {
    /// Every output has the digest that was recorded.
    case exact
    /// Something differs, within what was declared.
    case tolerated
    /// Something differs that must not.
    case different
  }

  /// How well it came out again.
  public var outcome: Outcome
  /// What differs, a sentence each.
  public var differences: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "reproduction.compared", on: .run, summary: "The run was executed again and compared.",
    fields: [
      .text("class", "exact, tolerated or different"), .list("differences", "what differs"),
    ])

  /// A comparison.
  public init(outcome: Outcome, differences: [String]) {
    self.outcome = outcome
    self.differences = differences
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    outcome = try fields.word("class")
    differences = try fields.texts("differences")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("class", word: outcome)
    fields.put("differences", differences)
  }
}
