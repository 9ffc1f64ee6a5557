/// A run was excluded from the analysis.
public struct RunExcluded: EventPayload {
  /// The rule of exclusion.
  public var rule = ""
  /// Whether the rule came after the result.
  public var postHoc = false
  /// Why the rule applies.
  public var reason = ""

  public static let definition = EventDefinition(
    "run.excluded", of: Self.self, on: .run, summary: "A run was excluded from the analysis.")

  public init(rule: String, postHoc: Bool, reason: String) {
    self.rule = rule
    self.postHoc = postHoc
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("rule", &rule, "the rule of exclusion")
    coder.field("post_hoc", &postHoc, "whether the rule came after the result")
    coder.field("reason", &reason, "why")
  }
}
