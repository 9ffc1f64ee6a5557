import Codecs

/// Claiming, starting, observing, ending, blocking and retrying work.
extension Decider {
  /// A claim is answered by the scheduling engine; the decider only looks whether it may be made.
  static func claimWork(_ claim: ClaimWork, _ states: States) throws(Rejection) -> [Event] {
    let state = try study(claim.study, states)
    if let halted = state.halted {
      throw Rejection(
        .halted, "study '\(claim.study)' is halted: \(halted)",
        facts: ["study": .text(claim.study)],
        hint: "runledger status \(claim.study) says what has to be resolved")
    }
    guard let plan = states.plan(claim.study) else { return [] }
    let now = RunPinned(pins: claim.pins).digests
    for kind in plan.refusedPins where !state.pins.isEmpty && now[kind] != state.pins[kind] {
      throw Rejection(
        .changedStudy,
        "study '\(claim.study)' pins '\(kind)', which has changed since the study began",
        facts: ["study": .text(claim.study), "pin": .text(kind)],
        hint: "continue where the study began, or amend it and say why")
    }
    for name in claim.until + claim.skip where plan.stage(name) == nil {
      let near = NearWord.suggestions(for: name, among: plan.stages.map(\.name)).first
      throw Rejection(
        .notFound, "study '\(claim.study)' has no stage '\(name)'",
        hint: near.map { "did you mean '\($0)'?" })
    }
    try refuseUnknownRuns(claim, state, plan, states)
    for run in claim.runs.compactMap({ states.run(claim.study, $0) }) { try refuseImported(run) }
    return []
  }

  /// Refuses a claim for a run that is neither recorded nor in the schedule.
  private static func refuseUnknownRuns(
    _ claim: ClaimWork, _ state: StudyState, _ plan: Plan, _ states: States
  ) throws(Rejection) {
    for id in claim.runs where states.run(claim.study, id) == nil {
      let scheduled = plan.levels.indices.flatMap {
        states.schedule(claim.study, level: $0, round: state.round).map(\.id)
      }
      if scheduled.contains(id) { continue }
      let near = NearWord.suggestions(for: id, among: scheduled).first
      throw Rejection(
        .notFound, "study '\(claim.study)' has no run '\(id)'",
        hint: near.map { "did you mean '\($0)'?" }
          ?? "runledger check lists what the study has")
    }
  }

  static func startStage(
    _ started: StageStarted, _ states: States
  ) throws(Rejection) -> [Event] {
    let (run, unit) = try attempt(started.id, states)
    guard run.pins != nil else {
      throw Rejection(
        .unpinned, "run '\(run.id)' is not pinned, so it cannot be executed",
        facts: ["run": .text(run.id)])
    }
    guard unit.phase == .requested else {
      throw outOfOrder(started.id, "was not requested", unit)
    }
    if let study = states.study(started.id.study), !study.isCurrent(run) {
      throw Rejection(
        .outOfOrder, "attempt \(started.id) was requested by an earlier revision of the plan",
        facts: ["attempt": .text(started.id.description)])
    }
    if let halted = states.study(started.id.study)?.halted {
      throw Rejection(
        .halted, "study '\(started.id.study)' is halted: \(halted)",
        facts: ["study": .text(started.id.study)])
    }
    return [Event(started.id.stream, .stageStarted(started))]
  }

  static func observeStage(
    _ observed: StageObserved, _ states: States
  ) throws(Rejection) -> [Event] {
    // By far the most frequent command: nothing is copied where nothing is wrong.
    if !states.isRunning(observed.id) {
      let (_, unit) = try attempt(observed.id, states)
      throw outOfOrder(observed.id, "is not running", unit)
    }
    return [Event(observed.id.stream, .stageObserved(observed))]
  }

  static func finishStage(
    _ finished: StageFinished, _ states: States
  ) throws(Rejection) -> [Event] {
    let (_, unit) = try attempt(finished.id, states)
    guard finished.elapsed >= 0 else {
      throw Rejection(.invalid, "attempt \(finished.id) has a negative duration")
    }
    if let problem = states.problem(ofReused: finished, unit) {
      throw Rejection(
        .outOfOrder, "attempt \(finished.id) \(problem)",
        facts: ["attempt": .text(finished.id.description)])
    }
    switch unit.phase {
    case .started: break
    case .requested where finished.reused != nil: break
    case .requested where finished.outcome == .crashed || finished.outcome == .interrupted: break
    case .waiting, .requested: throw outOfOrder(finished.id, "is not running", unit)
    case .ended, .retrying, .blocked, .skipped:
      throw Rejection(
        .alreadyEnded, "attempt \(finished.id) has ended already",
        facts: ["attempt": .text(finished.id.description)])
    }
    return [Event(finished.id.stream, .stageFinished(finished))]
  }

