import Bytes
import Codecs
import Files
import Ledger
import Runtime
import Study

/// A ledger on disk that is filled with a study's work by real commands.
///
/// Every run of the study is planned, started, observed a number of times, judged by a gate and
/// finished. Many commands share a commit, so that filling takes seconds.
final class Workload {
  /// The study's slug.
  static let study = "workload"

  let directory: LedgerDirectory
  private(set) var workspace: Workspace
  private(set) var person: Signer
  private(set) var runner: Signer
  private let configDirectory: String
  private let chance: Chance
  private let observationsPerRun: Int
  private var queue: [AttemptID] = []
  private var current: AttemptID?
  private var observed = 0
  private var finished = 0

  /// Makes a ledger with one registered study, which has as many runs as `entries` will need.
  init(in path: String, seed: UInt64, entries: Int, observationsPerRun: Int) throws {
    chance = Chance(seed: seed)
    self.observationsPerRun = observationsPerRun
    configDirectory = PathName.join(path, "config")
    let root = PathName.join(path, "lab")
    try FileSystem.makeDirectories(root)
    directory = LedgerDirectory(PathName.join(root, LedgerDirectory.name))
    var creation = Ledger.Creation(
      adminLabel: "bench", host: "bench", rulesRevision: 1, at: chance.now())
    creation.origin = "bench"
    creation.entropy = { [chance] in chance.bytes($0) }
    let ledger = try Ledger.create(
      at: directory.path, creation, keyring: Keyring(configDirectory: configDirectory))
    workspace = Workspace(ledger, configDirectory: configDirectory, world: chance.world)
    person = try workspace.person()
    runner = try workspace.runner()
    let runs = entries / max(1, observationsPerRun) + 1
    try workspace.handler.transact { batch in
      try self.register(Workload.study, runs: runs, in: &batch)
    }
  }

  /// The ledger.
  var ledger: Ledger { workspace.ledger }

  /// How many entries there are.
  func size() throws -> Int { Int(try workspace.ledger.head().size) }

  /// Appends until there are so many entries; the last run is left at work.
  func fill(to entries: Int) throws {
    while try size() < entries {
      try workspace.handler.transact { batch in
        for _ in 0..<4_096 where batch.head.size < entries { try self.step(in: &batch) }
      }
    }
    try begin()
  }

  /// Has a run at work, so that there is something to observe.
  func begin() throws {
    if current == nil { try workspace.handler.transact { batch in try self.step(in: &batch) } }
  }

  /// Appends until so many runs are finished.
  func finish(runs: Int) throws {
    while finished < runs {
      try workspace.handler.transact { batch in
        for _ in 0..<4_096 where self.finished < runs { try self.step(in: &batch) }
      }
    }
    try ledger.seal(lockDeadline: nil)
  }

  /// The first run that was planned.
  func firstRun() throws -> String {
    var name: String?
    try workspace.ledger.states(prefix: "run/\(Workload.study)/") { key, _ in
      name = key.split(separator: "/").last.map(String.init)
      return false
    }
    guard let name else { throw UsageError(message: "no run was planned") }
    return name
  }

  /// Appends one small entry of the runner's: a metric that a stage reports.
  @discardableResult
  func observe() throws -> Submission {
    try workspace.handler.submit(ObserveStage(try observation()), by: runner)
  }

  /// Appends so many small entries of the runner's in one commit.
  func observe(_ count: Int) throws {
    let reports = try (0..<count).map { _ in try observation() }
    try workspace.handler.transact { batch in
      for report in reports {
        _ = try self.workspace.handler.submit(ObserveStage(report), by: self.runner, in: &batch)
      }
    }
  }

  /// Appends one entry with so many metrics that a stage reports at once, and answers how many.
  func observe(lines count: Int) throws -> Int {
    let report = try observation(lines: count)
    try workspace.handler.submit(ObserveStage(report), by: runner)
    return count
  }

  /// Appends one small entry of a person's: a note.
  @discardableResult
  func note() throws -> Submission {
    try workspace.handler.submit(
      AddNote(.study(Workload.study), text: "looked at the residuals by hand"), by: person)
  }

  /// Gives the files back, so that something else can open them.
  func close() { workspace.ledger.close() }

