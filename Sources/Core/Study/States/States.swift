import Bytes
import Codecs

/// Where stored states come from.
public protocol StateSource {
  /// The row of a key, or nil when there is none.
  func row(_ key: String) throws -> [UInt8]?
}

/// A source without rows: the state of a log that is folded from its beginning.
public struct NoStates: StateSource {
  /// A source without rows.
  public init() {}

  /// Always nil.
  public func row(_ key: String) -> [UInt8]? { nil }
}

/// A stored state that cannot be used.
public struct StateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The row's key.
  public var key: String
  /// What is wrong.
  public var problem: String

  /// One sentence for people.
  public var description: String { "stored state '\(key)' \(problem)" }
}

/// The states of all streams: read on demand, changed by events, and written back as rows.
///
/// A failure to read a row is kept in ``failure`` and makes every later answer meaningless; who
/// decides has to look at it before he believes the outcome.
public final class States {
  /// The number of the rows' coding.
  ///
  /// A row of another number has to be rebuilt.
  public static let coding: Int64 = 3

  private let source: any StateSource
  private var studies: [String: StudyCell] = [:]
  private var plans: [String: PlanCell?] = [:]
  /// The study that was asked for last, and its plan: most events are about that of the one before.
  private var lastStudy: StudyCell?
  private var lastPlan: PlanCell?
  private var runs: [String: RunCell] = [:]
  /// The run that was asked for last: most events are about the run of the one before.
  private var lastRun: RunCell?
  private var violations: [String: ViolationState?] = [:]
  private var batches: [String: BatchState?] = [:]
  private var candidates: [String: CandidateState?] = [:]
  private var baselines: [String: BaselineState?] = [:]
  private var sharing: [String: SharedState?] = [:]
  private var results: [String: ReusedResult?] = [:]
  private var schedules: [String: [ScheduledRun]] = [:]
  private var memory = StageMemory()
  /// What changed since the last call of ``takeChanges()``, in the order of the first change.
  private var changed: [String] = []
  private var isChanged: Set<String> = []
  /// The first failure to read a row.
  public private(set) var failure: (any Error)?

  /// States over a source.
  public init(_ source: any StateSource = NoStates()) { self.source = source }

  public func study(_ slug: String) -> StudyState? { studyCell(slug).state }

  /// The plan in force of a study.
  public func plan(_ slug: String) -> Plan? { planCell(slug)?.plan }

  func studyCell(_ slug: String) -> StudyCell {
    if let lastStudy, lastStudy.slug == slug { return lastStudy }
    let cell = studies[slug] ?? StudyCell(slug, row("study/\(slug)"))
    studies[slug] = cell
    lastStudy = cell
    return cell
  }

  /// The cell of the plan in force; nil where there is no such study.
  func planCell(_ slug: String) -> PlanCell? {
    if let lastPlan, lastPlan.slug == slug { return lastPlan }
    let cell = plans[slug] ?? row("plan/\(slug)").map { PlanCell(slug, $0) }
    plans[slug] = .some(cell)
    lastPlan = cell
    return cell
  }

  public func run(_ slug: String, _ id: String) -> RunState? {
    cell(slug, id).state
  }

  /// Whether an attempt is the latest of its unit and runs, in a run that is not locked.
  func isRunning(_ id: AttemptID) -> Bool {
    let cell = cell(id.study, id.run)
    return cell.state?.isLocked == false
      && cell.state?.units.isRunning(id.stage, id.unit, attempt: id.attempt) ?? false
  }

  /// What is known of the units of a stage in a run.
  public func units(of stage: StagePlan, in run: RunState, _ slug: String) -> StageUnits {
    memory.units(of: stage, in: run, slug, planCell(slug)?.plan)
  }

  /// Whether a run's units are those that are recorded, rather than what they may become.
  public func isRecorded(_ run: RunState, in slug: String) -> Bool {
    cell(slug, run.id).state?.units.version == run.units.version
  }

  /// Notes what an event changes of what is remembered of stages.
  func note(_ event: Event) { memory.note(event) }

  private func cell(_ slug: String, _ id: String) -> RunCell {
    if let lastRun, lastRun.id == id, lastRun.slug == slug { return lastRun }
    let path = "run/\(slug)/\(id)"
    let cell = runs[path] ?? RunCell(slug: slug, id: id, path: path, state: runRow(slug, id, path))
    runs[path] = cell
    lastRun = cell
    return cell
  }

