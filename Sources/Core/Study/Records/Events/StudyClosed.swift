/// How a study ended.
public enum Closing: String, CaseIterable, Sendable {
  /// The success criterion holds.
  case success
  /// The failure criterion holds.
  case failure
  /// Every level is done and neither criterion holds.
  case inconclusive
  /// Every level is done, and there was no criterion.
  case completed
  /// A person decided to stop.
  case stopped
}

/// A study came to its end.
public struct StudyClosed: EventPayload {
  /// How.
  public var closing: Closing
  /// Why, with the values that decided it.
  public var rationale: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.closed", on: .study, summary: "The study came to its end.",
    fields: [
      .text("closing", "success, failure, inconclusive, completed or stopped"),
      .text("rationale", "why, with the values that decided it"),
    ])

  /// An end, with what decided it.
  public init(closing: Closing, rationale: String) {
    self.closing = closing
    self.rationale = rationale
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    closing = try fields.word("closing")
    rationale = try fields.text("rationale")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("closing", word: closing)
    fields.put("rationale", rationale)
  }
}
