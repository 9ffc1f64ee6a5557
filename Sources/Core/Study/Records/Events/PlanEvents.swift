public import Bytes

/// A question was registered with its plan: the pre-registration.
public struct StudyRegistered: EventPayload {
  /// The plan.
  public var plan: Plan
  /// The study file it was read from.
  public var file: FilePin

  /// Registers a plan.
  public init(plan: Plan, file: FilePin) {
    self.plan = plan
    self.file = file
  }

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.registered", on: .study, summary: "A question was registered with its plan.",
    fields: [
      .map("plan", "the plan, with the digests of code and inputs"),
      .map("file", "path, digest and size of the study file"),
    ])

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    plan = try fields.record("plan")
    file = try fields.record("file")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("plan", plan)
    fields.put("file", file)
  }
}

/// The plan changed before any stage had finished.
public struct StudyRevised: EventPayload {
  /// The plan from now on.
  public var plan: Plan
  /// The study file it was read from.
  public var file: FilePin
  /// The digest of the study file before.
  public var was: Digest
  /// The number of the plan, from 1.
  public var revision: Int

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.revised", on: .study, summary: "The plan changed before any stage had finished.",
    fields: [
      .map("plan", "the plan from now on"), .map("file", "the study file from now on"),
      .digest("was", "digest of the study file before"),
      .integer("revision", "number of the plan, from 1"),
    ])

  /// A plan that replaces another before any result.
  public init(plan: Plan, file: FilePin, was: Digest, revision: Int) {
    self.plan = plan
    self.file = file
    self.was = was
    self.revision = revision
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    plan = try fields.record("plan")
    file = try fields.record("file")
    was = try fields.digest("was")
    revision = try fields.count("revision")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("plan", plan)
    fields.put("file", file)
    fields.put("was", was)
    fields.put("revision", revision)
  }
}

/// The plan changed after a stage had finished.
public struct StudyAmended: EventPayload {
  /// The plan from now on.
  public var plan: Plan
  /// The study file it was read from.
  public var file: FilePin
  /// The digest of the study file before.
  public var was: Digest
  /// The number of the plan, from 1.
  public var revision: Int
  /// Whether a result was known when the plan changed.
  public var postHoc: Bool
  /// Why.
  public var reason: String

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "study.amended", on: .study, summary: "The plan changed, with a reason.",
    fields: [
      .map("plan", "the plan from now on"), .map("file", "the study file from now on"),
      .digest("was", "digest of the study file before"),
      .integer("revision", "number of the plan, from 1"),
      .bool("post_hoc", "whether a result was known"), .text("reason", "why"),
    ])

  /// A plan that replaces another, with a reason.
  public init(
    plan: Plan, file: FilePin, was: Digest, revision: Int, postHoc: Bool, reason: String
  ) {
    self.plan = plan
    self.file = file
    self.was = was
    self.revision = revision
    self.postHoc = postHoc
    self.reason = reason
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    plan = try fields.record("plan")
    file = try fields.record("file")
    was = try fields.digest("was")
    revision = try fields.count("revision")
    postHoc = try fields.bool("post_hoc")
    reason = try fields.text("reason")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("plan", plan)
    fields.put("file", file)
    fields.put("was", was)
    fields.put("revision", revision)
    fields.put("post_hoc", postHoc)
    fields.put("reason", reason)
  }
}
