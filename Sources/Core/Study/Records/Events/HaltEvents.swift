/// Nothing more is started until the study is resumed.
public struct StudyHalted: EventPayload {
  /// Why.
  public var reason = ""
  /// The violation that halted it, when one did.
  public var violation: String?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.halted", of: Self.self, on: .study,
    summary: "Nothing more is started until the study is resumed.")

  /// A halt, with the violation that caused it where one did.
  public init(reason: String, violation: String? = nil) {
    self.reason = reason
    self.violation = violation
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reason", &reason, "why")
    coder.field("violation", &violation, "the violation's identifier")
  }
}

/// A halted study goes on.
public struct StudyResumed: EventPayload {
  /// Why.
  public var reason = ""

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.resumed", of: Self.self, on: .study, summary: "A halted study goes on.")

  /// The end of a halt.
  public init(reason: String) { self.reason = reason }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reason", &reason, "why")
  }
}
