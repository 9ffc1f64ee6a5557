import Bytes
import Engines
import Files
import Ledger
import Study

/// What is to be started: processes that wait at their gates, and what could not be launched.
struct HeldStarts {
  /// Attempts whose process waits.
  var launched: [any Attempt] = []
  /// Attempts that came to their end before they began: they failed, or took over a result.
  var ended: [StageFinished] = []

  /// Whether the system had no room for another process; what is left waits.
  var isShort = false

  /// Whether there is nothing to start.
  var isEmpty: Bool { launched.isEmpty && ended.isEmpty }

  /// Ends the processes at their gates.
  func abandon() {
    for attempt in launched { attempt.abandon() }
  }
}

extension StudyRunner {
  /// Starts every requested unit that is not started yet.
  ///
  /// True when there was one.
  ///
  /// A process waits at its gate until its `stage.started` is durable: nothing ever runs that the
  /// log does not know of.
  func startRequested() throws -> Bool {
    let held = try holdRequested()
    isShort = held.isShort
    guard !held.isEmpty else { return false }
    try start(held)
    return true
  }

  /// Launches every requested unit as far as its gate; nothing is recorded, and nothing runs yet.
  func holdRequested() throws -> HeldStarts {
    let plan = try demandPlan()
    var held = HeldStarts()
    for (run, unit) in try requested() {
      let id = AttemptID(
        study: slug, run: run.id, stage: unit.stage, unit: unit.unit, attempt: unit.attempt)
      guard Rules.isInForce(unit, of: run, in: slug, try workspace.handler.states()) else {
        var outdated = StageFinished(id: id, outcome: .interrupted, elapsed: 0)
        outdated.error = "the plan changed before it began"
        held.ended.append(outdated)
        continue
      }
      if let source = unit.reuse, let stage = plan.stage(id.stage),
        let states = try? workspace.handler.states(),
        let reused = try? lookingAfterOthers({
          try machine.takeOver(source, as: id, stage, states)
        })
      {
        held.ended.append(reused)
        continue
      }
      do {
        held.launched.append(try lookingAfterOthers { try launch(id, run, plan) })
      } catch let error as FileError where error.isNoSpace {
        held.abandon()
        throw error
      } catch let error as FileError where error.isShortage {
        held.isShort = true
        return held
      } catch {
        held.ended.append(Self.unstartable(id, error))
      }
    }
    return held
  }

  /// Records the starts and opens the gates of those that stand.
  ///
  /// Others may have written since the processes were launched: a start that a rule refuses by now,
  /// because the study was halted, never goes on.
  func start(_ held: HeldStarts) throws {
    let started: [any Attempt]
    do {
      started = try recordStarts(held.launched, held.ended)
    } catch {
      held.abandon()
      throw error
    }
    for attempt in held.launched where !started.contains(where: { $0 === attempt }) {
      attempt.abandon()
    }
    for attempt in started {
      attempts.append(attempt)
      startedCount += 1
      attempt.open()
    }
    if held.launched.isEmpty { startedCount += held.ended.count }
  }

  private func launch(_ id: AttemptID, _ run: RunState, _ plan: Plan) throws -> any Attempt {
    guard let stage = plan.stage(id.stage) else {
      throw RuntimeError(.notFound, "the plan has no stage '\(id.stage)'")
    }
    return try machine.launch(
      id, stage, run, plan, try workspace.handler.states(), jobs: jobs)
  }

  /// Records starts and failures to start in one commit; gives the attempts whose start stands.
  private func recordStarts(
    _ launched: [any Attempt], _ ended: [StageFinished]
  ) throws -> [any Attempt] {
    let handler = workspace.handler
    var started: [any Attempt] = []
    let submissions = try handler.transact { batch -> [Submission] in
      var submissions: [Submission] = []
      for attempt in launched {
        let submission = try handler.submit(
          StartStage(attempt.started), by: self.signer, in: &batch)
        submissions.append(submission)
        if submission.rejection == nil { started.append(attempt) }
      }
      for finished in ended { submissions.append(try self.submit(finished, in: &batch)) }
      return submissions
    }
    for finished in ended where finished.outcome != .interrupted {
      last = finished
      if finished.reused == nil { progress.failed += 1 } else { progress.done += 1 }
    }
    for submission in submissions { absorb(submission) }
    return started
  }

