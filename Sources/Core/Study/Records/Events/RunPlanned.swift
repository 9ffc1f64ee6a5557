/// A run came into being, or was taken up again under a changed plan.
public struct RunPlanned: EventPayload {
  /// Its level.
  public var level: String
  /// Its place in the level's schedule.
  public var index: Int
  /// Its seed.
  public var seed: Int64
  /// What its stages are done once for: `run`, or `study`, `task` or `pair`.
  public var scope: Scope
  /// The plan's revision.
  public var revision: Int
  /// The schedule's round.
  public var round: Int
  /// Every parameter with its value at this run.
  public var params: [Parameter]
  /// Variant, task and pair, in a study that has them.
  public var assignment: Assignment?
  /// Guards that are bypassed in it, under the grants in force.
  public var bypasses: [GrantState]
  /// The run that this one replaces.
  public var of: String?
  /// Units whose recorded results no longer count, each with the reason.
  public var stale: [StaleUnit]

  /// The type's entry in the catalogue.
  public static let definition = EventDefinition(
    "run.planned", on: .run,
    summary: "A run came into being, or was taken up again under a changed plan.",
    fields: [
      .text("level", "its level; empty in a study without levels"),
      .integer("index", "its place in the level's schedule"), .integer("seed", "its seed"),
      .text("scope", "run; or study, task or pair for stages done once for each"),
      .integer("revision", "the plan's revision"), .integer("round", "the schedule's round"),
      .list("params", "every parameter with its value at this run"),
      .map("assignment", "variant, task and pair, as far as they apply").optional,
      .list("bypasses", "guards bypassed in it: flag, value, run, stage, granted_at"),
      .text("of", "the run that this one replaces").optional,
      .list("stale", "units whose results no longer count: stage, unit, why, action"),
    ])

  /// A planned run; without `of` and `stale` it is a new one.
  public init(
    level: String, index: Int, seed: Int64, scope: Scope, revision: Int, round: Int,
    params: [Parameter], assignment: Assignment = Assignment(), bypasses: [GrantState] = [],
    of: String? = nil, stale: [StaleUnit] = []
  ) {
    self.level = level
    self.index = index
    self.seed = seed
    self.scope = scope
    self.revision = revision
    self.round = round
    self.params = params
    self.assignment = assignment.isEmpty ? nil : assignment
    self.bypasses = bypasses
    self.of = of
    self.stale = stale
  }

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    level = try fields.text("level")
    index = try fields.count("index")
    seed = try fields.int("seed")
    scope = try fields.word("scope")
    revision = try fields.count("revision")
    round = try fields.count("round")
    params = try fields.records("params")
    assignment = try fields.recordIfPresent("assignment")
    bypasses = try fields.records("bypasses")
    of = try fields.textIfPresent("of")
    stale = try fields.records("stale")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("level", level)
    fields.put("index", index)
    fields.put("seed", seed)
    fields.put("scope", word: scope)
    fields.put("revision", revision)
    fields.put("round", round)
    fields.put("params", params)
    fields.put("assignment", assignment)
    fields.put("bypasses", bypasses)
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

  /// Reads recorded data.
  public init(_ fields: Fields) throws(FieldError) {
    stage = try fields.text("stage")
    unit = try fields.text("unit")
    why = try fields.text("why")
    action = try fields.word("action")
  }

  /// Writes the data.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("stage", stage)
    fields.put("unit", unit)
    fields.put("why", why)
    fields.put("action", word: action)
  }
}
