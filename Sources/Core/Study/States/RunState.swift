public import Bytes
import Codecs

/// What the rules remember of a run.
public struct RunState: Recordable {
  /// Its identifier.
  public var id = ""
  public var level = ""
  /// Its place in the level's schedule.
  public var index = 0
  /// The schedule's round.
  public var round = 0
  public var seed: Int64 = 0
  /// What its stages are done once for: `run`, or `study`, `task` or `pair`.
  public var scope = Scope.study
  /// The plan's revision under which it was last planned.
  public var revision = 0
  /// Every parameter with its value.
  public var params: [Parameter] = []
  /// Variant, task and pair, as far as they apply.
  public var assignment = Assignment()
  /// The run that it replaces.
  public var of: String?
  /// The run that replaces it.
  public var replacedBy: String?
  /// The digest of the pins, once the run is pinned.
  public var pins: Digest?
  /// Whether a process of it was ever started.
  public var isStarted = false
  /// The verdict, while every stage is done.
  public var finished: Verdict?
  /// Whether its facts are frozen.
  public var isLocked = false
  /// The guards that are bypassed in it, under the grants that were in force when it was planned.
  public var bypasses: [GrantState] = []
  /// Why it needs to be rebuilt, if that was stated.
  public var invalidated: String?
  /// Where it was executed, when that was elsewhere: then nothing of it can be done here.
  public var imported: String?
  /// Why it does not count in the analysis, if that was stated.
  public var exclusion: RunExcluded?
  /// The sum of its attempts' elapsed times, in nanoseconds.
  public var elapsed: Int64 = 0
  /// The units that anything happened to, in the order in which it first did.
  ///
  /// Many stand in rows of their own, see ``UnitChunk``.
  public var units = UnitTable()
  /// How many units stand in rows of their own; 0 once they are read.
  private(set) var unitCount = 0

  /// The state that a planned run begins with.
  public init(id: String, planned: RunPlanned) {
    self.id = id
    level = planned.level
    index = planned.index
    round = planned.round
    seed = planned.seed
    scope = planned.scope
    revision = planned.revision
    params = planned.params
    assignment = planned.assignment ?? Assignment()
    bypasses = planned.bypasses
    of = planned.of
  }

  /// The state that a run begins with that was executed elsewhere.
  public init(id: String, imported: RunImported) {
    let facts = imported.facts
    let planned = RunPlanned(
      level: "", index: 0, seed: facts["seed"]?.asInt ?? 0, scope: .run, revision: 0, round: 0,
      params: [])
    self.init(id: id, planned: planned)
    let variant = facts["variant_id"]?.asText
    assignment.variant = variant.map { $0.split(separator: "-").dropLast().joined(separator: "-") }
    assignment.batch = facts["batch_id"]?.asText.flatMap { $0.isEmpty ? nil : $0 }
    self.imported = imported.source
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("id", &id)
    coder.field("level", &level)
    coder.field("index", &index)
    coder.field("round", &round)
    coder.field("seed", &seed)
    coder.field("scope", &scope)
    coder.field("revision", &revision)
    coder.field("params", &params)
    coder.field("assignment", &assignment, unless: Assignment())
    coder.field("of", &of)
    coder.field("replaced_by", &replacedBy)
    coder.field("pins", &pins)
    coder.field("started", &isStarted)
    coder.field("finished", &finished)
    coder.field("locked", &isLocked)
    coder.field("bypasses", &bypasses)
    coder.field("invalidated", &invalidated)
    coder.field("imported", &imported)
    coder.field("exclusion", &exclusion)
    coder.field("elapsed_ns", &elapsed)
    var list = Array(units)
    coder.field("units", &list)
    if coder.isReading { units = UnitTable(list) }
    coder.field("unit_count", &unitCount, unless: 0)
  }

  /// Whether its units stand in rows of their own.
  var hasChunks: Bool { units.count > UnitChunk.size }

  /// The run as its own row has it: without its units, where they have rows of their own.
  var row: RunState {
    guard hasChunks else { return self }
    var run = self
    run.unitCount = units.count
    run.units = UnitTable()
    return run
  }

  /// Puts in the units that stand in rows of their own.
  mutating func take(_ units: [UnitState]) {
    self.units = UnitTable(units)
    _ = self.units.takeChanges()
    unitCount = 0
  }

  /// The state of a unit, or nil when nothing has happened to it.
  public func unit(_ stage: String, _ unit: String) -> UnitState? {
    units.place(stage, unit).map { units[$0] }
  }

  /// Changes the state of a unit, which begins as ``UnitState/Phase/waiting``.
  mutating func update(_ stage: String, _ unit: String, _ change: (inout UnitState) -> Void) {
    units.update(stage, unit, change)
  }

  /// Whether an attempt was put in order or started, and has not ended.
  public var isLive: Bool { units.isLive }

  /// The units that wait for a person.
  public var blockedUnits: [UnitAddress] {
    units.filter { $0.phase == .blocked }
      .map { UnitAddress(run: id, stage: $0.stage, unit: $0.unit) }
  }

  /// Whether a gate's warning stands that nobody accepted.
  public var hasOpenWarning: Bool { units.contains { !$0.openWarnings.isEmpty } }
}