  public func violation(_ slug: String, _ id: String) -> ViolationState? {
    let path = "violation/\(slug)/\(id)"
    return load(path, from: &violations, at: path)
  }

  public func batch(_ slug: String, _ id: String) -> BatchState? {
    let path = "batch/\(slug)/\(id)"
    return load(path, from: &batches, at: path)
  }

  public func candidate(_ slug: String, _ name: String) -> CandidateState? {
    let path = "candidate/\(slug)/\(name)"
    return load(path, from: &candidates, at: path)
  }

  public func baseline(_ slug: String, _ name: String) -> BaselineState? {
    let path = "baseline/\(slug)/\(name)"
    return load(path, from: &baselines, at: path)
  }

  func shared(_ digest: Digest) -> SharedState? {
    let path = "shared/\(digest.hex)"
    return load(path, from: &sharing, at: path)
  }

  /// The newest result that depends on exactly what a recipe says.
  func result(_ recipe: Digest, of slug: String) -> ReusedResult? {
    let path = "result/\(slug)/\(recipe.hex)"
    return load(path, from: &results, at: path)
  }

  /// The runs of a level's schedule under the plan in force; drawn once and kept.
  public func schedule(_ slug: String, level: Int, round: Int) -> [ScheduledRun] {
    schedule(slug, level: level, round: round, batch: studyCell(slug).state?.batch)
  }

  /// The same, where the batch whose runs they are is at hand.
  func schedule(
    _ slug: String, level: Int, round: Int, batch: @autoclosure () -> String?
  ) -> [ScheduledRun] {
    guard let cell = planCell(slug), cell.plan.levels.indices.contains(level) else { return [] }
    let key = "\(slug)/\(level)/\(round)"
    if let known = schedules[key] { return known }
    let manifest = batch().flatMap { self.batch(slug, $0)?.manifest }
    let drawn = cell.plan.schedule(level: level, round: round, batch: manifest)
    schedules[key] = drawn
    return drawn
  }

  /// Puts a study's state in place.
  func set(_ state: StudyState, for slug: String) {
    studyCell(slug).state = state
    touch("study/\(slug)")
  }

  /// Changes a study's state in its place, so that none of it is copied; `change` answers whether
  /// it did anything, and must not ask for the study's state otherwise.
  ///
  /// Does nothing where there is no such study.
  func changeStudy(_ slug: String, _ change: (inout StudyState) -> Bool) {
    if studyCell(slug).state.change(change) { touch("study/\(slug)") }
  }

  /// Puts a plan in force.
  func set(_ plan: Plan, for slug: String) {
    let cell = PlanCell(slug, plan)
    plans[slug] = cell
    lastPlan = cell
    schedules = [:]
    touch("plan/\(slug)")
  }

  /// Puts a run's state in place.
  func set(_ state: RunState, for slug: String) {
    let cell = cell(slug, state.id)
    cell.state = state
    touch(cell.path)
    touchAllChunks(of: cell)
    _ = cell.state?.units.takeChanges()
  }

  /// Changes a run's state in its place, so that its units are not copied; `change` answers
  /// whether it did anything, and must not ask for the run's state otherwise.
  ///
  /// Does nothing where there is no such run.
  func change(_ id: String, of slug: String, _ change: (inout RunState) -> Bool) {
    let cell = cell(slug, id)
    var getsChunks = false
    let isChanged = cell.state.change { state in
      let hadChunks = state.hasChunks
      let isChanged = change(&state)
      for place in state.units.takeChanges() {
        if hadChunks { touchChunk(place / UnitChunk.size, of: cell) }
        memory.changed(state.units[place], of: id, in: slug)
      }
      getsChunks = state.hasChunks && !hadChunks
      return isChanged
    }
    if isChanged { touch(cell.path) }
    if getsChunks { touchAllChunks(of: cell) }
  }

  private func touchChunk(_ chunk: Int, of cell: RunCell) {
    touch(UnitChunk.key(chunk, slug: cell.slug, run: cell.id))
  }

  private func touchAllChunks(of cell: RunCell) {
    guard let state = cell.state, state.hasChunks else { return }
    for chunk in 0..<UnitChunk.count(of: state.units) { touchChunk(chunk, of: cell) }
  }

