import Bytes
import Codecs
import LedgerFormat
import Study

/// One claim being answered: what is left of its slots, and the events so far.
struct Claiming {
  /// How many events a run may need besides its units': planned, pinned, evaluated, finished, and
  /// those at the end of a level.
  private static let roomOfRun = 6

  let claim: ClaimWork
  private let context: CommandContext
  let states: States
  let plan: Plan
  let study: StudyState
  let completion: Completion
  let wanted: [String]
  private let pins: Digest
  let schedule: [ScheduledRun]
  var slots: Int
  /// About how many more events the entry may hold, with those that will follow from them.
  ///
  /// What does not fit is left to the next claim.
  private var room = Rules.eventsMax * 3 / 4
  private(set) var events: [Event] = []
  private var recipes: [String: CacheKey] = [:]
  /// Held-out inputs that work waits for already.
  private var awaited: Set<String> = []

  /// Whether something is blocked and the claim does not go on regardless: then only the runs are
  /// taken that somebody let be tried again.
  var isConfined: Bool { !claim.keepsGoing && !study.blocked.isEmpty }

  /// A claim that may be answered at all, or nil: the requirements hold, nor did a person stop the
  /// study.
  init?(_ claim: ClaimWork, _ context: CommandContext, _ states: States) {
    guard let plan = states.plan(claim.study), let study = states.study(claim.study),
      let completion = Completion(claim.study, states),
      plan.requires.isEmpty || study.requirements == .pass,
      study.closing != .stopped
    else { return nil }
    self.claim = claim
    self.context = context
    self.states = states
    self.plan = plan
    self.study = study
    self.completion = completion
    pins = Hashing.digest(of: CBOR.encode(claim.pins))
    schedule = states.schedule(claim.study, level: study.level, round: study.round)
    wanted = Self.wanted(claim, plan, schedule)
    slots = min(claim.slots, ClaimWork.slotsMax)
  }

  /// The stages that the claim is for: all, or those it names with what they need, or those of the
  /// runs it names with what these need.
  private static func wanted(
    _ claim: ClaimWork, _ plan: Plan, _ schedule: [ScheduledRun]
  ) -> [String] {
    if !claim.until.isEmpty { return plan.requirements(of: claim.until) }
    if claim.runs.isEmpty { return plan.stages.map(\.name) }
    let scopes = schedule.filter { isNamed($0.id, in: claim) }.map(\.scope)
    return plan.requirements(
      of: plan.stages.filter { scopes.contains($0.scope) }.map(\.name))
  }

  /// Whether a claim names a run, or the one that it replaces.
  private static func isNamed(_ id: String, in claim: ClaimWork) -> Bool {
    claim.runs.contains { id == $0 || id.hasPrefix("\($0)-v") || $0.hasPrefix("\(id)-v") }
  }

  /// Takes what is ready in the runs that are under way.
  mutating func takeActiveRuns() {
    for id in study.active where slots > 0 && room > 0 {
      guard isWanted(id), let run = states.run(claim.study, id), study.isCurrent(run),
        run.exclusion == nil, !isAhead(run), !isBehind(run.assignment, at: run.index),
        !isConfined || run.isTriedAgain
      else { continue }
      take(underGrants(run))
    }
  }

  /// A run that is under way; planned again where other guards are bypassed now than when it was.
  private mutating func underGrants(_ run: RunState) -> RunState {
    guard let now = states.changedGuards(of: run, in: claim.study) else { return run }
    var planned = RunPlanned(
      level: run.level, index: run.index, seed: run.seed, scope: run.scope,
      revision: run.revision, round: run.round, params: now.params, assignment: run.assignment,
      bypasses: now.bypasses)
    var changed = run
    changed.bypasses = now.bypasses
    planned.stale = Staleness(completion, changed, params: now.params).units
      .filter { $0.action != .judge }
    add(.run(claim.study, run.id), .runPlanned(planned))
    return states.replanned(claim.study, run.id, planned)
  }

