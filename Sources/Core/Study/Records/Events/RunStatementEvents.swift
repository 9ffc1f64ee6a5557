public import Codecs

/// The run needs to be rebuilt.
public struct RunInvalidated: EventPayload {
  /// Why.
  public var reason: String
  /// The policy it fails.
  public var policy: String?
  /// Promotions that rest on the run and need revoking.
  public var promotions: [String]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.invalidated", on: .run, summary: "The run needs to be rebuilt.",
    fields: [
      .text("reason", "why"), .text("policy", "the policy it fails").optional,
      .list("promotions", "promotions that rest on the run and need revoking"),
    ])

  /// An invalidation.
  public init(reason: String, policy: String? = nil, promotions: [String]) {
    self.reason = reason
    self.policy = policy
    self.promotions = promotions
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    reason = try fields.text("reason")
    policy = try fields.textIfPresent("policy")
    promotions = try fields.texts("promotions")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("reason", reason)
    fields.put("policy", policy)
    fields.put("promotions", promotions)
  }
}

/// A run that was executed elsewhere was taken over.
public struct RunImported: EventPayload {
  /// Where it comes from.
  public var source: String
  /// What the source says.
  public var facts: ValueMap

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.imported", on: .run, summary: "A run that was executed elsewhere was taken over.",
    fields: [.text("source", "where it comes from"), .map("facts", "what the source says")])

  /// A run taken over.
  public init(source: String, facts: ValueMap) {
    self.source = source
    self.facts = facts
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    source = try fields.text("source")
    facts = try fields.nested("facts")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("source", source)
    fields.put("facts", facts)
  }
}