  /// The units that were requested and that nobody works on, in the order of the plan.
  func requested() throws -> [(RunState, UnitState)] {
    let states = try workspace.handler.states()
    var found: [(RunState, UnitState)] = []
    // What was requested before the study was halted waits until it is resumed.
    guard let study = states.study(slug), study.halted == nil else { return [] }
    for id in study.active {
      guard let run = states.run(slug, id) else { continue }
      for unit in run.units.underWay(.requested) { found.append((run, unit)) }
    }
    return Array(found.prefix(max(0, jobs - attempts.count)))
  }

  private static func unstartable(_ id: AttemptID, _ error: any Error) -> StageFinished {
    var finished = StageFinished(id: id, outcome: .crashed, elapsed: 0)
    finished.error = "\(error)"
    if let error = error as? RuntimeError {
      finished.error = error.message
      if error.code == .noSuchCommand { finished.exit = 127 }
      if error.code == .notExecutable { finished.exit = 126 }
    }
    return finished
  }

  /// Ends what is left of attempts that an earlier runner started, and records that they were
  /// interrupted; what cannot be ended blocks its work.
  func recoverOrphans() throws {
    let plan = try demandPlan()
    let states = try workspace.handler.states()
    for id in states.study(slug)?.active ?? [] {
      guard let run = states.run(slug, id) else { continue }
      for unit in run.units.underWay(.started) {
        guard let stage = plan.stage(unit.stage) else { continue }
        try recover(run, unit, stage)
      }
    }
  }

  private func recover(_ run: RunState, _ unit: UnitState, _ stage: StagePlan) throws {
    let id = AttemptID(
      study: slug, run: run.id, stage: unit.stage, unit: unit.unit, attempt: unit.attempt)
    let remains = try machine.clear(id, stage, try start(of: unit))
    guard remains.survivors.isEmpty else {
      let survivors = remains.survivors.map(String.init).joined(separator: ", ")
      let evidence = "processes \(survivors) live on"
      let address = UnitAddress(run: run.id, stage: unit.stage, unit: unit.unit)
      let command = BlockStage(study: slug, address, evidence: evidence)
      absorb(try workspace.handler.submit(command, by: signer))
      return
    }
    let recorded = try recordedLines(of: id)
    let elapsed = try elapsed(
      unit, until: remains.isAlive ? workspace.world.now() : remains.lastSign)
    var finished = StageFinished(id: id, outcome: .interrupted, elapsed: elapsed)
    finished.error = "the runner went away" + (remains.problem.map { "; \($0)" } ?? "")
    let handler = workspace.handler
    let submissions = try handler.transact { batch -> [Submission] in
      var submissions: [Submission] = []
      for rest in StageObserved.divided(Array(remains.lines.dropFirst(recorded)), of: id) {
        submissions.append(try handler.submit(ObserveStage(rest), by: self.signer, in: &batch))
      }
      submissions.append(try self.submit(finished, in: &batch))
      return submissions
    }
    for submission in submissions { absorb(submission) }
  }

  /// What is known of how long an attempt took whose runner went away, in nanoseconds: from its
  /// start to a moment of the wall clock.
  private func elapsed(_ unit: UnitState, until last: Int64?) throws -> Int64 {
    guard let position = unit.startedAt, let last else { return 0 }
    let (elapsed, overflow) = last.subtractingReportingOverflow(
      try workspace.ledger.entry(position.entry).entry.at)
    return overflow ? 0 : max(0, elapsed)
  }

  /// What was recorded when an attempt was started.
  private func start(of unit: UnitState) throws -> StageStarted? {
    guard let position = unit.startedAt else { return nil }
    let entry = try workspace.ledger.entry(position.entry).entry
    guard position.ordinal < entry.events.count,
      let bytes = try workspace.ledger.mapBytes(of: entry.events[position.ordinal].data),
      case .stageStarted(let started) = try Event(
        entry.events[position.ordinal], data: bytes
      ).fact
    else { return nil }
    return started
  }

  /// How many lines of an attempt are in the log already: counted backwards from the head to the
  /// attempt's start.
  private func recordedLines(of id: AttemptID) throws -> Int {
    let states = try workspace.handler.states()
    guard let started = states.run(slug, id.run)?.unit(id.stage, id.unit)?.startedAt else {
      return 0
    }
    var count = 0
    try workspace.ledger.entries(from: started.entry) { _, signed in
      guard signed.entry.command == "observe_stage",
        let bytes = try self.workspace.ledger.mapBytes(of: signed.entry.arguments)
      else { return true }
      let observed = try StageObserved(encoded: bytes)
      if observed.id == id { count += observed.lines.count }
      return true
    }
    return count
  }
}