  /// Whether the schedule has yet to come to a run: it is planned again then.
  private func isAhead(_ run: RunState) -> Bool {
    guard study.counts(run, in: plan), study.closing == nil else { return false }
    var first = run
    while let id = first.of, let former = states.run(claim.study, id) { first = former }
    return schedule.dropFirst(study.cursor).contains {
      $0.id == first.id && !study.ahead.contains($0.index)
    }
  }

  /// Plans the next runs of the level while there are slots left.
  ///
  /// A run is planned when something of it can be done; so nothing is planned behind one that
  /// waits for a stage of the study. Runs over several others only stand in line. Behind a look
  /// nothing is begun before it was made.
  mutating func planFurtherRuns() {
    guard study.closing == nil, !isConfined else { return }
    let looks = study.active.compactMap { states.run(claim.study, $0) }.filter { $0.scope == .look }
    let look = looks.map(\.index).min()
    for scheduled in schedule.dropFirst(study.cursor) where slots > 0 && room > 0 {
      if study.ahead.contains(scheduled.index) || !isWanted(scheduled.id) { continue }
      if study.leavesOut(scheduled) { continue }
      if let look, scheduled.index > look { break }
      if scheduled.scope == .run, plan.design.assignsRuns {
        if isBehind(scheduled.assignment, at: scheduled.index) { continue }
        if !isReady(scheduled) { break }
      }
      if isEarly(scheduled) {
        if scheduled.scope == .look { break }
        continue
      }
      let run = planRun(scheduled)
      if run.exclusion == nil { take(run) }
      if run.scope == .look { break }
    }
  }

  /// Whether the claim is for a run; what that needs of the study's own stages is meant too.
  func isWanted(_ id: String) -> Bool {
    claim.runs.isEmpty || Self.isNamed(id, in: claim)
      || schedule.first.map { $0.scope == .study && $0.id == id } ?? false
  }

  /// Whether any stage of a run that is not planned yet could be started.
  private func isReady(_ scheduled: ScheduledRun) -> Bool {
    let run = states.replanned(claim.study, scheduled.id, planned(scheduled))
    return plan.stages.contains { $0.scope == scheduled.scope && completion.isReady($0, in: run) }
  }

  /// What `run.planned` says of a scheduled run.
  func planned(_ scheduled: ScheduledRun) -> RunPlanned {
    let level = plan.levels[study.level]
    let guarded = states.guarded(
      plan.params(of: scheduled, level: study.level), of: scheduled.id, scheduled.scope,
      fixed: (level.params + scheduled.changes).map(\.name), in: claim.study)
    return RunPlanned(
      level: level.name, index: scheduled.index, seed: scheduled.seed, scope: scheduled.scope,
      revision: study.revision, round: study.round, params: guarded.params,
      assignment: scheduled.assignment, bypasses: guarded.bypasses)
  }

  /// Adds `run.planned` for a scheduled run, and gives the state that it will have.
  private mutating func planRun(_ scheduled: ScheduledRun) -> RunState {
    let slug = claim.study
    var planned = planned(scheduled)
    var id = scheduled.id
    if let former = states.current(scheduled.id, of: slug) {
      id = former.id
      planned.stale = Staleness(completion, former.again(planned), params: planned.params).units
      if former.isLocked, stands(former, planned) {
        planned.stale = []
      } else if former.isLocked {
        id = Decider.nextCorrection(of: scheduled.id, slug, states)
        planned.of = former.id
        let reason = "revision \(study.revision) of the plan"
        add(.run(slug, former.id), .runCorrected(RunCorrected(by: id, reason: reason)))
      }
    }
    add(.run(slug, id), .runPlanned(planned))
    room -= Self.roomOfRun
    for stale in planned.stale where stale.action == .judge {
      room -= 1 + (plan.stage(stale.stage)?.gates.count ?? 0)
    }
    return states.replanned(slug, id, planned)
  }

  /// Pins a run where it is not pinned to what it would be executed on now, and requests what is
  /// ready in it.
  mutating func take(_ run: RunState) {
    let first = events.count
    var isRequested = false
    for stage in plan.stages where stage.scope == run.scope && wanted.contains(stage.name) {
      guard slots > 0 else { break }
      isRequested = take(stage, of: run) || isRequested
    }
    if isRequested, run.pins != pins {
      let pinned = Event(.run(claim.study, run.id), .runPinned(RunPinned(pins: claim.pins)))
      events.insert(pinned, at: first)
    }
  }

