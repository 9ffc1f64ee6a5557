import Engines
public import Study

/// Where a study stands, as plain data: what `status` shows.
///
/// Read off states, never off the log.
public struct StudyReport: Sendable {
  /// The words for a study's state.
  public enum State: String, CaseIterable, Sendable {
    /// Nothing was started yet.
    case registered
    /// Work is under way, or can be started.
    case running
    /// A warning is waiting to be accepted.
    case waiting
    /// Work waits for a person.
    case blocked
    /// A violation or a budget stopped it.
    case halted
    /// A single command did not end well.
    case failed
    /// It came to its end.
    case closed
  }

  /// A stage at a level.
  public struct Stage: Sendable {
    public var name: String
    public var level: String
    /// How many of its units are done.
    public var done: Int
    /// How many units it has over all runs of the level.
    public var total: Int
    /// The worst verdict so far.
    public var verdict: Verdict?
    /// Lines that its units reported and nobody can read.
    public var unread = 0
    /// What is not as it should be: blocked, stale or skipped work, with the reason.
    public var notes: [String]
  }

  /// The study's slug.
  public let study: String
  /// The question.
  public let objective: String
  /// Whether it is a single command that was run on the record.
  public let isCommand: Bool
  /// Where it stands.
  public let state: State
  /// The level at which it stands.
  public let level: String
  /// The batch whose stages these are, in a sweep that has one.
  public let batch: String?
  /// How it ended, if it has.
  public let closing: Closing?
  /// Why it is halted, if it is.
  public let halted: String?
  /// Runs by what became of them: planned, active, finished, blocked, locked.
  public let runs: [(name: String, count: Int)]
  /// Guards that may be bypassed now.
  public let grants: [GrantState]
  /// Runs of the schedule in which a guard is bypassed, or in what they read: not for production.
  public let nonProduction: [RunState]
  /// Runs that have to be rebuilt.
  public let invalidated: [RunState]
  /// Work whose gates failed again, so that somebody has to decide.
  public let escalations: [(run: String, blocked: StageBlocked)]
  /// Every stage of the levels begun so far.
  public private(set) var stages: [Stage] = []
  /// What can be done next, in one sentence.
  public private(set) var next = ""
  /// The command that does it.
  public private(set) var command: String?
  /// How many units are left to do, over all levels.
  public private(set) var openUnits = 0
  /// How far a comparison is; nil in a study that compares nothing.
  public let comparison: ComparisonProgress?
  /// How long the rest takes if it takes as long as what is done, with as many at work as now; nil
  /// while nothing is at work, or done.
  public private(set) var etaNanoseconds: Int64?

  /// The report of a study, or nil when there is none of that name.
  public init?(_ slug: String, _ states: States) {
    guard let study = states.study(slug), let plan = states.plan(slug) else { return nil }
    self.study = slug
    objective = plan.objective
    level = plan.levels[study.level].name
    batch = study.batch
    closing = study.closing
    halted = study.halted
    let blocked = Set(study.blocked.map(\.run)).count
    let isOne = !plan.design.hasFile
    let active =
      isOne ? study.active.count { !study.blocked.map(\.run).contains($0) } : study.active.count
    runs = [
      ("planned", study.runCount), ("active", active), ("finished", study.finishedCount),
      (isOne ? "failed" : "blocked", blocked), ("locked", study.lockedCount),
      ("imported", study.importedCount),
    ]
    grants = study.grants
    nonProduction = study.nonProduction.compactMap { states.run(slug, $0) }
      .filter { $0.round == study.round || $0.scope == .study }
    invalidated = study.invalidated.compactMap { states.run(slug, $0) }
    escalations = study.blocked.compactMap { address in
      guard let block = GateBlock(address, of: slug, states), block.blocked.escalated else {
        return nil
      }
      return (address.run, block.blocked)
    }
    let warned = study.warned.filter { states.run(slug, $0)?.hasOpenWarning ?? false }
    let standing = Self.state(of: study, warned: warned)
    state = standing == .blocked && isOne ? .failed : standing
    isCommand = isOne
    comparison = ComparisonProgress(slug, states)
    count(plan, study, states)
    estimate(study, states)
    advise(study, warned, states)
  }

