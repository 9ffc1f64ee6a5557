import Bytes
import Codecs
import Engines
import Study
import TestKit
import Testing

/// A walk through the commands that a study may see.
struct Walk {
  let scenario: Scenario
  /// How many commands were refused.
  private(set) var refusals = 0
  private var random: SeededGenerator
  private var laws = Laws()
  private var fileNumber: UInt8 = 1

  init(seed: UInt64) throws {
    random = SeededGenerator(seed: seed)
    scenario = try Scenario(
      .pipeline { plan in
        plan.params = [Parameter(name: "skip", value: false, bypass: true)]
        plan.change("train") { $0.params = ["skip"] }
      })
    laws.check(scenario, entry: scenario.entries[0])
  }

  /// One random command.
  mutating func step() throws { try submit(next()) }

  /// Does everything that people can do to bring the study to its end.
  mutating func drain() throws {
    for round in 0..<60 {
      let study = try scenario.study()
      if let closing = study.closing, closing != .stopped { return }
      if study.closing == .stopped { try submit(DrawSchedule(study: "s", reason: "again")) }
      for id in study.openViolations {
        try submit(ResolveViolation(study: "s", violation: id, resolution: "mended"))
      }
      if try scenario.study().halted != nil { try submit(ResumeStudy(study: "s", reason: "on")) }
      for blocked in try scenario.study().blocked {
        try submit(RetryStage(study: "s", run: blocked.run, stage: blocked.stage, reason: "on"))
      }
      try acceptWarnings()
      scenario.now += 1_000_000_000
      try submit(ClaimWork(study: "s", slots: 64, pins: ["host": "one"]))
      for unit in scenario.live {
        let id = scenario.attempt(unit.run, unit.stage, unit.unit)
        if try scenario.unit(unit.run, unit.stage, unit.unit).phase == .requested {
          try submit(StartStage(.sample(id)))
        }
        try submit(FinishStage(ended(id, .succeeded, accuracy: 0.9)))
      }
      if round == 59 { Issue.record("the study does not come to an end") }
    }
  }

  /// Everything again from the beginning: every event has to come out the same.
  func replay() throws {
    let states = States()
    for (place, step) in scenario.accepted.enumerated() {
      let events = try Rules.apply(step.command, at: step.context, states)
      let data = events.map { CBOR.encode($0.fact.data) }
      #expect(data == scenario.entries[place].map { CBOR.encode($0.fact.data) })
      #expect(lines(events) == lines(scenario.entries[place]))
    }
  }

  private mutating func submit(_ command: any Command) throws {
    _ = scenario.states.takeChanges()
    do {
      let events = try scenario.when(command)
      laws.check(scenario, entry: events)
    } catch {
      refusals += 1
      #expect(scenario.states.takeChanges().isEmpty, "\(command.name)")
    }
  }

  private mutating func acceptWarnings() throws {
    for id in laws.runs {
      guard let run = scenario.states.run("s", id) else { continue }
      for unit in run.units {
        for gate in unit.openWarnings {
          let address = UnitAddress(run: id, stage: unit.stage, unit: unit.unit)
          try submit(AcceptWarning(study: "s", address, gate: gate, reason: "fine"))
        }
      }
    }
  }
}

