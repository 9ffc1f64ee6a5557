public import Bytes
import Codecs

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

  public static let definition = EventDefinition(
    "study.registered", on: .study, summary: "A question was registered with its plan.",
    fields: [
      .map("plan", "the plan, with the digests of code and inputs"),
      .map("file", "path, digest and size of the study file"),
    ])

  public init(_ fields: Fields) throws(FieldError) {
    plan = try fields.record("plan")
    file = try fields.record("file")
  }

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

  public static let definition = EventDefinition(
    "study.revised", on: .study, summary: "The plan changed before any stage had finished.",
    fields: [
      .map("plan", "the plan from now on"), .map("file", "the study file from now on"),
      .digest("was", "digest of the study file before"),
      .integer("revision", "number of the plan, from 1"),
    ])

  public init(plan: Plan, file: FilePin, was: Digest, revision: Int) {
    self.plan = plan
    self.file = file
    self.was = was
    self.revision = revision
  }

  public init(_ fields: Fields) throws(FieldError) {
    plan = try fields.record("plan")
    file = try fields.record("file")
    was = try fields.digest("was")
    revision = try fields.count("revision")
  }

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

  public static let definition = EventDefinition(
    "study.amended", on: .study, summary: "The plan changed, with a reason.",
    fields: [
      .map("plan", "the plan from now on"), .map("file", "the study file from now on"),
      .digest("was", "digest of the study file before"),
      .integer("revision", "number of the plan, from 1"),
      .bool("post_hoc", "whether a result was known"), .text("reason", "why"),
    ])

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

  public init(_ fields: Fields) throws(FieldError) {
    plan = try fields.record("plan")
    file = try fields.record("file")
    was = try fields.digest("was")
    revision = try fields.count("revision")
    postHoc = try fields.bool("post_hoc")
    reason = try fields.text("reason")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("plan", plan)
    fields.put("file", file)
    fields.put("was", was)
    fields.put("revision", revision)
    fields.put("post_hoc", postHoc)
    fields.put("reason", reason)
  }
}

/// The runs were drawn anew.
public struct ScheduleDrawn: EventPayload {
  /// The number of the schedule, from 1; later ones add runs that are named after it.
  public var round: Int
  /// Why.
  public var reason: String

  public static let definition = EventDefinition(
    "schedule.drawn", on: .study, summary: "The runs of the study were drawn anew.",
    fields: [.integer("round", "number of the schedule, from 1"), .text("reason", "why")])

  public init(round: Int, reason: String) {
    self.round = round
    self.reason = reason
  }

  public init(_ fields: Fields) throws(FieldError) {
    round = try fields.count("round")
    reason = try fields.text("reason")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("round", round)
    fields.put("reason", reason)
  }
}

/// Nothing more is started until the study is resumed.
public struct StudyHalted: EventPayload {
  /// Why.
  public var reason: String
  /// The violation that halted it, when one did.
  public var violation: String?

  public static let definition = EventDefinition(
    "study.halted", on: .study, summary: "Nothing more is started until the study is resumed.",
    fields: [.text("reason", "why"), .text("violation", "the violation's identifier").optional])

  public init(reason: String, violation: String? = nil) {
    self.reason = reason
    self.violation = violation
  }

  public init(_ fields: Fields) throws(FieldError) {
    reason = try fields.text("reason")
    violation = try fields.textIfPresent("violation")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("reason", reason)
    fields.put("violation", violation)
  }
}

/// A halted study goes on.
public struct StudyResumed: EventPayload {
  /// Why.
  public var reason: String

  public static let definition = EventDefinition(
    "study.resumed", on: .study, summary: "A halted study goes on.",
    fields: [.text("reason", "why")])

  public init(reason: String) { self.reason = reason }

  public init(_ fields: Fields) throws(FieldError) { reason = try fields.text("reason") }

  public func put(into fields: inout FieldsBuilder) { fields.put("reason", reason) }
}

/// How a study ended.
public enum Closing: String, CaseIterable, Sendable {
  /// The success criterion holds.
  case success
  /// The failure criterion holds.
  case failure
  /// Every level is done and neither criterion holds.
  case inconclusive
  /// Every level is done, and there was no criterion.
  case completed
  /// A person decided to stop.
  case stopped
}

/// A study came to its end.
public struct StudyClosed: EventPayload {
  /// How.
  public var closing: Closing
  /// Why, with the values that decided it.
  public var rationale: String

  public static let definition = EventDefinition(
    "study.closed", on: .study, summary: "The study came to its end.",
    fields: [
      .text("closing", "success, failure, inconclusive, completed or stopped"),
      .text("rationale", "why, with the values that decided it"),
    ])

  public init(closing: Closing, rationale: String) {
    self.closing = closing
    self.rationale = rationale
  }

  public init(_ fields: Fields) throws(FieldError) {
    closing = try fields.word("closing")
    rationale = try fields.text("rationale")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("closing", word: closing)
    fields.put("rationale", rationale)
  }
}

/// The next level may begin.
public struct LevelReached: EventPayload {
  /// The level that may begin.
  public var level: String
  /// The level whose gates allowed it.
  public var from: String

  public static let definition = EventDefinition(
    "level.reached", on: .study, summary: "The gates of a level allow the next one.",
    fields: [
      .text("level", "the level that may begin"),
      .text("from", "the level whose gates allowed it"),
    ])

  public init(level: String, from: String) {
    self.level = level
    self.from = from
  }

  public init(_ fields: Fields) throws(FieldError) {
    level = try fields.text("level")
    from = try fields.text("from")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("level", level)
    fields.put("from", from)
  }
}
