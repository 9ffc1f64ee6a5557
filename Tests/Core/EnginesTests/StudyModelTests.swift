import Codecs
import Engines
import Glibc
import Study
import TestKit
import Testing

/// The rules against a model of them, step by step over random commands, legal and illegal.
///
/// `RUNLEDGER_RULE_STEPS` lengthens it.
@Suite struct StudyModelTests {
  static let steps =
    unsafe getenv("RUNLEDGER_RULE_STEPS")
    .flatMap { unsafe Int(String(cString: $0)) } ?? 6_000

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `whatever the order of commands, the rules are what the model says`(seed: UInt64) throws {
    var walk = try ModelWalk(seed: seed)
    for step in 0..<Self.steps / 3 {
      try walk.step()
      try #require(walk.problem == nil, "seed \(seed), step \(step): \(walk.problem ?? "")")
    }
    #expect(walk.refusals > 50 && walk.closed > 0, "seed \(seed): half of the rules are not tried")
  }
}

/// A study and its model, given the same commands.
private struct ModelWalk {
  private var scenario: Scenario
  private var model = StudyModel()
  private var random: SeededGenerator
  /// What differed.
  private(set) var problem: String?
  /// How many commands both refused, and how many studies came to their end.
  private(set) var refusals = 0
  private(set) var closed = 0

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: seed)
    scenario = try Scenario(.pipeline { $0.locksFinished = true })
  }

  mutating func step() throws {
    if model.isClosed, Int.random(in: 0..<4, using: &random) == 0 {
      closed += 1
      scenario = try Scenario(.pipeline { $0.locksFinished = true })
      model = StudyModel()
    }
    let at = address()
    let attempt =
      (model.place(at).map { model.runs[$0.run].units[$0.unit].attempt } ?? 1)
      + (Int.random(in: 0..<15, using: &random) == 0 ? 1 : 0)
    let id = AttemptID(
      study: "s", run: at.run, stage: at.stage, unit: at.unit, attempt: attempt)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<18: claim()
    case 18..<40: give(StartStage(.sample(id)), model.start(at, attempt: attempt))
    case 40..<68: finish(at, id)
    case 68..<78:
      let stage = Bool.random(using: &random) ? at.stage : nil
      let command = RetryStage(study: "s", run: at.run, stage: stage, reason: "again")
      give(command, model.retry(at.run, stage))
    case 78..<86:
      give(AcceptWarning(study: "s", at, gate: "quality", reason: "fine"), model.accept(at))
    case 86..<89: give(BlockStage(study: "s", at, evidence: "pid 12 lives on"), model.block(at))
    case 89..<92: give(LockRun(study: "s", run: at.run, reason: "done"), model.lock(at.run))
    case 92..<94: give(HaltStudy(study: "s", reason: "wait"), model.halt())
    default: give(ResumeStudy(study: "s", reason: "on"), model.resume())
    }
    if problem == nil { problem = difference }
  }

  /// Work that something can be done with, mostly.
  private mutating func address() -> UnitAddress {
    let all = model.runs.flatMap { run in run.units.map { (run.id, $0) } }
    let live = all.filter { !$0.1.isDone || $0.1.isOpen }
    let isAny = Int.random(in: 0..<10, using: &random) == 0
    guard let (run, unit) = (isAny ? all : live).randomElement(using: &random) else {
      return UnitAddress(run: "A-s1", stage: "prepare", unit: "")
    }
    return UnitAddress(run: run, stage: unit.stage, unit: unit.key)
  }

  private mutating func claim() {
    let slots = Int.random(in: 0...5, using: &random)
    let keepsGoing = Bool.random(using: &random)
    let expected = model.claim(slots, keepsGoing: keepsGoing)
    let claim = ClaimWork(
      study: "s", slots: slots, keepsGoing: keepsGoing, pins: ["host": "one"])
    let events = give(claim, expected != nil)
    let found = events.compactMap { event -> String? in
      guard case .stageRequested(let request) = event.fact else { return nil }
      return "\(event.stream.name)/\(request.stage)[\(request.unit)]#\(request.attempt)"
    }
    if found != expected ?? [] { problem = "claimed \(found), not \(expected ?? [])" }
  }

  private mutating func finish(_ at: UnitAddress, _ id: AttemptID) {
    let outcomes: [Outcome] = [
      .succeeded, .succeeded, .succeeded, .succeeded, .succeeded, .succeeded, .failed, .timedOut,
      .crashed, .interrupted,
    ]
    let outcome = outcomes[Int.random(in: 0..<outcomes.count, using: &random)]
    let values = [0.9, 0.9, 0.9, 0.8, 0.7, 0.6, 0.5, Double.nan]
    let accuracy = values[Int.random(in: 0..<values.count, using: &random)]
    var finished = StageFinished(id: id, outcome: outcome, elapsed: 1_000)
    if at.stage == "train" { finished.report(accuracy) }
    finished.outputs = [OutputRecord(path: "out", digest: .sample(1), size: 1, kept: true)]
    give(
      FinishStage(finished),
      model.finish(at, attempt: id.attempt, outcome, accuracy: accuracy))
  }

  /// Gives the study a command of which the model has said whether it is accepted.
  @discardableResult
  private mutating func give(_ command: any Command, _ isAccepted: Bool) -> [Event] {
    do {
      let events = try scenario.when(command)
      if !isAccepted { problem = "'\(command.name)' was accepted" }
      return events
    } catch {
      refusals += 1
      if isAccepted { problem = "'\(command.name)' was refused: \(error)" }
      return []
    }
  }

  /// Where study and model differ.
  private var difference: String? {
    guard let study = scenario.states.study("s") else { return "there is no study" }
    if study.level != model.level { return "the level is \(study.level)" }
    if (study.halted != nil) != model.isHalted { return "halted: \(study.halted ?? "no")" }
    if (study.closing != nil) != model.isClosed { return "closed: \(study.closing != nil)" }
    if study.runCount != model.runs.count { return "\(study.runCount) runs" }
    if Set(study.blocked) != Set(model.blocked) { return "blocked: \(study.blocked)" }
    for run in model.runs {
      guard let state = scenario.states.run("s", run.id) else { return "no run \(run.id)" }
      if state.isLocked != run.isLocked { return "\(run.id) locked: \(state.isLocked)" }
      if (state.finished != nil) != run.isFinished { return "\(run.id) finished" }
      for unit in run.units {
        let found =
          state.unit(unit.stage, unit.key) ?? UnitState(stage: unit.stage, unit: unit.key)
        let isSame =
          found.phase == unit.phase && found.attempt == unit.attempt
          && found.failures == unit.failures && found.interruptions == unit.interruptions
          && found.openWarnings.isEmpty == !unit.isOpen
        if !isSame { return "\(run.id)/\(unit.stage)[\(unit.key)] is \(found), not \(unit)" }
      }
    }
    return nil
  }
}
