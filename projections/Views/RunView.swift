public import Codecs
public import Study

/// One run: everything that its own events say of it.
///
/// It is folded from the run's events and the plan that was in force at each of them, so that what
/// is rendered of a run does not change, and costs no more, however many other runs there are.
public struct RunView: Sendable {
  /// The study's slug.
  public let study: String
  /// The run's identifier.
  public let id: String
  /// What was planned, last.
  public internal(set) var planned: RunPlanned?
  /// The version of the plan in force at its last event: a place in ``StudyView/plans``.
  public internal(set) var plan: Int?
  /// Whether it is a single command that was run on the record.
  public internal(set) var isCommand = false
  /// When it came into being.
  public internal(set) var createdAt: Int64 = 0
  /// When its first process was started.
  public internal(set) var startedAt: Int64?
  /// When its last stage was done.
  public internal(set) var finishedAt: Int64?
  /// The verdict of the finished run and the time it spent, while it is finished.
  public internal(set) var finished: RunFinished?
  /// The circumstances it was executed in.
  public internal(set) var pins: ValueMap?
  /// The metrics read off it, each with its time.
  public internal(set) var evaluations: [Evaluation] = []
  /// How its facts were frozen.
  public internal(set) var lock: Lock?
  /// What the source of a run that was taken over says of it.
  public internal(set) var imported: ValueMap?
  /// The run that counts instead, once there is one.
  public internal(set) var replacedBy: String?
  /// The other run of its pair: as it was scheduled, then as both were compared.
  public internal(set) var partner: String?
  /// What people said about it, oldest first.
  public internal(set) var statements: [Statement] = []
  public internal(set) var tags: [(name: String, value: String)] = []
  /// Its stages, in the order in which something first happened to them.
  public internal(set) var stages: [StageView] = []
  public internal(set) var logs = RunLogs()
  /// What was counted on the way.
  public internal(set) var counts = Counts()
  /// The work that something happened to last.
  public internal(set) var latestWork: (stage: String, unit: String)?
  /// When its status last changed.
  public internal(set) var statusAt: Int64 = 0
  /// The entry that holds its last event, and when that was.
  public internal(set) var last: (entry: UInt64, at: Int64)
  /// How many units wait for a person.
  private(set) var blockedCount = 0
  private var places = Places()

  /// A metric read off the run.
  public struct Evaluation: Equatable, Sendable {
    /// The metric and its value.
    public var evaluated: RunEvaluated
    /// When, by whom, and the event.
    public var stamp: Stamp
  }

  /// How a run's facts were frozen.
  public struct Lock: Equatable, Sendable {
    /// One digest over the outputs of all its stages, and why.
    public var locked: RunLocked
    /// When, by whom, and the event.
    public var stamp: Stamp
  }

  /// What somebody said about a run.
  public struct Statement: Equatable, Sendable {
    /// What: corrected, excluded, invalidated, abandoned, imported, reproduced, note.
    public var kind: String
    /// In which words.
    public var text: String
    /// When, by whom, and the event.
    public var stamp: Stamp
  }

  /// What was counted on the way.
  public struct Counts: Equatable, Sendable {
    public var events = 0
    /// Events whose data was erased.
    public var erased = 0
    /// Attempts whose process was started.
    public var attempts = 0
    /// Attempts that were granted after a failure.
    public var retries = 0
    /// Attempts that were interrupted.
    public var interruptions = 0
    /// Attempts that the time limit ended.
    public var timeouts = 0
    /// Attempts that failed otherwise.
    public var failures = 0
    /// How often work waited for a person.
    public var blocks = 0
  }

  init(study: String, id: String) {
    self.study = study
    self.id = id
    last = (0, 0)
  }

  /// Variant, task and pair that the design assigned it to; nil in a study without them.
  public var assignment: Assignment? { planned?.assignment }

  /// The size of the log right after the run's last event.
  public var size: UInt64 { last.entry + 1 }

  /// The guards that are bypassed in it or in what it reads, sorted: with any it is not for
  /// production.
  public var bypassed: [String] {
    let flags = (planned?.bypasses ?? []).map(\.flag)
    return Set(flags + stages.flatMap(\.units).flatMap(\.bypassed)).sorted()
  }

  /// The stage of a name, or nil when nothing has happened to it.
  public func stage(_ name: String) -> StageView? { places[name].map { stages[$0] } }

  /// Changes a unit; the stage and the unit may be new.
  mutating func update(_ stage: String, _ unit: String, _ change: (inout UnitView) -> Void) {
    blockedCount += stages[place(of: stage)].update(unit, change)
  }

  /// Forgets a unit that the plan no longer has, in O(units of the stage).
  mutating func remove(_ stage: String, _ unit: String) {
    guard let place = places[stage] else { return }
    if stages[place].unit(unit)?.phase == .blocked { blockedCount -= 1 }
    stages[place].remove(unit)
  }

  /// Takes over the finished work of the run that this one replaces.
  mutating func inherit(from former: RunView) {
    for stage in former.stages {
      for var unit in stage.units where unit.phase == .skipped || unit.attempts.last?.end != nil {
        unit.inherited = unit.inherited ?? former.id
        unit.inheritedAttempts = unit.attempts.count
        stages[place(of: stage.name)].insert(unit)
      }
    }
  }

  private mutating func place(of stage: String) -> Int {
    if let place = places.find(stage) { return place }
    places.set(stage, stages.count)
    stages.append(StageView(name: stage))
    return stages.count - 1
  }
}