  /// The state in a run's stored row, with its units from theirs; nil when there is none.
  private func runRow(_ slug: String, _ id: String, _ path: String) -> RunState? {
    guard var state: RunState = row(path) else { return nil }
    if state.unitCount == 0 {
      _ = state.units.takeChanges()
      return state
    }
    var units: [UnitState] = []
    while units.count < state.unitCount {
      let key = UnitChunk.key(units.count / UnitChunk.size, slug: slug, run: id)
      guard let chunk: UnitChunk = row(key), !chunk.units.isEmpty else {
        failure = failure ?? StateError(key: key, problem: "is missing")
        return nil
      }
      units += chunk.units
    }
    state.take(units)
    return state
  }

  /// Puts a batch's state in place.
  func set(_ state: BatchState, for slug: String, _ id: String) {
    schedules = [:]
    let path = "batch/\(slug)/\(id)"
    batches[path] = state
    touch(path)
  }

  /// Puts a candidate's state in place.
  func set(_ state: CandidateState, for slug: String, _ name: String) {
    let path = "candidate/\(slug)/\(name)"
    candidates[path] = state
    touch(path)
  }

  /// Puts a baseline's state in place.
  func set(_ state: BaselineState, for slug: String, _ name: String) {
    let path = "baseline/\(slug)/\(name)"
    baselines[path] = state
    touch(path)
  }

  /// Puts the newest result under its recipe.
  func set(_ result: ReusedResult, recipe: Digest, for slug: String) {
    let path = "result/\(slug)/\(recipe.hex)"
    results[path] = result
    touch(path)
  }

  /// Puts a violation's state in place.
  func set(_ state: ViolationState, for slug: String, _ id: String) {
    let path = "violation/\(slug)/\(id)"
    violations[path] = state
    touch(path)
  }

  func set(_ state: SharedState, for digest: Digest) {
    let path = "shared/\(digest.hex)"
    sharing[path] = state
    touch(path)
  }

  /// The rows that changed since the last call, in the order of their first change.
  public func takeChanges() -> [(key: String, bytes: [UInt8])] {
    let keys = changed
    changed = []
    isChanged = []
    return keys.compactMap { key in record(of: key).map { (key, Self.encode($0)) } }
  }

  /// Forgets everything that is not stored; for use after an append that failed.
  public func forget() {
    studies = [:]
    plans = [:]
    runs = [:]
    lastStudy = nil
    lastPlan = nil
    lastRun = nil
    violations = [:]
    batches = [:]
    candidates = [:]
    baselines = [:]
    sharing = [:]
    results = [:]
    schedules = [:]
    memory.forget()
    changed = []
    isChanged = []
    failure = nil
  }

  private func record(of key: String) -> [UInt8]? {
    let name = key.split(separator: "/", maxSplits: 1).map(String.init)
    switch name[0] {
    case "study": return studies[name[1]]?.state?.encoded
    case "plan": return plans[name[1]]??.plan.encoded
    case "run": return runs[key]?.state?.row.encoded
    case "units": return chunk(name[1])?.encoded
    case "batch": return batches[key]??.encoded
    case "candidate": return candidates[key]??.encoded
    case "baseline": return baselines[key]??.encoded
    case "shared": return sharing[key]??.encoded
    case "result": return results[key]??.encoded
    default: return violations[key]??.encoded
    }
  }

  /// The units of a chunk, whose key without its first word is STUDY/RUN/NUMBER.
  private func chunk(_ name: String) -> UnitChunk? {
    guard let end = name.lastIndex(of: "/"), let number = Int(name[name.index(after: end)...]),
      let units = runs["run/\(name[..<end])"]?.state?.units
    else { return nil }
    return UnitChunk(number, of: units)
  }

  private func touch(_ key: String) { if isChanged.insert(key).inserted { changed.append(key) } }

  private func load<S: Recordable>(
    _ key: @autoclosure () -> String, from cache: inout [String: S?], at name: String
  ) -> S? {
    if let known = cache[name] { return known }
    let state: S? = row(key())
    cache[name] = .some(state)
    return state
  }

  /// The state in a stored row; nil when there is none.
  private func row<S: Recordable>(_ key: String) -> S? {
    do { return try source.row(key).map { try Self.decode($0, key: key) } } catch {
      failure = failure ?? error
      return nil
    }
  }
}

/// The state of a run, once it was looked for.
private final class RunCell {
  let slug: String
  let id: String
  let path: String
  var state: RunState?

  init(slug: String, id: String, path: String, state: RunState?) {
    self.slug = slug
    self.id = id
    self.path = path
    self.state = state
  }
}
