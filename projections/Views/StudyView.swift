public import Codecs
public import Study

/// A study: its plans, its runs, and the tables over all of them.
///
/// A pure fold of the entries that concern the study, in the order of the log. How the entries are
/// handed over, one by one or many at a time, makes no difference.
public struct StudyView: Sendable {
  /// The study's slug.
  public let slug: String
  /// Every version of the plan, the present one last.
  public internal(set) var plans: [PlanView] = []
  /// The runs, in the order in which they came into being.
  public internal(set) var runs: [RunView] = []
  /// What should not have happened, in the order of the log.
  public internal(set) var violations: [ViolationView] = []
  /// The judgements of what the study requires, oldest first.
  public internal(set) var requirements: [GateView] = []
  /// The pairs of the schedule in force, in its order; none in a study that is not paired.
  public private(set) var pairs: [PairView] = []
  /// The batches of a sweep, in the order declared.
  public internal(set) var batches: [BatchView] = []
  /// What happened to baselines, in the order of the log.
  public internal(set) var moves: [BaselineMove] = []
  /// The number of the last window of each baseline since it last moved.
  var windows: [String: Int] = [:]
  /// Runs that another one replaced, in the order of the log.
  public internal(set) var corrections: [RunFact<RunCorrected>] = []
  /// Runs that do not count in the analysis, in the order of the log.
  public internal(set) var exclusions: [RunFact<RunExcluded>] = []
  /// Runs that were executed again and compared, in the order of the log.
  public internal(set) var reproductions: [RunFact<ReproductionCompared>] = []
  /// Grants of guards and their ends, with their data, in the order of the log; without a run those
  /// of the study.
  public internal(set) var overrides: [RunFact<ValueMap>] = []
  /// Who used what is held out, and when.
  public internal(set) var heldOut = HeldOutView()
  /// The round of the schedule in force.
  public internal(set) var round = 1
  /// The levels that were reached, in order.
  public internal(set) var levels: [Level] = []
  /// Decisions, halts, notes and approvals, oldest first.
  public internal(set) var statements: [RunView.Statement] = []
  /// Why nothing more is started, while that is so.
  public internal(set) var halted: String?
  /// How the study ended.
  public internal(set) var closed: Closed?
  /// Rows that cannot change any more.
  public internal(set) var tables = StudyTables()
  /// How many commands a rule refused.
  public internal(set) var refusedCount = 0
  /// How many events have no data any more.
  public internal(set) var erasedCount = 0
  /// The entry of the last event, and when that was; nil before the first.
  public internal(set) var last: (entry: UInt64, at: Int64)?
  private var places = Places()
  private var violationPlaces: [String: Int] = [:]
  private var pairPlaces: [String: Int] = [:]

  /// A level that was reached.
  public struct Level: Equatable, Sendable {
    /// The level, and the one whose gates allowed it.
    public var reached: LevelReached
    /// When, and the event.
    public var stamp: Stamp
  }

  /// How a study ended.
  public struct Closed: Equatable, Sendable {
    /// How, and why.
    public var closed: StudyClosed
    /// When, by whom, and the event.
    public var stamp: Stamp
  }

  /// A study that nothing is known of.
  public init(slug: String) { self.slug = slug }

  /// The size of the log right after the study's last event; 0 before the first.
  public var size: UInt64 { last.map { $0.entry + 1 } ?? 0 }

  /// The plan in force.
  public var plan: Plan? { plans.last?.plan }

  /// The run with an identifier.
  public func run(_ id: String) -> RunView? { places[id].map { runs[$0] } }

  /// The place of a run in ``runs``; made for a run that nothing is known of.
  mutating func place(ofRun id: String) -> Int {
    if let place = knownPlace(ofRun: id) { return place }
    places.set(id, runs.count)
    runs.append(RunView(study: slug, id: id))
    return runs.count - 1
  }

  mutating func knownPlace(ofRun id: String) -> Int? { places.find(id) }

  /// The pair of the schedule in force with a name.
  public func pair(_ id: String) -> PairView? { pairPlaces[id].map { pairs[$0] } }

  /// Puts other pairs in the place of the present ones.
  mutating func replacePairs(_ pairs: [PairView]) {
    self.pairs = pairs
    pairPlaces = [:]
    for (place, pair) in pairs.enumerated() { pairPlaces[pair.slot.pair] = place }
  }

  /// Changes a pair; one that the schedule in force does not have is left alone.
  mutating func updatePair(_ id: String, _ change: (inout PairView) -> Void) {
    guard let place = pairPlaces[id] else { return }
    change(&pairs[place])
  }

  /// Changes a violation, which may be new.
  mutating func updateViolation(
    _ id: String, _ stamp: Stamp, _ change: (inout ViolationView) -> Void
  ) {
    let place = violationPlaces[id] ?? violations.count
    if place == violations.count {
      violationPlaces[id] = place
      violations.append(ViolationView(id: id, stamp: stamp))
    }
    change(&violations[place])
  }
}
