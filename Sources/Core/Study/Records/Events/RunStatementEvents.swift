public import Codecs

/// A run was marked as needing a rebuild.
public struct RunInvalidated: EventPayload {
  public var reason = ""
  /// The policy it fails.
  public var policy: String?
  /// Promotions that rest on the run and need revoking.
  public var promotions: [String] = []

  public static let definition = EventDefinition(
    "run.invalidated", of: Self.self, on: .run, summary: "A run was marked as needing a rebuild.")

  public init(reason: String, policy: String? = nil, promotions: [String]) {
    self.reason = reason
    self.policy = policy
    self.promotions = promotions
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("reason", &reason, "why")
    coder.field("policy", &policy, "the policy it fails")
    coder.field("promotions", &promotions, "promotions based on the run, to be revoked")
  }
}

/// A run that was executed elsewhere was imported.
public struct RunImported: EventPayload {
  /// Where it comes from.
  public var source = ""
  /// What the source says.
  public var facts = ValueMap()

  public static let definition = EventDefinition(
    "run.imported", of: Self.self, on: .run,
    summary: "A run that was executed elsewhere was imported.")

  public init(source: String, facts: ValueMap) {
    self.source = source
    self.facts = facts
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("source", &source, "where it comes from")
    coder.field("facts", &facts, "the row of the source")
  }
}

/// A run was given a tag, or lost one: a statement about it, whatever became of its facts.
public struct RunTagged: EventPayload {
  /// The name of the tag.
  public var name = ""
  /// Its value; nil when the tag was taken away.
  public var value: String?

  public static let definition = EventDefinition(
    "run.tagged", of: Self.self, on: .run, summary: "A run was given a tag, or lost one.")

  public init(name: String, value: String?) {
    self.name = name
    self.value = value
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("name", &name, "name of the tag")
    coder.field("value", &value, "its value; absent when the tag was taken away")
  }
}
