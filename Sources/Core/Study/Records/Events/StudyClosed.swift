/// How a study ended.
public enum Closing: String, Word {
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
  public var closing = Closing.success
  /// Why, with the values that decided it.
  public var rationale = ""

  public static let definition = EventDefinition(
    "study.closed", of: Self.self, on: .study, summary: "The study was closed.")

  /// An end, with what decided it.
  public init(closing: Closing, rationale: String) {
    self.closing = closing
    self.rationale = rationale
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("closing", &closing, "success, failure, inconclusive, completed or stopped")
    coder.field("rationale", &rationale, "why, with the values that decided it")
  }
}
