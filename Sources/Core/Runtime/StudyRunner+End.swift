import Engines
import Glibc
import Ledger
import Study

/// Why a run is over.
extension StudyRunner {
  /// What a single step that was taken before has come to by now; takes none.
  public func endOfFormerStep() throws -> RunSummary.End {
    try standing(hasMoved: true, isStepDone: true) ?? .stepped
  }

  /// Why the run is over, or nil while something may still happen by itself.
  func end(isMoving: Bool) throws -> RunSummary.End? {
    if let signal { return .interrupted(signal) }
    if interrupts > 0 { return .interrupted(SIGINT) }
    return isMoving ? nil : try standing(hasMoved: hasMoved, isStepDone: isStepDone)
  }

  /// Whether the one unit that a single step does was started.
  var isStepDone: Bool { options.isSingleStep && startedCount > 0 }

  /// Why nothing moves, or nil while something will by itself.
  ///
  /// A single step leaves what could be done next, and otherwise ends as a whole run does.
  private func standing(hasMoved: Bool, isStepDone: Bool) throws -> RunSummary.End? {
    let states = try workspace.handler.states()
    guard let study = states.study(slug), let plan = states.plan(slug) else { return nil }
    if study.closing == .stopped {
      return hasMoved ? .finished(.stopped) : .nothingToDo(.stopped)
    }
    if let halted = study.halted { return .halted(halted) }
    let goesOn = study.blocked.isEmpty || options.keepsGoing
    let isWaiting = try goesOn && nextRetry() != nil
    if isStepDone, try isWaiting || isWorkReady(states) { return .stepped }
    if isWaiting { return nil }
    if !study.blocked.isEmpty {
      let isGate = study.blocked.contains { address in
        states.run(slug, address.run)?.unit(address.stage, address.unit)?.outcome == .succeeded
      }
      return isGate ? .gateFailed : .blocked
    }
    if let closing = study.closing {
      return hasMoved ? .finished(closing) : .nothingToDo(closing)
    }
    if study.warned.contains(where: { states.run(slug, $0)?.hasOpenWarning ?? false }) {
      return .waiting("a warning is waiting to be accepted")
    }
    if !options.until.isEmpty || !options.runs.isEmpty {
      return .waiting("everything that was asked for is done")
    }
    return hasMoved
      ? .waiting("nothing of level '\(plan.levels[study.level].name)' can be started")
      : .nothingToDo(nil)
  }

  /// Runs the study's `notify` programs: on blocked, halted and finished.
  func notify(of end: RunSummary.End) {
    let word: String
    switch end {
    case .finished: word = "finished"
    case .blocked, .gateFailed: word = "blocked"
    case .halted: word = "halted"
    case .nothingToDo, .waiting, .stepped, .interrupted: return
    }
    machine.notify((try? demandPlan().notify) ?? [], of: word, study: slug)
  }

  /// Whether work is requested, or could be.
  private func isWorkReady(_ states: States) throws -> Bool {
    if try !requested().isEmpty { return true }
    let now = CommandContext(entry: try workspace.ledger.head().size, at: workspace.world.now())
    return Rules.hasAnswer(to: claim(1), at: now, states)
  }

  /// The earliest time at which an attempt that waits may begin; nil when none does that this
  /// runner is asked for.
  func nextRetry() throws -> Int64? {
    let states = try workspace.handler.states()
    let times = (states.study(slug)?.active ?? []).compactMap { states.run(slug, $0) }
      .flatMap { $0.units.underWay(.retrying) }.map(\.notBefore).sorted()
    guard !times.isEmpty else { return nil }
    let entry = try workspace.ledger.head().size
    return times.first {
      Rules.hasAnswer(to: claim(1), at: CommandContext(entry: entry, at: $0), states)
    }
  }
}
