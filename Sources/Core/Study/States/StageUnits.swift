public import Bytes

/// What is known of the units of a stage in a run under the circumstances in force: their keys, the
/// cache keys that they would have, and which of them need no look.
///
/// A memory of what follows from the states anyway, so that a stage of ten thousand units is not
/// worked out anew for each of them.
public final class StageUnits {
  /// The units' keys, in the order of the plan.
  public let keys: [String]
  /// The encoded digests of everything that the stage reads, once they were looked up.
  public var inputs: [UInt8]?
  /// Whether every unit was found done, and none has changed since.
  public var isComplete = false

  private let places: [String: Int]
  private var cacheKeys: [Digest?]
  private var settled: [Bool]
  private var firstUnsettled = 0
  fileprivate let circumstances: Circumstances

  fileprivate init(keys: [String], _ circumstances: Circumstances) {
    self.keys = keys
    self.circumstances = circumstances
    var places: [String: Int] = [:]
    if keys.count > 1 {
      places.reserveCapacity(keys.count)
      for (place, key) in keys.enumerated() { places[key] = place }
    }
    self.places = places
    cacheKeys = Array(repeating: nil, count: keys.count)
    settled = Array(repeating: false, count: keys.count)
  }

  /// Where a unit stands among the keys; nil when the stage has no such unit.
  public func place(_ unit: String) -> Int? {
    keys.count > 1 ? places[unit] : keys.first == unit ? 0 : nil
  }

  /// The cache key that a unit would have, or what `make` says where that is not known yet.
  public func cacheKey(of unit: String, _ make: () -> Digest?) -> Digest? {
    guard let place = place(unit) else { return make() }
    if let known = cacheKeys[place] { return known }
    let made = make()
    cacheKeys[place] = made
    return made
  }

  /// The places that are not settled, from the first on, until `body` answers false.
  public func forEachUnsettled(_ body: (Int) -> Bool) {
    while firstUnsettled < settled.count, settled[firstUnsettled] { firstUnsettled += 1 }
    var place = firstUnsettled
    while place < settled.count {
      if !settled[place], !body(place) { return }
      place += 1
    }
  }

  /// Says that a unit needs no look until something happens to it.
  public func settle(_ place: Int) { settled[place] = true }

  /// Says that something happened to a unit.
  fileprivate func unsettle(_ unit: String) {
    isComplete = false
    guard let place = place(unit) else { return }
    settled[place] = false
    firstUnsettled = min(firstUnsettled, place)
  }
}

/// What the units of a stage in a run, and their cache keys, depend on.
private struct Circumstances: Equatable {
  var epoch: Int
  var results: Int
  var seed: Int64
  var scope: Scope
  var params: [Parameter]
  var bypasses: [GrantState]
  var assignment: Assignment
}

/// The memories of a set of states, and the counts by which they are known to hold.
struct StageMemory {
  /// The most stages of runs that are remembered.
  private static let knownMax = 4_096

  /// Counts whatever changes what results depend on, other than results.
  private var epoch = 0
  /// Counts results of a stage, by study and stage.
  private var results: [String: Int] = [:]
  private var known: [String: StageUnits] = [:]

  /// The units of a stage in a run, as far as they are known under its circumstances.
  ///
  /// `plan` is the plan in force, which knows the stages that it reads.
  mutating func units(
    of stage: StagePlan, in run: RunState, _ slug: String, _ plan: Plan?
  ) -> StageUnits {
    var reads = 0
    for name in stage.dependencies {
      let isOwn = plan?.stage(name)?.scope == run.scope
      reads += results[isOwn ? "\(slug)/\(run.id)/\(name)" : "\(slug)//\(name)"] ?? 0
    }
    let now = Circumstances(
      epoch: epoch, results: reads, seed: run.seed, scope: run.scope, params: run.params,
      bypasses: run.bypasses, assignment: run.assignment)
    let path = "\(slug)/\(run.id)/\(stage.name)"
    if let units = known[path], units.circumstances == now { return units }
    let units = StageUnits(keys: stage.units(params: run.params), now)
    if known.count >= Self.knownMax { known = [:] }
    known[path] = units
    return units
  }

  /// Notes that a unit of a run has changed.
  func changed(_ unit: UnitState, of run: String, in slug: String) {
    known["\(slug)/\(run)/\(unit.stage)"]?.unsettle(unit.unit)
  }

  /// Notes what an event changes beside the unit that it is about.
  mutating func note(_ event: Event) {
    switch event.fact {
    case .stageStarted, .stageObserved, .stageRetried, .stageUnblocked, .stageTold,
      .stageAnswered, .gateEvaluated, .runStarted, .runPinned, .runFinished, .runEvaluated,
      .noteAdded:
      return
    case .stageRequested(let requested) where requested.bypassed.isEmpty: return
    case .stageBlocked(let blocked) where blocked.bypassed.isEmpty: return
    case .stageFinished(let ended): noteResult(ended.id.study, ended.id.run, ended.id.stage)
    case .stageSkipped(let skipped):
      guard case .run(let slug, let id) = event.stream else { return }
      noteResult(slug, id, skipped.stage)
    default: epoch += 1
    }
  }

  private mutating func noteResult(_ slug: String, _ run: String, _ stage: String) {
    results["\(slug)/\(run)/\(stage)", default: 0] += 1
    results["\(slug)//\(stage)", default: 0] += 1
  }

  /// Forgets everything.
  mutating func forget() { self = StageMemory() }
}