extension Walk {
  private mutating func next() -> any Command {
    let run = laws.runs.randomElement(using: &random) ?? "nowhere"
    let stage = ["prepare", "train", "report", "nothing"].randomElement(using: &random) ?? ""
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<22: return anyClaim()
    case 22..<42: return StartStage(.sample(anyAttempt()))
    case 42..<68: return FinishStage(anyEnd())
    case 68..<72: return observe()
    case 72..<75: return retry(run, stage)
    case 75..<78:
      return RerunRun(study: "s", run: run, from: stage, params: [], reason: "why not")
    case 78..<81: return accept()
    case 81..<84: return LockRun(study: "s", run: run, reason: "done")
    case 84..<86: return block()
    case 86..<88: return guardOf(run)
    case 88..<90: return amend()
    case 90: return MakeDecision(.study("s"), DecisionMade(choice: .stop, rationale: "enough"))
    case 91: return DrawSchedule(study: "s", reason: "again")
    case 92: return HaltStudy(study: "s", reason: "wait")
    case 93..<96: return ResumeStudy(study: "s", reason: "go on")
    case 96..<98:
      return ResolveViolation(
        study: "s", violation: "v000\(Int.random(in: 1...4, using: &random))", resolution: "so")
    case 98: return guardOf(run)
    default: return CheckRequirements(study: "s", found: [])
    }
  }

  /// A grant, or the end of one, for the study or a run.
  private mutating func guardOf(_ run: String) -> any Command {
    var override = OverrideArguments(study: "s", flag: "skip", reason: "why not")
    if Bool.random(using: &random) { override.run = run }
    if Int.random(in: 0..<3, using: &random) == 0 { override.stage = "train" }
    if Bool.random(using: &random) { return RevokeOverride(override) }
    override.value = true
    return GrantOverride(override)
  }

  private mutating func anyClaim() -> any Command {
    var claim = ClaimWork(
      study: "s", slots: Int.random(in: 0...6, using: &random),
      keepsGoing: Bool.random(using: &random), pins: ["host": "one"])
    if Int.random(in: 0..<10, using: &random) == 0 { claim.skip = ["report"] }
    if Int.random(in: 0..<10, using: &random) == 0 { claim.until = ["prepare"] }
    if Int.random(in: 0..<10, using: &random) == 0 { claim.pins = ["host": "two"] }
    return claim
  }

  /// An attempt that is under way, mostly; sometimes an earlier one, or one of nothing.
  private mutating func anyAttempt() -> AttemptID {
    guard Int.random(in: 0..<12, using: &random) > 0,
      let unit = scenario.live.randomElement(using: &random)
    else {
      let run = laws.runs.randomElement(using: &random) ?? "nowhere"
      let attempt = Int.random(in: 1...3, using: &random)
      return AttemptID(study: "s", run: run, stage: "prepare", unit: "", attempt: attempt)
    }
    return scenario.attempt(unit.run, unit.stage, unit.unit)
  }

  private mutating func anyEnd() -> StageFinished {
    let outcomes: [Outcome] = [
      .succeeded, .succeeded, .succeeded, .succeeded, .succeeded, .failed, .timedOut, .crashed,
      .interrupted,
    ]
    let outcome = outcomes.randomElement(using: &random) ?? .succeeded
    let accuracy = [0.9, 0.9, 0.85, 0.7, 0.5, Double.nan].randomElement(using: &random) ?? 0.9
    return ended(anyAttempt(), outcome, accuracy: accuracy)
  }

  private mutating func ended(
    _ id: AttemptID, _ outcome: Outcome, accuracy: Double
  ) -> StageFinished {
    var finished = StageFinished(id: id, outcome: outcome, elapsed: 1_000)
    if id.stage == "train" { finished.report(accuracy) }
    let digest = Digest.sample(UInt8.random(in: 0...3, using: &random))
    finished.outputs = [OutputRecord(path: "out", digest: digest, size: 1, kept: true)]
    return finished
  }

  private mutating func observe() -> any Command {
    let severity = Bool.random(using: &random) ? "critical" : "non_critical"
    let report: Value = ["violation": ["text": "oh", "severity": .text(severity)]]
    return ObserveStage(StageObserved(id: anyAttempt(), lines: [report]))
  }

  private mutating func retry(_ run: String, _ stage: String) -> any Command {
    let blocked = scenario.states.study("s")?.blocked.randomElement(using: &random)
    return RetryStage(
      study: "s", run: blocked?.run ?? run, stage: blocked?.stage ?? stage, reason: "again")
  }

  private mutating func accept() -> any Command {
    let run = scenario.states.study("s")?.warned.randomElement(using: &random) ?? "nowhere"
    let units = scenario.states.run("s", run)?.units ?? UnitTable()
    let unit = units.first(where: { !$0.openWarnings.isEmpty })
    let address = UnitAddress(run: run, stage: unit?.stage ?? "", unit: unit?.unit ?? "")
    return AcceptWarning(study: "s", address, gate: "quality", reason: "fine")
  }

  private mutating func block() -> any Command {
    let id = anyAttempt()
    let address = UnitAddress(run: id.run, stage: id.stage, unit: id.unit)
    return BlockStage(study: "s", address, evidence: "pid 12 lives on")
  }

  private mutating func amend() -> any Command {
    var plan = scenario.states.plan("s") ?? .pipeline()
    switch Int.random(in: 0..<6, using: &random) {
    case 0: plan.levels[0].seeds = [[1, 2], [1, 2, 5], [2]].randomElement(using: &random) ?? [1]
    case 1:
      let pass = [0.8, 0.75, 0.85].randomElement(using: &random) ?? 0.8
      plan.change("train") { $0.gates = [.accuracy(pass: pass)] }
    case 2:
      let folds: [Value] = Bool.random(using: &random) ? [1, 2, 3] : [2]
      plan.change("train") { $0.foreach = [Axis(name: "fold", values: folds)] }
    case 3: plan.change("prepare") { $0.run.append("-v") }
    case 4:
      plan.stages = Plan.pipeline().stages
      plan.change("train") { $0.params = ["skip"] }
    default: plan.stages.removeAll { $0.name == "report" }
    }
    fileNumber = fileNumber % 250 + 1
    let changed = StudyRegistered(plan: plan, file: .study(fileNumber))
    return Bool.random(using: &random)
      ? ReviseStudy(changed) : AmendStudy(changed, reason: "better")
  }
}
