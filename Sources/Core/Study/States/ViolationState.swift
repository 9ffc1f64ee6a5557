/// What the rules remember of a violation.
public struct ViolationState: Recordable {
  /// How far it reaches.
  public var severity = Severity.critical
  /// The run that it concerns, if it concerns one.
  public var run: String?
  /// Whether it is dealt with.
  public var isResolved = false

  /// A violation that was just recorded.
  public init(severity: Severity, run: String? = nil) {
    self.severity = severity
    self.run = run
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("severity", &severity)
    coder.field("run", &run)
    coder.field("resolved", &isResolved)
  }
}