  /// Where a study stands; what a person stopped is closed, whatever else keeps it.
  private static func state(of study: StudyState, warned: [String]) -> State {
    if study.closing == .stopped { return .closed }
    if study.halted != nil { return .halted }
    if !study.blocked.isEmpty { return .blocked }
    if study.closing != nil { return .closed }
    if !warned.isEmpty { return .waiting }
    return study.runCount == 0 ? .registered : .running
  }

  private mutating func count(_ plan: Plan, _ study: StudyState, _ states: States) {
    for (index, level) in plan.levels.enumerated() {
      let params = plan.params(level: index)
      for stage in plan.stages {
        var row = Stage(
          name: stage.name, level: level.name, done: 0, total: 0, verdict: nil, notes: [])
        let runs = states.runCount(self.study, level: index, scope: stage.scope)
        row.total = runs * stage.unitCount(params: params)
        if let tally = study.tally(level.name, stage.name) {
          row.done = tally.done
          row.unread = tally.unread
          row.verdict = stage.gates.isEmpty ? nil : tally.verdict
          // A repeated run may have more units than the plan's parameters say.
          row.total = max(row.total, row.done)
        }
        openUnits += row.total - row.done
        if index <= study.level { stages.append(row) }
      }
    }
    for id in study.active + study.blocked.map(\.run) { look(at: states.run(self.study, id)) }
    if isCommand {
      for place in stages.indices {
        stages[place].notes = stages[place].notes.map {
          $0.replacing(" is blocked", with: " failed")
        }
      }
    }
    for place in stages.indices {
      let skipped = study.tally(stages[place].level, stages[place].name)?.skipped ?? 0
      if skipped > 0 { stages[place].notes.append("\(skipped) skipped") }
      let unread = stages[place].unread
      if unread > 0 {
        let lines = unread == 1 ? "1 reported line" : "\(unread) reported lines"
        stages[place].notes.insert("\(lines) cannot be read", at: 0)
      }
    }
  }

  private mutating func estimate(_ study: StudyState, _ states: States) {
    let done = stages.reduce(0) { $0 + $1.done }
    let atWork = study.active.reduce(0) { count, id in
      count + (states.run(self.study, id)?.units.underWay(.started).count ?? 0)
    }
    guard state == .running, done > 0, atWork > 0, openUnits > 0 else { return }
    let (rest, overflow) = (study.elapsed / Int64(done))
      .multipliedReportingOverflow(by: Int64(openUnits))
    if !overflow { etaNanoseconds = rest / Int64(atWork) }
  }

  /// Notes what is not as it should be in a run that is under way.
  private mutating func look(at run: RunState?) {
    for unit in run?.units ?? UnitTable() {
      guard let run,
        let place = stages.firstIndex(where: { $0.level == run.level && $0.name == unit.stage })
      else { continue }
      stages[place].take(unit, of: run.id)
    }
  }

