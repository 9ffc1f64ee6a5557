import Files
import Glibc
import Ledger
import Study
import TestKit
import Testing

@testable import Runtime

/// The runner on simulated machines, each decided by one seed: processes that hang, fail, report
/// and survive, disks that fail, clocks that are set, power cuts, people, and kills at any call.
///
/// `RUNLEDGER_SIMULATIONS` says how many new machines are tried. A seed that fails is written into
/// `failing-seeds.txt`, and every run of the tests tries it again.
@Suite(.serialized) struct SimulationTests {
  static let count =
    unsafe getenv("RUNLEDGER_SIMULATIONS")
    .flatMap { unsafe Int(String(cString: $0)) } ?? 30

  @Test func `seeds that failed once fail no more`() throws {
    for seed in try Self.kept() { try Self.live(seed) }
  }

  @Test func `whatever happens to it, a study comes to its end, and the log tells what happened`()
    throws
  {
    let isLong = unsafe getenv("RUNLEDGER_SIMULATIONS") != nil
    let first = isLong ? UInt64.random(in: 0...1 << 40) : 1
    // Of a processor, because the machine may be busy with something else.
    let began = clock()
    var turns = 0
    var steps = 0
    for seed in first..<first + UInt64(Self.count) {
      let isRight = Self.keeping(seed) {
        let machine = try Self.live(seed)
        turns += machine.turns
        steps += machine.steps
      }
      if !isRight { break }
    }
    let seconds = Double(clock() - began) / 1e6
    print(
      "simulated: \(Self.count) machines, \(turns) turns, \(Int(Double(turns) / seconds)) a second,"
        + " \(steps) steps, \(Int(Double(steps) / seconds)) a second")
  }

  /// Runs a seed, and keeps it when anything of it fails.
  private static func keeping(_ seed: UInt64, _ body: () throws -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      Issue.record("seed \(seed): \(error)")
      try? keep(seed)
      return false
    }
  }

  /// One machine from its first entry to the end of its study.
  @discardableResult
  private static func live(_ seed: UInt64) throws -> SimulatedMachine {
    let simulation = try Simulation(seed: seed)
    let machine = simulation.machine
    for _ in 0..<Int.random(in: 1...12, using: &machine.random) {
      try simulation.run(dies: Bool.random(using: &machine.random))
      try disturb(simulation)
    }
    machine.isHostile = false
    var rounds = 0
    while try simulation.workspace.handler.states().study("s")?.closing == nil {
      rounds += 1
      try #require(rounds < 200, "seed \(seed): the study does not come to its end")
      machine.stopSurvivors()
      try settle(simulation)
      try simulation.run(dies: false)
    }
    let replayed = try Replay.run(simulation.workspace.ledger)
    try #require(replayed.differences.isEmpty, "seed \(seed): \(replayed.differences)")
    let verified = Verifier.verify(simulation.workspace.ledger)
    try #require(verified.findings == [], "seed \(seed)")
    return machine
  }

  /// What people and the world do between two runners.
  private static func disturb(_ simulation: Simulation) throws {
    let machine = simulation.machine
    switch Int.random(in: 0..<8, using: &machine.random) {
    case 0: try simulation.say(HaltStudy(study: "s", reason: "wait"))
    case 1: try simulation.say(ResumeStudy(study: "s", reason: "on"))
    case 2, 3:
      // As the proposal of such a block says: first end what lives on.
      machine.stopSurvivors()
      try settle(simulation)
    case 4: machine.setClock()
    case 5: machine.pass(UInt64.random(in: 0...600, using: &machine.random) * 1_000_000)
    default: break
    }
  }

  /// Does whatever people can do to have a study go on.
  private static func settle(_ simulation: Simulation) throws {
    let states = try simulation.workspace.handler.states()
    guard let study = states.study("s") else { return }
    if study.halted != nil { try simulation.say(ResumeStudy(study: "s", reason: "on")) }
    for unit in study.blocked {
      try simulation.say(RetryStage(study: "s", run: unit.run, stage: unit.stage, reason: "on"))
    }
    for id in study.warned {
      for unit in states.run("s", id)?.units ?? UnitTable() {
        for gate in unit.openWarnings {
          let address = UnitAddress(run: id, stage: unit.stage, unit: unit.unit)
          try simulation.say(AcceptWarning(study: "s", address, gate: gate, reason: "fine"))
        }
      }
    }
  }

  private static let file = PathName.join(PathName.parent("\(#filePath)"), "failing-seeds.txt")

  private static func kept() throws -> [UInt64] {
    String(decoding: try FileSystem.readFile(file), as: UTF8.self).split(separator: "\n")
      .compactMap { UInt64($0.prefix { $0 != " " }) }
  }

  private static func keep(_ seed: UInt64) throws {
    let known = try FileSystem.readFile(file)
    try FileSystem.writeAtomically(file, known + Array("\(seed)\n".utf8), sync: false)
  }
}
