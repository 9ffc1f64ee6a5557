/// What the rules remember of a violation.
public struct ViolationState: Recordable {
  /// How far it reaches.
  public var severity: Severity
  /// Whether it is dealt with.
  public var isResolved: Bool

  /// A violation that was just recorded.
  public init(severity: Severity) {
    self.severity = severity
    isResolved = false
  }

  /// Reads a stored state.
  public init(_ fields: Fields) throws(FieldError) {
    severity = try fields.word("severity")
    isResolved = try fields.bool("resolved")
  }

  /// Writes the state.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("severity", word: severity)
    fields.put("resolved", isResolved)
  }
}
