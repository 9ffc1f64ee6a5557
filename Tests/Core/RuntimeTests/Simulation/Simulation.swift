import Codecs
import Engines
import Files
import Study
import TestKit
import Testing

@testable import Ledger
@testable import Runtime

/// A study that is run on a machine, a disk and by people that one seed decides.
///
/// The runner, the rules and the ledger are the program's own. After every turn the log is held
/// against what happened on the machine.
final class Simulation {
  let machine: SimulatedMachine
  private let store = SimulatedStore()
  private let directory: TemporaryDirectory
  private let creation: Ledger.Creation
  private let keys: FirstKeys
  private let config: String
  private(set) var workspace: Workspace
  private var witness = SimulationWitness()
  /// How often a runner was killed, and how often a commit failed under it.
  private(set) var deaths = 0

  init(seed: UInt64) throws {
    let machine = SimulatedMachine(seed: seed)
    self.machine = machine
    directory = try TemporaryDirectory()
    config = directory.path("config")
    var creation = Ledger.Creation(adminLabel: "tester", host: "bench", at: machine.wall)
    creation.entropy = { machine.random.bytes($0) }
    self.creation = creation
    keys = try FirstKeys(creation, origin: "example.org/simulated")
    let place = LedgerDirectory(directory.path("lab/.runledger"))
    try keys.keep(in: Keyring(configDirectory: config), place, creation)
    workspace = Self.open(place, store, keys, config, machine)
    try workspace.ledger.writeFirstEntries(keys, creation)
    let plan = Plan.simulated
    let registered = StudyRegistered(
      plan: plan, file: FilePin(path: "study.yaml", digest: plan.digest, size: 1))
    try workspace.handler.submit(RegisterStudy(registered), by: keys.admin)
    machine.isStarted = { [unowned self] id in
      let unit = try? workspace.handler.states().run(id.study, id.run)?.unit(id.stage, id.unit)
      return unit?.phase == .started && unit?.attempt == id.attempt
    }
    machine.afterTurn = { [unowned self] in try check() }
  }

  private static func open(
    _ place: LedgerDirectory, _ store: SimulatedStore, _ keys: FirstKeys, _ config: String,
    _ machine: SimulatedMachine
  ) -> Workspace {
    let ledger = Ledger(
      directory: place, origin: "example.org/simulated", mode: .readWrite, store: store,
      blobs: BlobStore(directory: place.blobs), ledgerKey: keys.ledger,
      entropy: { machine.random.bytes($0) })
    let world = World(now: { machine.wall }, entropy: { machine.random.bytes($0) })
    return Workspace(ledger, configDirectory: config, world: world)
  }

  /// Holds the log against the machine.
  func check() throws { try witness.check(workspace, machine) }

  /// One runner from its start to its end, whatever that is.
  func run(dies: Bool) throws {
    machine.revive()
    if dies { machine.fuse = Int.random(in: 0...400, using: &machine.random) }
    unsafe store.fate = { [machine] in
      if (try? machine.call()) == nil { return Bool.random(using: &machine.random) ? .lost : .kept }
      guard machine.isHostile, Int.random(in: 0..<300, using: &machine.random) == 0 else {
        return .done
      }
      return Bool.random(using: &machine.random) ? .lost : .kept
    }
    defer { unsafe store.fate = { .done } }
    var options = RunOptions(studyDirectory: directory.path, environment: [:])
    options.jobs = machine.jobs
    options.keepsGoing = Bool.random(using: &machine.random)
    do {
      _ = try StudyRunner(workspace, study: "s", options: options, on: machine).run()
    } catch {
      deaths += 1
      let isExpected =
        machine.isDead || error is FileError || error is LedgerError
        || (error as? RuntimeError)?.code == .store
      machine.hold(isExpected && machine.isHostile, "the runner gave up: \(error)")
      if machine.isDead, Int.random(in: 0..<4, using: &machine.random) == 0 { machine.cutPower() }
      workspace = Self.open(workspace.directory, store, keys, config, machine)
    }
    try check()
    if let problem = machine.problems.first { throw SimulationError(description: problem) }
  }

  /// Gives a command as a person, who may be refused.
  func say(_ command: any Command) throws {
    do { try workspace.handler.submit(command, by: keys.admin) } catch is Rejection {}
  }
}

/// What did not hold on a simulated machine.
struct SimulationError: Error, CustomStringConvertible {
  let description: String
}

extension Plan {
  /// Two stages for each of three seeds, one of them in two parts, and a third for all of them.
  static var simulated: Plan {
    var plan = Plan(study: "s", objective: "it goes on", seed: 7)
    plan.metric = "accuracy"
    plan.levels = [LevelPlan(name: "A", seeds: [1, 2]), LevelPlan(name: "B", seeds: [1, 2, 3])]
    var prepare = StagePlan(name: "prepare", run: ["work"])
    prepare.retry = RetryPlan(
      attempts: 2, causes: ["failure", "signal"], backoffNanoseconds: 30_000_000)
    var train = StagePlan(name: "train", run: ["work", "${seed}"])
    train.inputs = [StageInput(name: "data", source: .stage("prepare", "out"))]
    train.foreach = [Axis(name: "fold", values: [1, 2])]
    train.timeoutNanoseconds = 300_000_000
    train.retry = RetryPlan(
      attempts: 3, causes: ["timeout", "exit:1", "signal"], backoffNanoseconds: 50_000_000)
    train.gates = [
      GatePlan(
        name: "quality",
        checks: [
          CheckPlan(
            .metric("accuracy", file: nil), pass: Threshold(.greaterOrEqual, 0.8),
            warn: Threshold(.greaterOrEqual, 0.6))
        ])
    ]
    var report = StagePlan(name: "report", run: ["work"])
    report.scope = .study
    report.inputs = [StageInput(name: "all", source: .stage("train", "out"))]
    plan.stages = [prepare, train, report]
    return plan
  }
}
