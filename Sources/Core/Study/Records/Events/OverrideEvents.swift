public import Codecs

/// A guard may be bypassed.
public struct OverrideGranted: EventPayload {
  /// The guarded parameter.
  public var flag: String
  /// Its value under the grant.
  public var value: Value
  /// What the grant covers, in words: the study or the run of the stream, and a stage.
  public var scope: String
  /// The stage for which it holds; for all, otherwise.
  public var stage: String?
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "override.granted", on: .study, .run, summary: "A guard may be bypassed.",
    fields: [
      .text("flag", "the guarded parameter"), .value("value", "its value under the grant"),
      .text("scope", "what the grant covers: the study or the run of the stream, and a stage"),
      .text("stage", "the stage for which it holds; for all, otherwise").optional,
      .text("reason", "why"),
    ])

  /// A grant; without `stage` for every stage.
  public init(flag: String, value: Value, scope: String, stage: String? = nil, reason: String) {
    self.flag = flag
    self.value = value
    self.scope = scope
    self.stage = stage
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    flag = try fields.text("flag")
    value = try fields.value("value")
    scope = try fields.text("scope")
    stage = try fields.textIfPresent("stage")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("flag", flag)
    fields.put("value", value)
    fields.put("scope", scope)
    fields.put("stage", stage)
    fields.put("reason", reason)
  }
}

/// A guard holds again.
public struct OverrideRevoked: EventPayload {
  /// The guarded parameter.
  public var flag: String
  /// What the grant covered, in words: the study or the run of the stream, and a stage.
  public var scope: String
  /// The stage for which it held; for all, otherwise.
  public var stage: String?
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "override.revoked", on: .study, .run, summary: "A guard holds again.",
    fields: [
      .text("flag", "the guarded parameter"),
      .text("scope", "what the grant covered: the study or the run of the stream, and a stage"),
      .text("stage", "the stage for which it held; for all, otherwise").optional,
      .text("reason", "why"),
    ])

  /// The end of a grant.
  public init(flag: String, scope: String, stage: String? = nil, reason: String) {
    self.flag = flag
    self.scope = scope
    self.stage = stage
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    flag = try fields.text("flag")
    scope = try fields.text("scope")
    stage = try fields.textIfPresent("stage")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("flag", flag)
    fields.put("scope", scope)
    fields.put("stage", stage)
    fields.put("reason", reason)
  }
}

/// A person approved.
public struct ApprovalSigned: EventPayload {
  /// What was approved.
  public var subject: String
  /// What approval means.
  public var meaning: String
  /// The stage that waited.
  public var stage: String?
  /// The unit's key.
  public var unit: String?

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "approval.signed", on: .study, .run, summary: "A person approved.",
    fields: [
      .text("subject", "what was approved"), .text("meaning", "what approval means"),
      .text("stage", "the stage that waited").optional, .text("unit", "the unit's key").optional,
    ])

  /// An approval.
  public init(subject: String, meaning: String, stage: String? = nil, unit: String? = nil) {
    self.subject = subject
    self.meaning = meaning
    self.stage = stage
    self.unit = unit
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    subject = try fields.text("subject")
    meaning = try fields.text("meaning")
    stage = try fields.textIfPresent("stage")
    unit = try fields.textIfPresent("unit")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("subject", subject)
    fields.put("meaning", meaning)
    fields.put("stage", stage)
    fields.put("unit", unit)
  }
}
