/// What the rules remember of a violation.
public struct ViolationState: Recordable {
  /// How far it reaches.
  public var severity = Severity.critical
  /// Whether it is dealt with.
  public var isResolved = false

  /// A violation that was just recorded.
  public init(severity: Severity) {
    self.severity = severity
  }

  /// An empty one, to be filled in.
  public init() {}

  /// Hands every field to a coder.
  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("severity", &severity)
    coder.field("resolved", &isResolved)
  }
}
