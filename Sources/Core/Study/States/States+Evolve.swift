import Codecs
import LedgerFormat

extension States {
  /// Records what an event says.
  ///
  /// Judges nothing: every rule stands in a decider or an engine.
  ///
  /// `author` is the key that signed the entry, in hexadecimal.
  public func evolve(_ event: Event, at position: EventPosition, by author: String = "") {
    note(event)
    switch event.stream {
    case .study(let slug):
      evolveStudy(slug, event.fact)
      if var state = study(slug), evolveOverrides(&state, slug, event, at: position) {
        set(state, for: slug)
      }
      switch event.fact {
      case .studyRegistered, .studyRevised, .studyAmended: setAuthor(author, of: slug)
      default: break
      }
    case .run(let slug, let id):
      let effects = event.fact.effects
      let before = effects.contains(.study) ? standing(slug, id) : nil
      evolveRun(slug, id, event.fact, at: position)
      if effects.isEmpty { return }
      changeStudy(slug) { state in
        var isChanged = effects.contains(.study) && evolve(&state, slug, run: before, event)
        isChanged = evolveOverrides(&state, slug, event, at: position) || isChanged
        if effects.contains(.units) { isChanged = tally(&state, slug, id, event.fact) || isChanged }
        return isChanged
      }
    case .violation(let slug, let id): evolveViolation(slug, id, event.fact)
    case .batch(let slug, let id): evolveBatch(slug, id, event.fact, at: position)
    case .candidate(let slug, let name): evolveCandidate(slug, name, event.fact, at: position)
    case .baseline(let slug, let name):
      evolveBaseline(slug, name, event.fact, at: position)
    case .report(let slug, let name): evolveReport(slug, name, event.fact, at: position)
    default: break
    }
  }

  private func evolveStudy(_ slug: String, _ fact: EventData) {
    if case .studyRegistered(let registered) = fact {
      set(registered.plan, for: slug)
      remember(registered.plan)
      var state = StudyState(file: registered.file, planDigest: registered.plan.digest)
      state.registered = registered.plan.slots
      set(state, for: slug)
      return
    }
    guard var state = study(slug) else { return }
    switch fact {
    case .studyRevised(let revised):
      set(revised.plan, for: slug)
      remember(revised.plan)
      state.takeUp(
        revised.plan, revised.file, revision: revised.revision, live: liveRuns(slug, state))
    case .studyAmended(let amended):
      if amended.postHoc, let former = plan(slug) {
        let changed = PlanChanges.paths(from: former, to: amended.plan)
        state.lateChanges["\(amended.revision)"] = .array(changed.map { .text($0) })
        for rule in amended.plan.exclusions
        where !former.exclusions.contains(rule) && !state.lateRules.contains(rule.name) {
          state.lateRules.append(rule.name)
        }
      }
      set(amended.plan, for: slug)
      remember(amended.plan)
      state.amendments += 1
      state.takeUp(
        amended.plan, amended.file, revision: amended.revision, live: liveRuns(slug, state))
    case .scheduleDrawn(let drawn):
      // The first one says what the plan in force means, and begins nothing again.
      guard drawn.round != state.round else { return }
      state.round = drawn.round
      state.tallies = []
      state.startOver(live: liveRuns(slug, state))
    case .studyHalted(let halted):
      state.halted = halted.reason
      state.isHaltedByViolation = halted.violation != nil
      state.haltsDue = 0
    case .studyResumed:
      state.halted = nil
      state.isHaltedByViolation = false
    case .studyClosed(let closed):
      state.closing = closed.closing
      if closed.closing == .stopped { state.active = liveRuns(slug, state) }
    case .levelReached: state.enterNextLevel()
    case .gateEvaluated(let evaluated): state.requirements = evaluated.verdict
    case .budgetExceeded(let exceeded):
      state.exceeded.append(exceeded.what)
      state.haltsDue += state.halted == nil ? 1 : 0
    default: return
    }
    set(state, for: slug)
  }

  /// How a run stands in its study before an event; nil where it is not there yet.
  private func standing(_ slug: String, _ id: String) -> (isCounted: Bool, isFinished: Bool)? {
    guard let cell = planCell(slug), let run = run(slug, id), let study = study(slug) else {
      return nil
    }
    return (study.counts(run, in: cell.plan), run.finished != nil)
  }

