/// The study was halted: nothing is started until it is resumed.
public struct StudyHalted: EventPayload {
  public var reason = ""
  /// The violation that halted it, when one did.
  public var violation: String?

  public static let definition = EventDefinition(
    "study.halted", of: Self.self, on: .study,
    summary: "The study was halted: nothing is started until it is resumed.")

  /// A halt, with the violation that caused it where one did.
  public init(reason: String, violation: String? = nil) {
    self.reason = reason
    self.violation = violation
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reason", &reason, "why")
    coder.field("violation", &violation, "the violation's identifier")
  }
}

/// A halted study was resumed.
public struct StudyResumed: EventPayload {
  public var reason = ""

  public static let definition = EventDefinition(
    "study.resumed", of: Self.self, on: .study, summary: "A halted study was resumed.")

  /// The end of a halt.
  public init(reason: String) { self.reason = reason }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reason", &reason, "why")
  }
}