  static func blockStage(
    _ slug: String, _ address: UnitAddress, evidence: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, address.run, states)
    try refuseLocked(run, study: slug)
    guard let unit = run.unit(address.stage, address.unit),
      unit.phase == .requested || unit.phase == .started
    else {
      throw Rejection(
        .outOfOrder, "nothing of stage '\(address.stage)' in run '\(run.id)' is running",
        facts: ["run": .text(run.id), "stage": .text(address.stage)])
    }
    let blocked = StageBlocked(
      stage: address.stage, unit: address.unit, reason: "survivor", evidence: evidence,
      proposal: "terminate the process named above, then retry",
      command: "runledger retry \(slug)/\(run.id)/\(address.stage) -m \"...\"")
    return [Event(.run(slug, run.id), .stageBlocked(blocked))]
  }

  static func retryStage(
    _ slug: String, _ id: String, _ stage: String?, reason: String, _ states: States
  ) throws(Rejection) -> [Event] {
    let run = try run(slug, id, states)
    try refuseImported(run)
    try refuseLocked(run, study: slug)
    try refuseReplaced(run) { "runledger retry \(slug)/\($0) -m \"...\"" }
    try refuseStopped(slug, states)
    if let round = states.study(slug)?.round, round != run.round {
      throw Rejection(
        .outOfOrder, "run '\(id)' belongs to an earlier schedule", facts: ["run": .text(id)],
        hint: "runledger rerun \(slug)/\(id) --from STAGE -m \"...\"")
    }
    let stopped = run.units.filter {
      $0.phase == .blocked && (stage == nil || $0.stage == stage)
    }
    let plan = states.plan(slug)
    let blocked = stopped.filter { plan?.stage($0.stage)?.approve == nil }
    if blocked.isEmpty, let waiting = stopped.first {
      throw Rejection(
        .outOfOrder, "stage '\(waiting.stage)' of run '\(id)' waits for a person's approval",
        facts: ["run": .text(id), "stage": .text(waiting.stage)],
        hint: "runledger approve \(slug)/\(id)/\(waiting.stage)")
    }
    guard !blocked.isEmpty else {
      let subject = stage.map { "stage '\($0)' of run '\(id)'" } ?? "run '\(id)'"
      throw Rejection(
        .outOfOrder, "nothing of \(subject) is blocked", facts: ["run": .text(id)],
        hint: "runledger rerun \(slug)/\(id) --from STAGE -m \"...\" repeats finished work")
    }
    return blocked.map { unit in
      Event(
        .run(slug, id),
        .stageUnblocked(StageUnblocked(stage: unit.stage, unit: unit.unit, reason: reason)))
    }
  }

  /// The run and unit that an attempt belongs to, if it is the unit's latest attempt.
  private static func attempt(
    _ id: AttemptID, _ states: States
  ) throws(Rejection) -> (RunState, UnitState) {
    let run = try run(id.study, id.run, states)
    try refuseLocked(run, study: id.study)
    guard let unit = run.unit(id.stage, id.unit), unit.attempt > 0 else {
      throw Rejection(
        .outOfOrder, "attempt \(id) was never requested",
        facts: ["attempt": .text(id.description)])
    }
    guard unit.attempt == id.attempt else {
      throw Rejection(
        .alreadyEnded, "attempt \(id) is not the latest one, which is \(unit.attempt)",
        facts: ["attempt": .text(id.description), "latest": .int(Int64(unit.attempt))])
    }
    return (run, unit)
  }

  private static func outOfOrder(
    _ id: AttemptID, _ problem: String, _ unit: UnitState
  ) -> Rejection {
    Rejection(
      .outOfOrder, "attempt \(id) \(problem): it is \(unit.phase.rawValue)",
      facts: ["attempt": .text(id.description), "phase": .text(unit.phase.rawValue)])
  }
}
