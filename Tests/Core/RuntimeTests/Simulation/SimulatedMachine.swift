import Codecs
import Files
import Glibc
import Study
import TestKit

@testable import Runtime

/// A machine that one seed decides: its clock, its processes, and when it dies.
final class SimulatedMachine: Machine, @unchecked Sendable {
  /// The runner was killed: nothing that it still does has any effect.
  struct Killed: Error {}

  private(set) var monotonic: UInt64 = 1_000_000_000
  /// What the wall clock is ahead of the other one, in nanoseconds.
  private(set) var ahead: Int64 = 1_700_000_000_000_000_000
  /// How often it was set.
  private(set) var clocks = 0
  /// Every process that was ever launched.
  private(set) var processes: [AttemptID: SimulatedProcess] = [:]
  /// Whether the runner was killed.
  private(set) var isDead = false
  /// How many more calls the runner lives for; nil for ever.
  var fuse: Int?
  /// Whether launches and signals are drawn too; without, the machine is a good one.
  var isHostile = true
  /// How many turns the runner has taken.
  private(set) var turns = 0
  /// How often anything was asked of the machine, or of a process on it: what happens next is drawn
  /// there, and the runner may be killed there.
  var steps = 0
  private var turnsOfRunner = 0
  /// What is looked at after every turn.
  var afterTurn: () throws -> Void = {}
  /// Whether the log knows that an attempt was started.
  var isStarted: (AttemptID) -> Bool = { _ in false }
  /// What did not hold.
  private(set) var problems: [String] = []
  /// The most processes that a runner has at a time.
  let jobs: Int
  var random: SeededGenerator
  private var opened: [SimulatedAttempt] = []

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    jobs = Int.random(in: 1...4, using: &random)
  }

  /// The wall clock.
  var wall: Int64 { ahead + Int64(monotonic) }

  /// One more thing that the runner asks for: it may be the last.
  func call() throws {
    steps += 1
    if isDead { throw Killed() }
    guard let left = fuse else { return }
    fuse = left - 1
    if left <= 0 { die() }
    if isDead { throw Killed() }
  }

  /// Notes that something does not hold which has to.
  func hold(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { problems.append(what()) }
  }

  func die() { isDead = true }

  /// Another runner begins; the processes of the former one go on.
  func revive() {
    isDead = false
    turnsOfRunner = 0
    fuse = nil
    opened = []
  }

  /// Everything that was not synced is gone, and every process.
  func cutPower() {
    for process in sorted {
      process.lose(Int.random(in: 0...process.lines.count, using: &random), monotonic)
    }
  }

  /// A person looks after what nothing else could end.
  func stopSurvivors() { for process in sorted { process.stop(monotonic) } }

  /// The wall clock is set.
  func setClock() {
    clocks += 1
    ahead += Int64.random(in: -7_200...3_600, using: &random) * 1_000_000_000
  }

  /// Time goes by while nobody works.
  func pass(_ nanoseconds: UInt64) { monotonic += nanoseconds }

  /// The processes in an order that does not change.
  var sorted: [SimulatedProcess] { processes.values.sorted { $0.number < $1.number } }

  /// A gate was opened: nothing runs that the log does not know of, twice, or beside too many.
  func opened(_ attempt: SimulatedAttempt) {
    hold(isStarted(attempt.id), "\(attempt.id) runs, and the log does not say so")
    hold(attempt.process.began == nil, "\(attempt.id) is begun twice")
    for other in sorted where other.isAlive(monotonic) {
      let isSame = other.id.run == attempt.id.run && other.id.stage == attempt.id.stage
      hold(!isSame || other.id.unit != attempt.id.unit, "\(attempt.id) runs beside \(other.id)")
    }
    opened.append(attempt)
    let alive = opened.count { !$0.process.hasEnded(monotonic) }
    hold(alive <= jobs, "\(alive) processes for \(jobs) jobs")
  }

  func pins(_ plan: Plan) throws -> ValueMap {
    try call()
    return ["host": "simulated"]
  }

  func enter(_ study: String, patience: UInt64) throws { try call() }
  func leave() {}

  func wait(milliseconds: Int32) throws -> [Int32] {
    try call()
    turns += 1
    turnsOfRunner += 1
    hold(turnsOfRunner < 20_000, "a runner goes round without an end")
    if !problems.isEmpty { throw Killed() }
    try afterTurn()
    monotonic += UInt64(milliseconds) * 1_000_000
    monotonic += UInt64.random(in: 1_000...400_000, using: &random)
    guard isHostile else { return [] }
    switch Int.random(in: 0..<2_000, using: &random) {
    case 0: return [SIGINT]
    case 1: return [SIGINT, SIGINT]
    case 2: return [SIGTERM]
    default: return []
    }
  }

  /// No simulated file outlives its attempt: the work is done.
  func takeOver(
    _ source: ReusedResult, as id: AttemptID, _ stage: StagePlan, _ states: States
  ) throws -> StageFinished {
    try call()
    throw RuntimeError(.notFound, "nothing is left of \(source.id(in: id.study))")
  }

  func launch(
    _ id: AttemptID, _ stage: StagePlan, _ run: RunState, _ plan: Plan, _ states: States,
    jobs: Int
  ) throws -> any Attempt {
    try call()
    if isHostile {
      let problems = [EAGAIN, EMFILE, ENOSPC, EACCES]
      let drawn = Int.random(in: 0..<80, using: &random)
      if drawn < problems.count {
        throw FileError(operation: "start", path: "work", errno: problems[drawn])
      }
    }
    // What an earlier runner held at its gate ended with it.
    if let former = processes[id] { hold(former.began == nil, "\(id) is launched twice") }
    let limit = stage.timeoutNanoseconds
    let process = SimulatedProcess(
      id, number: Int64(processes.count) + 1, mayHang: limit != nil, &random)
    processes[id] = process
    return SimulatedAttempt(process, limit: limit, on: self)
  }

  func clear(_ id: AttemptID, _ stage: StagePlan, _ started: StageStarted?) throws -> Remains {
    try call()
    guard let process = processes[id] else { return Remains() }
    var remains = Remains(isAlive: process.isAlive(monotonic))
    process.force(monotonic)
    if process.isAlive(monotonic) {
      remains.survivors = [Int32(process.number)]
      return remains
    }
    remains.lines = process.written(monotonic)
    return remains
  }

  func endOrphans() {}
  func keep() {}
  func notify(_ names: [String], of word: String, study: String) {}
}