  /// Requests or skips the units of a stage; true when any was requested.
  private mutating func take(_ stage: StagePlan, of run: RunState) -> Bool {
    guard !open(of: stage, in: run, atMost: 1).isEmpty, completion.isReady(stage, in: run) else {
      return false
    }
    if let why = reasonToSkip(stage, in: run) {
      for unit in open(of: stage, in: run, atMost: max(room, 0)) {
        let skipped = StageSkipped(stage: stage.name, unit: unit.unit, why: why)
        add(.run(claim.study, run.id), .stageSkipped(skipped))
      }
      return false
    }
    if let approve = stage.approve {
      wait(for: approve, stage, open(of: stage, in: run, atMost: max(room, 0)), run)
      return false
    }
    if let input = states.usedUp(stage, in: run, claim.study) {
      wait(forMoreOf: input, stage, run)
      return false
    }
    var isRequested = false
    for unit in open(of: stage, in: run, atMost: slots) {
      guard let recipe = recipe(of: stage).digest(unit: unit.unit, in: run) else { continue }
      var requested = StageRequested(
        stage: stage.name, unit: unit.unit, attempt: unit.attempt + 1, recipe: recipe,
        why: unit.phase == .ended ? "stale" : unit.why,
        bypassed: Production.bypassed(in: stage, of: run, plan, claim.study, states))
      if claim.reuses, unit.phase == .waiting {
        requested.reuse = states.reusable(recipe, stage, unit, of: run, in: claim.study)
      }
      add(.run(claim.study, run.id), .stageRequested(requested))
      slots -= 1
      isRequested = true
    }
    return isRequested
  }

  /// The first units of a stage that wait to be requested.
  ///
  /// Those that were looked at before, and that nothing has happened to since, are passed over.
  private func open(of stage: StagePlan, in run: RunState, atMost count: Int) -> [UnitState] {
    var open: [UnitState] = []
    let units = states.units(of: stage, in: run, claim.study)
    let isRecorded = states.isRecorded(run, in: claim.study)
    func look(at place: Int) -> Bool {
      let key = units.keys[place]
      let unit = run.unit(stage.name, key) ?? UnitState(stage: stage.name, unit: key)
      if isOpen(unit, of: stage, in: run) {
        open.append(unit)
      } else if isRecorded, unit.phase != .retrying {
        units.settle(place)
      }
      return open.count < count
    }
    guard count > 0 else { return [] }
    if isRecorded {
      units.forEachUnsettled(look)
    } else {
      for place in units.keys.indices where !look(at: place) { break }
    }
    return open
  }

  /// The recipe of a stage, made once for all runs of the claim.
  private mutating func recipe(of stage: StagePlan) -> CacheKey {
    if let known = recipes[stage.name] { return known }
    let recipe = CacheKey(of: stage, plan, claim.study, states)
    recipes[stage.name] = recipe
    return recipe
  }

  /// Blocks a stage that a person has to approve.
  private mutating func wait(
    for approve: ApprovalPlan, _ stage: StagePlan, _ open: [UnitState], _ run: RunState
  ) {
    let who = approve.notAuthor ? "\(approve.role) who is not the author" : approve.role
    for unit in open where room > 0 {
      let path = "\(claim.study)/\(run.id)/\(stage.name)"
      var blocked = StageBlocked(
        stage: stage.name, unit: unit.unit, reason: "approval",
        evidence: "stage '\(stage.name)' waits for a person", proposal: "an \(who) approves it",
        command: "runledger approve \(path) -m \"...\"")
      blocked.recipe = recipe(of: stage).digest(unit: unit.unit, in: run)
      blocked.bypassed = Production.bypassed(in: stage, of: run, plan, claim.study, states)
      add(.run(claim.study, run.id), .stageBlocked(blocked))
    }
  }