  /// What a run's event changes in its study; `before` is how the run stood before the event.
  ///
  /// False when it changes nothing.
  private func evolve(
    _ state: inout StudyState, _ slug: String,
    run before: (isCounted: Bool, isFinished: Bool)?, _ event: Event
  ) -> Bool {
    guard let cell = planCell(slug), let run = run(slug, event.stream.name) else { return false }
    let wasCounted = before?.isCounted ?? false
    switch event.fact {
    case .runPlanned(let planned):
      // Only the schedule moves the cursor; a person's repetition stands outside it.
      if !event.by.isEmpty, state.counts(run, in: cell.plan) { state.pass(planned.index) }
      state.touched.removeAll { $0 == run.id }
      state.runCount += before == nil ? 1 : 0
      if before?.isFinished == true {
        state.finishedCount -= 1
        state.finished -= wasCounted ? 1 : 0
      }
      state.blocked.removeAll { $0.run == run.id }
      guard run.exclusion == nil else { return true }
      if !state.active.contains(run.id) { state.active.append(run.id) }
      state.blocked += run.blockedUnits
    case .runFinished(let finished):
      state.active.removeAll { $0 == run.id }
      state.finishedCount += 1
      state.finished += wasCounted ? 1 : 0
      if wasCounted, finished.verdict == .warn { state.warned.append(run.id) }
    case .runPinned(let pinned): if state.pins.isEmpty { state.pins = pinned.digests }
    case .runLocked: state.lockedCount += 1
    case .runExcluded:
      touch(around: run, slug, &state)
      if !state.excluded.contains(run.id) { state.excluded.append(run.id) }
      state.letGo(of: run)
      state.warned.removeAll { $0 == run.id }
      state.blocked.removeAll { $0.run == run.id }
    case .runCorrected:
      touch(around: run, slug, &state)
      state.finished -= wasCounted && run.finished != nil ? 1 : 0
      if !run.isLive { state.active.removeAll { $0 == run.id } }
      state.warned.removeAll { $0 == run.id }
      state.blocked.removeAll { $0.run == run.id }
    case .stageFinished(let ended):
      state.elapsed = state.elapsed.adding(ended.elapsed)
      if ended.outcome == .succeeded { state.hasResult = true }
      state.letGo(of: run)
    case .stageRetried(let retried): state.retries += retried.counts ? 1 : 0
    case .decisionMade(let made) where run.scope == .look && !event.by.isEmpty:
      state.endedAt = made.choice == .stop ? run.index : nil
    case .stageBlocked(let blocked):
      state.letGo(of: run)
      if state.isCurrent(run), run.exclusion == nil {
        state.blocked.append(UnitAddress(run: run.id, stage: blocked.stage, unit: blocked.unit))
      }
    case .stageUnblocked(let unblocked):
      let address = UnitAddress(run: run.id, stage: unblocked.stage, unit: unblocked.unit)
      state.blocked.removeAll { $0 == address }
    default: return false
    }
    return true
  }

  /// Remembers the pair and the task that a run belongs to: what they read may have changed.
  private func touch(around run: RunState, _ slug: String, _ state: inout StudyState) {
    guard run.scope == .run, !run.assignment.isEmpty,
      let level = planCell(slug)?.plan.levelIndex(run.level)
    else { return }
    for scope in [Scope.pair, .task, .variant, .batch, .look] {
      let others = group(scope, of: slug, state, level: level, round: run.round, around: run)
      for other in others where !state.touched.contains(other.id) {
        state.touched.append(other.id)
      }
    }
  }

  /// The runs with an attempt that has not ended: whatever happens to the plan, they are under way.
  private func liveRuns(_ slug: String, _ state: StudyState) -> [String] {
    state.active.filter { run(slug, $0)?.isLive ?? false }
  }

  private func evolveViolation(_ slug: String, _ id: String, _ fact: EventData) {
    guard var state = study(slug) else { return }
    switch fact {
    case .violationRecorded(let recorded):
      set(ViolationState(severity: recorded.severity, run: recorded.run), for: slug, id)
      state.violationCount += 1
      if recorded.severity == .critical {
        state.openViolations.append(id)
        state.haltsDue += state.halted == nil ? 1 : 0
      }
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
  ///
  /// A sweep whose batch is closed has nothing to begin again: what was closed stays as it is.
  mutating func takeUp(_ plan: Plan, _ file: FilePin, revision: Int, live: [String]) {
    self.revision = revision
    self.file = file
    planDigest = plan.digest
    requirements = nil
    exceeded = []
    pins = ValueMap()
    if !plan.design.hasBatches || closing == nil { startOver(live: live) }
  }

  /// Begins the schedule again at the first level.
  ///
  /// What waits for a person does so again when its run is taken up; runs with a live attempt stay
  /// under way until it has ended.
  mutating func startOver(live: [String]) {
    level = 0
    cursor = 0
    ahead = []
    finished = 0
    endedAt = nil
    touched = []
    active = live
    warned = []
    blocked = []
    closing = nil
  }

  /// Takes a run off the active ones when its last live attempt has ended and nothing more is to
  /// be done in it: another plan or schedule is in force, it is excluded, or a person stopped the
  /// study.
  mutating func letGo(of run: RunState) {
    if !isCurrent(run) || closing == .stopped || run.exclusion != nil, !run.isLive {
      active.removeAll { $0 == run.id }
    }
  }

  /// Notes that the run at a place of the schedule was planned.
  mutating func pass(_ place: Int) {
    if place > cursor, !ahead.contains(place) {
      ahead.insert(place, at: ahead.firstIndex { $0 > place } ?? ahead.count)
    }
    guard place == cursor else { return }
    cursor += 1
    while ahead.first == cursor {
      ahead.removeFirst()
      cursor += 1
    }
  }

  /// Goes on to the next level.
  mutating func enterNextLevel() {
    level += 1
    cursor = 0
    ahead = []
    finished = 0
    endedAt = nil
    warned = []
  }
}
