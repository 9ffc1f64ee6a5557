public import Bytes
public import Codecs

/// A run came into being, or was taken up again under a changed plan.
public struct RunPlanned: EventPayload {
  /// Its level.
  public var level: String
  /// Its place in the level's schedule.
  public var index: Int
  /// Its seed.
  public var seed: Int64
  /// `run`, or `study` for the stages that are done once per level.
  public var scope: Scope
  /// The plan's revision.
  public var revision: Int
  /// The schedule's round.
  public var round: Int
  /// Every parameter with its value at this run.
  public var params: [Parameter]
  /// The run that this one replaces.
  public var of: String?
  /// Units whose recorded results no longer count, each with the reason.
  public var stale: [StaleUnit]

  public static let definition = EventDefinition(
    "run.planned", on: .run,
    summary: "A run came into being, or was taken up again under a changed plan.",
    fields: [
      .text("level", "its level; empty in a study without levels"),
      .integer("index", "its place in the level's schedule"), .integer("seed", "its seed"),
      .text("scope", "run, or study for stages done once per level"),
      .integer("revision", "the plan's revision"), .integer("round", "the schedule's round"),
      .list("params", "every parameter with its value at this run"),
      .text("of", "the run that this one replaces").optional,
      .list("stale", "units whose results no longer count: stage, unit, why, action"),
    ])

  public init(
    level: String, index: Int, seed: Int64, scope: Scope, revision: Int, round: Int,
    params: [Parameter], of: String? = nil, stale: [StaleUnit] = []
  ) {
    self.level = level
    self.index = index
    self.seed = seed
    self.scope = scope
    self.revision = revision
    self.round = round
    self.params = params
    self.of = of
    self.stale = stale
  }

  public init(_ fields: Fields) throws(FieldError) {
    level = try fields.text("level")
    index = try fields.count("index")
    seed = try fields.int("seed")
    scope = try fields.word("scope")
    revision = try fields.count("revision")
    round = try fields.count("round")
    params = try fields.records("params")
    of = try fields.textIfPresent("of")
    stale = try fields.records("stale")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("level", level)
    fields.put("index", index)
    fields.put("seed", seed)
    fields.put("scope", word: scope)
    fields.put("revision", revision)
    fields.put("round", round)
    fields.put("params", params)
    fields.put("of", of)
    fields.put("stale", stale)
  }
}

/// A unit whose recorded result no longer counts.
public struct StaleUnit: Recordable {
  /// The stage.
  public var stage: String
  /// The unit's key.
  public var unit: String
  /// What changed.
  public var why: String
  /// What has to be done about it.
  public var action: Action

  /// What can be done about a result that no longer counts.
  public enum Action: String, CaseIterable, Sendable {
    /// The work is done again.
    case redo
    /// The gates judge the recorded observations again.
    case judge
    /// Nothing: the plan has no such unit any more.
    case drop
  }

  /// A stale unit.
  public init(stage: String, unit: String, why: String, action: Action) {
    self.stage = stage
    self.unit = unit
    self.why = why
    self.action = action
  }

  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    why = try fields.text("why")
    action = try fields.word("action")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("why", why)
    fields.put("action", word: action)
  }
}

/// The circumstances that a run is executed in were recorded.
public struct RunPinned: EventPayload {
  /// git, host, toolchain, environment, programs.
  public var pins: ValueMap

  public static let definition = EventDefinition(
    "run.pinned", on: .run, summary: "What the run is executed on was recorded.",
    fields: [.map("pins", "git commit and state, host, toolchain, environment, programs")])

  public init(pins: ValueMap) { self.pins = pins }

  public init(_ fields: Fields) throws(FieldError) { pins = try fields.nested("pins") }

  public func put(into fields: inout FieldsBuilder) { fields.put("pins", pins) }
}

/// The first process of a run was started.
public struct RunStarted: EventPayload {
  public static let definition = EventDefinition(
    "run.started", on: .run, summary: "The first process of the run was started.")

  public init() {}

  public init(_ fields: Fields) throws(FieldError) {}

  public func put(into fields: inout FieldsBuilder) {}
}

/// Every stage of a run is done or skipped.
public struct RunFinished: EventPayload {
  /// The worst verdict of its gates.
  public var verdict: Verdict
  /// The sum of its attempts' elapsed times, in nanoseconds.
  public var elapsed: Int64

  public static let definition = EventDefinition(
    "run.finished", on: .run, summary: "Every stage of the run is done or skipped.",
    fields: [
      .text("verdict", "the worst verdict of its gates: PASS or WARN"),
      .integer("elapsed_ns", "sum of its attempts' elapsed times"),
    ])

  public init(verdict: Verdict, elapsed: Int64) {
    self.verdict = verdict
    self.elapsed = elapsed
  }

  public init(_ fields: Fields) throws(FieldError) {
    verdict = try fields.word("verdict")
    elapsed = try fields.int("elapsed_ns")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("verdict", word: verdict)
    fields.put("elapsed_ns", elapsed)
  }
}

/// The study's metric was read off a run.
public struct RunEvaluated: EventPayload {
  /// The metric's name.
  public var metric: String
  /// The mean of its values over the run's units.
  public var value: Double

  public static let definition = EventDefinition(
    "run.evaluated", on: .run, summary: "The study's metric was read off the run.",
    fields: [
      .text("metric", "the metric's name"),
      .number("value", "the mean of its values over the run's units"),
    ])

  public init(metric: String, value: Double) {
    self.metric = metric
    self.value = value
  }

  public init(_ fields: Fields) throws(FieldError) {
    metric = try fields.text("metric")
    value = try fields.double("value")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("metric", metric)
    fields.put("value", value)
  }
}

/// The facts of a run are frozen.
public struct RunLocked: EventPayload {
  /// One digest over the outputs of all its stages.
  public var outputs: Digest
  /// Why.
  public var reason: String

  public static let definition = EventDefinition(
    "run.locked", on: .run, summary: "The facts of the run are frozen.",
    fields: [
      .digest("outputs", "one digest over the outputs of all its stages"), .text("reason", "why"),
    ])

  public init(outputs: Digest, reason: String) {
    self.outputs = outputs
    self.reason = reason
  }

  public init(_ fields: Fields) throws(FieldError) {
    outputs = try fields.digest("outputs")
    reason = try fields.text("reason")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("outputs", outputs)
    fields.put("reason", reason)
  }
}

/// Another run replaces this one.
public struct RunCorrected: EventPayload {
  /// The run that counts instead.
  public var by: String
  /// Why.
  public var reason: String

  public static let definition = EventDefinition(
    "run.corrected", on: .run, summary: "Another run replaces this one.",
    fields: [.text("by", "the run that counts instead"), .text("reason", "why")])

  public init(by: String, reason: String) {
    self.by = by
    self.reason = reason
  }

  public init(_ fields: Fields) throws(FieldError) {
    by = try fields.text("by")
    reason = try fields.text("reason")
  }

  public func put(into fields: inout FieldsBuilder) {
    fields.put("by", by)
    fields.put("reason", reason)
  }
}