  /// Blocks the first work that would be one use more of held-out data than the plan allows; what
  /// else belongs to the same use stands in line behind it.
  private mutating func wait(forMoreOf input: InputPlan, _ stage: StagePlan, _ run: RunState) {
    let isAwaited = study.blocked.contains { address in
      plan.stage(address.stage).map { plan.heldOutInputs(of: $0).contains(input) } ?? false
    }
    guard !isAwaited, awaited.insert(input.name).inserted,
      let unit = open(of: stage, in: run, atMost: 1).first
    else { return }
    let most =
      study.heldOut.first { $0.input == input.name }?.maxUses ?? input.heldOut?.maxUses ?? 0
    let mayBeAllowed = input.heldOut?.approve ?? false
    let path = "\(claim.study)/\(run.id)/\(stage.name)"
    add(
      .run(claim.study, run.id),
      .stageBlocked(
        StageBlocked(
          stage: stage.name, unit: unit.unit, reason: "held_out",
          evidence: "input '\(input.name)' is held out and was used \(most) of \(most) times; "
            + "this would be one use more: \(run.use.text)",
          proposal: mayBeAllowed
            ? "an operator who wrote no plan of the study allows one use more"
            : "its uses are all there are: stop the study, or amend it so that "
              + "'\(stage.name)' does without",
          command: mayBeAllowed
            ? "runledger approve \(path) -m \"...\""
            : "runledger decide \(claim.study) stop -m \"...\"")))
  }

  /// Whether a unit waits to be requested.
  private func isOpen(_ unit: UnitState, of stage: StagePlan, in run: RunState) -> Bool {
    switch unit.phase {
    case .waiting: true
    case .retrying: isDue(unit, of: stage)
    case .ended:
      unit.isComplete(gates: stage.gates(at: run.level).count)
        && completion.isStale(unit, of: stage, in: run)
    case .requested, .started, .blocked, .skipped: false
    }
  }

  /// Whether the pause before another attempt is over.
  ///
  /// A clock that stands before the pause began was set back: it would make the pause longer than
  /// it is.
  private func isDue(_ unit: UnitState, of stage: StagePlan) -> Bool {
    let pause = stage.retry.pause(afterFailures: unit.failures)
    let (begin, overflow) = unit.notBefore.subtractingReportingOverflow(pause)
    return unit.notBefore <= context.at || !overflow && context.at < begin
  }

  func reasonToSkip(_ stage: StagePlan, in run: RunState) -> String? {
    if claim.skip.contains(stage.name) { return "skipped on request" }
    for input in stage.inputs {
      guard case .stage(let name, _) = input.source, let other = plan.stage(name),
        other.scope == run.scope
      else { continue }
      let isSkipped = states.units(of: other, in: run, claim.study).keys.allSatisfy {
        run.unit(name, $0)?.phase == .skipped
      }
      if isSkipped { return "needs '\(name)', which was skipped" }
    }
    if let name = stage.dependencies.first(where: { isLeftOut($0, around: run) }) {
      return "every run whose '\(name)' it reads is excluded"
    }
    if let when = stage.when {
      let level = plan.levelIndex(run.level)
      guard let results = Results(claim.study, level: level, viewer: run, states),
        let why = results.reasonAgainst(when)
      else { return nil }
      return "condition \(why)"
    }
    return nil
  }

  /// Whether a run reads a stage of several others, and none of them counts in the analysis.
  private func isLeftOut(_ name: String, around run: RunState) -> Bool {
    guard !study.excluded.isEmpty, let other = plan.stage(name), other.scope < run.scope,
      let level = plan.levelIndex(run.level)
    else { return false }
    let group = states.group(
      other.scope, of: claim.study, level: level, round: study.round, around: run)
    return !group.isEmpty
      && group.allSatisfy { states.current($0.id, of: claim.study)?.exclusion != nil }
  }

  mutating func add(_ stream: Stream, _ fact: EventData) {
    events.append(Event(stream, fact))
    room -= 1
  }
}

extension RunState {
  /// Whether somebody let blocked work of the run be tried again, and none of it is blocked now.
  fileprivate var isTriedAgain: Bool {
    units.contains { $0.why == "unblocked" } && !units.contains { $0.phase == .blocked }
  }
}