  private mutating func advise(_ study: StudyState, _ warned: [String], _ states: States) {
    let slug = self.study
    switch state {
    case .halted:
      next = "halted: \(study.halted ?? "")"
      command =
        study.openViolations.first.map { "runledger violation resolve \(slug)/\($0) -m \"...\"" }
        ?? "runledger resume \(slug) -m \"...\""
    case .blocked:
      let address = study.blocked[0]
      let stage = address.unit.isEmpty ? address.stage : "\(address.stage)[\(address.unit)]"
      let unit = states.run(slug, address.run)?.unit(address.stage, address.unit)
      if states.plan(slug)?.stage(address.stage)?.approve != nil {
        next = "'\(stage)' of run '\(address.run)' waits for a person to approve it"
        command = "runledger approve \(slug)/\(address.run)/\(address.stage) -m \"...\""
      } else if let run = states.run(slug, address.run),
        let input = states.plan(slug)?.stage(address.stage)
          .flatMap({ states.usedUp($0, in: run, slug) })
      {
        next = "'\(stage)' of run '\(address.run)' would use '\(input.name)', held out, once more"
        command =
          input.heldOut?.approve ?? false
          ? "runledger approve \(slug)/\(address.run)/\(address.stage) -m \"...\""
          : "runledger decide \(slug) stop -m \"...\""
      } else if let way = escalations.first(where: { $0.run == address.run })?.blocked,
        way.stage == address.stage, way.unit == address.unit
      {
        next = "a gate of '\(stage)' failed twice in run '\(address.run)': a person has to decide"
        command =
          way.options.first { way.recommendation?.hasPrefix("\($0.label):") ?? false }?
          .command ?? way.command
      } else if unit?.outcome == .succeeded, unit?.verdict == .fail {
        next = "a gate of '\(stage)' failed in run '\(address.run)': mend the study and amend it"
        command = "runledger amend \(slug) -m \"...\""
      } else {
        next = "'\(stage)' of run '\(address.run)' is blocked; runledger show tells why"
        command = "runledger retry \(slug)/\(address.run)/\(address.stage) -m \"...\""
      }
    case .failed:
      next = "it failed; what it printed may tell why"
      command = "runledger logs \(slug) --stderr"
    case .waiting:
      let run = warned[0]
      let unit = states.run(slug, run)?.units.first { !$0.openWarnings.isEmpty }
      next = "a warning of run '\(run)' is waiting to be accepted"
      command = unit.map {
        "runledger accept \(slug)/\(run)/\($0.stage)/\($0.openWarnings[0]) -m \"...\""
      }
    case .closed:
      next = "closed: \(study.closing?.rawValue ?? "")"
      command = rebuilding(states) ?? "runledger report \(slug)"
    case .registered, .running:
      next =
        level.isEmpty
        ? "\(openUnits) units of work are left"
        : "level \(level) is under way; \(openUnits) units of work are left"
      command = "runledger run \(slug)"
    }
  }

  /// The command that rebuilds a run which has to be, or what was made under a bypass that is over.
  private func rebuilding(_ states: States) -> String? {
    guard let plan = states.plan(study) else { return nil }
    func command(_ run: RunState, _ isMeant: (StagePlan) -> Bool) -> String? {
      let first = plan.stages.first { $0.scope == run.scope && isMeant($0) }
      return first.map { "runledger rerun \(study)/\(run.id) --from \($0.name) -m \"...\"" }
    }
    if let run = invalidated.first(where: { $0.imported == nil }) {
      return command(run) { _ in true }
    }
    let outdated = nonProduction.first { states.changedGuards(of: $0, in: study) != nil }
    return outdated.flatMap { run in
      command(run) { stage in
        run.units.contains { $0.stage == stage.name && !$0.bypassed.isEmpty }
      }
    }
  }
}

extension StudyState {
  fileprivate func tally(_ level: String, _ stage: String) -> StageTally? {
    tallies.first { $0.level == level && $0.stage == stage }
  }
}

extension StageTally {
  /// The worst verdict of the units that are done; nil when none is, or all were skipped.
  fileprivate var verdict: Verdict? { warned > 0 ? .warn : passed > 0 ? .pass : nil }
}

extension StudyReport.Stage {
  fileprivate mutating func take(_ unit: UnitState, of run: String) {
    if unit.verdicts.contains(where: { $0.verdict == .fail }) { verdict = .fail }
    unread += unit.unread - unit.talliedUnread
    let subject = unit.unit.isEmpty ? run : "\(run)[\(unit.unit)]"
    let note: String
    switch unit.phase {
    case .blocked: note = "\(subject) is blocked"
    case .retrying: note = "\(subject) waits for attempt \(unit.attempt + 1)"
    case .waiting where unit.why == "stale": note = "\(subject) is stale"
    case .started: note = "\(subject) is running"
    default: return
    }
    if !notes.contains(note) { notes.append(note) }
  }
}
