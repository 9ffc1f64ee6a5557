import Study

/// Applies the study's rules of exclusion to every run for which they hold, whoever would rather
/// keep it.
///
/// A run is looked at when it has come to an end, finished or blocked, and again when more is known
/// of it: its pair was compared, or a violation recorded. What is unknown excludes nothing.
enum ExclusionEngine: Engine {
  static let name = "exclusions"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    let runs: [String]
    switch event.fact {
    case .runFinished: runs = [event.stream.name]
    case .stageBlocked(let blocked): runs = blocked.recipe == nil ? [event.stream.name] : []
    case .pairVerified(let verified): runs = verified.runs
    case .pairRejected(let rejected): runs = rejected.runs
    case .violationRecorded(let recorded): runs = recorded.run.map { [$0] } ?? []
    default: return []
    }
    guard let slug = event.stream.study, let plan = states.plan(slug), !plan.exclusions.isEmpty,
      let study = states.study(slug)
    else { return [] }
    return runs.compactMap { states.run(slug, $0) }.compactMap { run in
      guard let rule = RunFacts(run, slug, states).rule(among: plan.exclusions) else { return nil }
      let excluded = RunExcluded(
        rule: rule.name, postHoc: study.lateRules.contains(rule.name), reason: rule.reason)
      return Event(.run(slug, run.id), .runExcluded(excluded))
    }
  }

  /// Whether a rule holds for a run of the level that is not excluded yet: the level does not end
  /// before it is.
  ///
  /// O(runs of the level).
  static func isDue(_ slug: String, _ study: StudyState, _ plan: Plan, _ states: States) -> Bool {
    if plan.exclusions.isEmpty { return false }
    return states.schedule(slug, level: study.level, round: study.round)
      .compactMap { states.current($0.id, of: slug) }
      .contains { RunFacts($0, slug, states).rule(among: plan.exclusions) != nil }
  }
}

/// What became of a run, as rules of exclusion may ask.
struct RunFacts {
  private let run: RunState
  private let slug: String
  private let states: States

  init(_ run: RunState, _ slug: String, _ states: States) {
    self.run = run
    self.slug = slug
    self.states = states
  }

  /// The first rule that holds for the run; nil while it is under way, where it is excluded or was
  /// replaced, and for what is not a run of the design.
  func rule(among rules: [ExclusionRule]) -> ExclusionRule? {
    guard run.scope == .run, run.exclusion == nil, run.replacedBy == nil, run.imported == nil,
      run.finished != nil || !run.blockedUnits.isEmpty
    else { return nil }
    return rules.first { $0.when.truth(value) == true }
  }

  private func value(_ reference: Condition.Reference) -> Condition.Literal? {
    switch reference {
    case .field(.state): .text(run.finished != nil ? "finished" : "blocked")
    case .field(.elapsed): .duration(run.elapsed)
    case .fact(let fact): value(fact)
    default: nil
    }
  }

  private func value(_ fact: Condition.Fact) -> Condition.Literal? {
    switch fact {
    case .failure: run.units.last { $0.failure != nil }?.failure.map(Condition.Literal.text)
    case .exit:
      run.units.last { $0.failureExit != nil }?.failureExit.map { .number(Double($0)) }
    case .timedOut: .bool(run.units.contains(where: \.hasTimedOut))
    case .attempts: .number(Double(run.units.reduce(0) { $0 + $1.attempt }))
    case .pairVerified: comparison.map { .bool($0.isVerified) }
    case .criticalViolation: .bool(hasCriticalViolation)
    }
  }

  private var comparison: PairComparison? {
    guard let pair = run.assignment.pair, let plan = states.plan(slug),
      let study = states.study(slug), let level = plan.levelIndex(run.level)
    else { return nil }
    var around = run
    around.assignment = Assignment(pair: pair)
    let runs = states.group(.run, of: slug, level: level, round: study.round, around: around)
      .compactMap { states.current($0.id, of: slug) }
    return PairComparison(runs, plan.design)
  }

  private var hasCriticalViolation: Bool {
    (states.study(slug)?.openViolations ?? []).contains { id in
      states.violation(slug, id)?.run == run.id
    }
  }
}
