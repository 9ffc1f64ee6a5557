/// The run does not count in the analysis.
public struct RunExcluded: EventPayload {
  /// The rule of exclusion.
  public var rule: String
  /// Whether the rule came after the result.
  public var postHoc: Bool
  /// Why the rule applies.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.excluded", on: .run, summary: "The run does not count in the analysis.",
    fields: [
      .text("rule", "the rule of exclusion"),
      .bool("post_hoc", "whether the rule came after the result"), .text("reason", "why"),
    ])

  /// An exclusion.
  public init(rule: String, postHoc: Bool, reason: String) {
    self.rule = rule
    self.postHoc = postHoc
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    rule = try fields.text("rule")
    postHoc = try fields.bool("post_hoc")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("rule", rule)
    fields.put("post_hoc", postHoc)
    fields.put("reason", reason)
  }
}

/// A rule by which runs may be excluded, stated with the study.
public struct ExclusionRule: Recordable {
  /// Its name.
  public var name: String
  /// What it says.
  public var text: String

  /// A rule.
  public init(name: String, text: String) {
    self.name = name
    self.text = text
  }

  /// Reads a recorded rule.
  public init(_ fields: Fields) throws(FieldError) {
    name = try fields.text("name")
    text = try fields.text("text")
  }

  /// Writes the rule.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("name", name)
    fields.put("text", text)
  }
}
