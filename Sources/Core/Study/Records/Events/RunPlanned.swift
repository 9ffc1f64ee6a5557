/// A run was planned, or planned again under a changed plan.
public struct RunPlanned: EventPayload {
  public var level = ""
  /// Its place in the level's schedule.
  public var index = 0
  public var seed: Int64 = 0
  /// What its stages are done once for: `run`, or `study`, `task` or `pair`.
  public var scope = Scope.study
  /// The plan's revision.
  public var revision = 0
  /// The schedule's round.
  public var round = 0
  /// Every parameter with its value at this run.
  public var params: [Parameter] = []
  /// Variant, task and pair, in a study that has them.
  public var assignment: Assignment?
  /// Guards that are bypassed in it, under the grants in force.
  public var bypasses: [GrantState] = []
  /// The run that this one replaces.
  public var of: String?
  /// Units whose recorded results no longer count, each with the reason.
  public var stale: [StaleUnit] = []

  public static let definition = EventDefinition(
    "run.planned", of: Self.self, on: .run,
    summary: "A run was planned, or planned again under a changed plan.")

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

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("level", &level, "its level; empty in a study without levels")
    coder.field("index", &index, "its place in the level's schedule")
    coder.field("seed", &seed, "its seed")
    coder.field("scope", &scope, "run; or study, task or pair for stages done once for each")
    coder.field("revision", &revision, "the plan's revision")
    coder.field("round", &round, "the schedule's round")
    coder.field("params", &params, "every parameter with its value at this run")
    coder.field("assignment", &assignment, "variant, task and pair, as far as they apply")
    coder.field("bypasses", &bypasses, "guards bypassed in it: flag, value, run, stage, granted_at")
    coder.field("of", &of, "the run that this one replaces")
    coder.field("stale", &stale, "units whose results no longer count: stage, unit, why, action")
  }
}

/// A unit whose recorded result no longer counts.
public struct StaleUnit: Recordable {
  public var stage = ""
  /// The unit's key.
  public var unit = ""
  /// What changed.
  public var why = ""
  /// What has to be done about it.
  public var action = Action.redo

  /// What can be done about a result that no longer counts.
  public enum Action: String, Word {
    /// The work is done again.
    case redo
    /// The gates judge the recorded observations again.
    case judge
    /// Nothing: the plan has no such unit any more.
    case drop
  }

  public init(stage: String, unit: String, why: String, action: Action) {
    self.stage = stage
    self.unit = unit
    self.why = why
    self.action = action
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("stage", &stage, "the stage")
    coder.field("unit", &unit, "the unit's key")
    coder.field("why", &why, "what changed")
    coder.field("action", &action, "redo, judge or drop")
  }
}
