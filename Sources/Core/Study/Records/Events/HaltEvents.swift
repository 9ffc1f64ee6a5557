/// Nothing more is started until the study is resumed.
public struct StudyHalted: EventPayload {
  /// Why.
  public var reason: String
  /// The violation that halted it, when one did.
  public var violation: String?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.halted", on: .study, summary: "Nothing more is started until the study is resumed.",
    fields: [.text("reason", "why"), .text("violation", "the violation's identifier").optional])

  /// A halt, with the violation that caused it where one did.
  public init(reason: String, violation: String? = nil) {
    self.reason = reason
    self.violation = violation
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    reason = try fields.text("reason")
    violation = try fields.textIfPresent("violation")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("reason", reason)
    fields.put("violation", violation)
  }
}

/// A halted study goes on.
public struct StudyResumed: EventPayload {
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.resumed", on: .study, summary: "A halted study goes on.",
    fields: [.text("reason", "why")])

  /// The end of a halt.
  public init(reason: String) { self.reason = reason }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) { reason = try fields.text("reason") }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) { fields.put("reason", reason) }
}
