import Codecs
import Ledger

extension States {
  /// Records what an event says.
  ///
  /// Judges nothing: every rule stands in a decider or an engine.
  public func evolve(_ event: Event, at position: EventPosition) {
    switch event.stream {
    case .study(let slug): evolveStudy(slug, event.fact)
    case .run(let slug, let id):
      let before = run(slug, id)
      evolveRun(slug, id, event.fact, at: position)
      evolveStudy(slug, run: id, before: before, event.fact)
    case .violation(let slug, let id): evolveViolation(slug, id, event.fact)
    default: break
    }
  }

  private func evolveStudy(_ slug: String, _ fact: Fact) {
    if case .studyRegistered(let registered) = fact {
      set(registered.plan, for: slug)
      set(StudyState(file: registered.file, planDigest: registered.plan.digest), for: slug)
      return
    }
    guard var state = study(slug) else { return }
    switch fact {
    case .studyRevised(let revised):
      set(revised.plan, for: slug)
      state.takeUp(revised.plan, revised.file, revision: revised.revision)
    case .studyAmended(let amended):
      set(amended.plan, for: slug)
      state.takeUp(amended.plan, amended.file, revision: amended.revision)
    case .scheduleDrawn(let drawn):
      state.round = drawn.round
      state.startOver()
    case .studyHalted(let halted): state.halted = halted.reason
    case .studyResumed: state.halted = nil
    case .studyClosed(let closed): state.closing = closed.closing
    case .levelReached: state.enterNextLevel()
    case .gateEvaluated(let evaluated): state.requirements = evaluated.verdict
    case .budgetExceeded(let exceeded): state.exceeded.append(exceeded.what)
    default: return
    }
    set(state, for: slug)
  }

  /// What a run's event changes in its study; `before` is the run's state before the event.
  private func evolveStudy(_ slug: String, run id: String, before: RunState?, _ fact: Fact) {
    guard var state = study(slug), let plan = plan(slug) else { return }
    let isOfLevel = before.map { $0.level == plan.levels[state.level].name } ?? false
    switch fact {
    case .runPlanned(let planned):
      if planned.level == plan.levels[state.level].name, planned.index == state.cursor {
        state.cursor += 1
      }
      state.runCount += before == nil ? 1 : 0
      state.finishedCount -= before?.finished == nil ? 0 : 1
      if !state.active.contains(id) { state.active.append(id) }
      state.blocked.removeAll { blocked in
        blocked.run == id
          && planned.stale.contains { $0.stage == blocked.stage && $0.unit == blocked.unit }
      }
    case .runFinished(let finished):
      state.active.removeAll { $0 == id }
      state.finishedCount += 1
      state.finished += isOfLevel ? 1 : 0
      if isOfLevel, finished.verdict == .warn { state.warned.append(id) }
    case .runPinned(let pinned): if state.pins.isEmpty { state.pins = pinned.digests }
    case .runLocked: state.lockedCount += 1
    case .runCorrected:
      if isOfLevel, before?.finished != nil, !state.active.contains(id) { state.finished -= 1 }
      state.active.removeAll { $0 == id }
      state.warned.removeAll { $0 == id }
      state.blocked.removeAll { $0.run == id }
    case .stageFinished(let ended):
      state.elapsed += ended.elapsed
      if ended.outcome == .succeeded { state.hasResult = true }
    case .stageRetried(let retried): state.retries += retried.counts ? 1 : 0
    case .stageBlocked(let blocked):
      state.blocked.append(UnitAddress(run: id, stage: blocked.stage, unit: blocked.unit))
    case .stageUnblocked(let unblocked):
      let address = UnitAddress(run: id, stage: unblocked.stage, unit: unblocked.unit)
      state.blocked.removeAll { $0 == address }
    default: return
    }
    set(state, for: slug)
  }

  private func evolveViolation(_ slug: String, _ id: String, _ fact: Fact) {
    guard var state = study(slug) else { return }
    switch fact {
    case .violationRecorded(let recorded):
      set(ViolationState(severity: recorded.severity), for: slug, id)
      state.violationCount += 1
      if recorded.severity == .critical { state.openViolations.append(id) }
    case .violationResolved:
      guard var violation = violation(slug, id) else { return }
      violation.isResolved = true
      set(violation, for: slug, id)
      state.openViolations.removeAll { $0 == id }
    default: return
    }
    set(state, for: slug)
  }
}

extension StudyState {
  /// Puts another plan in force and begins its schedule again; recorded results stay.
  mutating func takeUp(_ plan: Plan, _ file: FilePin, revision: Int) {
    self.revision = revision
    self.file = file
    planDigest = plan.digest
    requirements = nil
    exceeded = []
    pins = ValueMap()
    startOver()
  }

  /// Begins the schedule again at the first level.
  mutating func startOver() {
    level = 0
    cursor = 0
    finished = 0
    active = []
    warned = []
    closing = nil
  }

  /// Goes on to the next level.
  mutating func enterNextLevel() {
    level += 1
    cursor = 0
    finished = 0
    warned = []
  }
}