  /// Opens the ledger again and goes as far as to where the first entry would be signed.
  func openToWrite() throws {
    struct Enough: Error {}
    close()
    try reopen()
    do {
      try ledger.write(lockDeadline: nil) { _ in throw Enough() }
    } catch is Enough {
      return
    }
  }

  /// Opens the ledger again to write.
  func reopen() throws {
    workspace = try Workspace.open(
      directory, mode: .readWrite, configDirectory: configDirectory, world: chance.world)
  }
}

extension Workload {
  /// Registers a study of so many runs.
  func register(_ slug: String, runs: Int, in batch: inout Batch) throws {
    let registered = StudyRegistered(plan: Workload.plan(slug, runs: runs), file: Workload.file)
    _ = try workspace.handler.submit(RegisterStudy(registered), by: person, in: &batch)
  }

  /// Claims as many runs of a study as a claim may take.
  func claim(of study: String, in batch: inout Batch) throws -> Submission {
    let claim = ClaimWork(
      study: study, slots: ClaimWork.slotsMax,
      pins: ["code": .text("9f86d081884c7d65"), "host": .text("bench")])
    return try workspace.handler.submit(claim, by: runner, in: &batch)
  }

  /// One more entry: the next of the run that is at work.
  private func step(in batch: inout Batch) throws {
    let handler = workspace.handler
    guard let attempt = current else {
      if queue.isEmpty { try takeWork(in: &batch) }
      guard let next = queue.popLast() else { throw UsageError(message: "the study is too small") }
      let started = StageStarted(
        id: next, command: ["awk", "-f", "fit.awk", "cells.csv"], pid: 4_711, processStart: 1_000,
        boot: "bench", directory: "runs/\(Workload.study)/\(next.run)/fit")
      _ = try handler.submit(StartStage(started), by: runner, in: &batch)
      current = next
      observed = 0
      return
    }
    guard observed == observationsPerRun else {
      _ = try handler.submit(ObserveStage(try observation()), by: runner, in: &batch)
      return
    }
    var finished = StageFinished(id: attempt, outcome: .succeeded, elapsed: 1_500_000_000)
    finished.exit = 0
    finished.metrics = [MetricValue(name: "score", value: chance.fraction())]
    finished.outputs = [
      OutputRecord(
        path: "fit.json", digest: Hashing.digest(of: chance.bytes(8)), size: 128, kept: false)
    ]
    finished.observations = [
      Observation(gate: "quality", check: "metric score", value: chance.fraction())
    ]
    _ = try handler.submit(FinishStage(finished), by: runner, in: &batch)
    self.finished += 1
    current = nil
  }

  private func takeWork(in batch: inout Batch) throws {
    for event in try claim(of: Workload.study, in: &batch).events {
      guard case .stageRequested(let request) = event.fact else { continue }
      queue.append(
        AttemptID(
          study: Workload.study, run: event.stream.name, stage: request.stage, unit: request.unit,
          attempt: request.attempt))
    }
    queue.reverse()
  }

  private func observation(lines count: Int = 1) throws -> StageObserved {
    guard let current else { throw UsageError(message: "no run is at work") }
    let lines = (0..<count).map { _ -> Value in
      observed += 1
      let metric: ValueMap = [
        "name": "loss", "step": .int(Int64(observed)), "value": .double(chance.fraction()),
      ]
      return ["metric": .map(metric)]
    }
    return StageObserved(id: current, lines: lines)
  }

  private static let file = FilePin(
    path: "study.yaml", digest: Hashing.digest(of: Array("study".utf8)), size: 512)

  private static func plan(_ slug: String, runs: Int) -> Plan {
    var plan = Plan(
      study: slug, objective: "what does it cost to remember everything?", seed: 42)
    plan.metric = "score"
    plan.levels = [LevelPlan(name: "", seedCount: runs)]
    var fit = StagePlan(name: "fit", run: ["awk", "-f", "fit.awk", "cells.csv"])
    fit.outputs = [OutputPlan(path: "fit.json")]
    fit.gates = [
      GatePlan(
        name: "quality",
        checks: [CheckPlan(.metric("score", file: nil), pass: Threshold(.greaterOrEqual, 0))])
    ]
    plan.stages = [fit]
    return plan
  }
}
