public import Codecs

/// An override of a guarded parameter was granted.
public struct OverrideGranted: EventPayload {
  /// The guarded parameter.
  public var flag = ""
  /// Its value under the grant.
  public var value = Value.null
  /// What the grant covers, in words: the study or the run of the stream, and a stage.
  public var scope = ""
  /// The stage for which it holds; for all, otherwise.
  public var stage: String?
  public var reason = ""

  public static let definition = EventDefinition(
    "override.granted", of: Self.self, on: .study, .run,
    summary: "An override of a guarded parameter was granted.")

  /// A grant; without `stage` for every stage.
  public init(flag: String, value: Value, scope: String, stage: String? = nil, reason: String) {
    self.flag = flag
    self.value = value
    self.scope = scope
    self.stage = stage
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("flag", &flag, "the guarded parameter")
    coder.field("value", &value, "its value under the grant")
    coder.field(
      "scope", &scope, "what the grant covers: the study or the run of the stream, and a stage")
    coder.field("stage", &stage, "the stage for which it holds; for all, otherwise")
    coder.field("reason", &reason, "why")
  }
}

/// An override was revoked.
public struct OverrideRevoked: EventPayload {
  /// The guarded parameter.
  public var flag = ""
  /// What the grant covered, in words: the study or the run of the stream, and a stage.
  public var scope = ""
  /// The stage for which it held; for all, otherwise.
  public var stage: String?
  public var reason = ""

  public static let definition = EventDefinition(
    "override.revoked", of: Self.self, on: .study, .run, summary: "An override was revoked.")

  /// The end of a grant.
  public init(flag: String, scope: String, stage: String? = nil, reason: String) {
    self.flag = flag
    self.scope = scope
    self.stage = stage
    self.reason = reason
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("flag", &flag, "the guarded parameter")
    coder.field(
      "scope", &scope, "what the grant covered: the study or the run of the stream, and a stage")
    coder.field("stage", &stage, "the stage for which it held; for all, otherwise")
    coder.field("reason", &reason, "why")
  }
}

/// A person approved.
public struct ApprovalSigned: EventPayload {
  /// What was approved.
  public var subject = ""
  /// What approval means.
  public var meaning = ""
  /// The stage that waited.
  public var stage: String?
  /// The unit's key.
  public var unit: String?
  /// The held-out input that may be used once more, where that is what was approved.
  public var input: String?

  public static let definition = EventDefinition(
    "approval.signed", of: Self.self, on: .study, .run, summary: "A person approved.")

  public init(subject: String, meaning: String, stage: String? = nil, unit: String? = nil) {
    self.subject = subject
    self.meaning = meaning
    self.stage = stage
    self.unit = unit
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("subject", &subject, "what was approved")
    coder.field("meaning", &meaning, "what approval means")
    coder.field("stage", &stage, "the stage that waited")
    coder.field("unit", &unit, "the unit's key")
    coder.field("input", &input, "the held-out input that may be used once more")
  }
}
