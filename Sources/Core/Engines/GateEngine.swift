import Study

/// Judges what an attempt recorded, as soon as it has succeeded.
enum GateEngine: Engine {
  static let name = "gates"

  static func react(to event: Event, at context: CommandContext, _ states: States) -> [Event] {
    switch event.fact {
    case .stageFinished, .runPlanned: break
    default: return []
    }
    guard let (slug, id) = event.runAddress, let run = states.run(slug, id),
      let plan = states.plan(slug)
    else { return [] }
    switch event.fact {
    case .stageFinished(let finished) where finished.outcome == .succeeded:
      guard let stage = plan.stage(finished.id.stage),
        stage.has(finished.id.unit, in: run, of: slug, states)
      else { return [] }
      let attempt = "attempt \(finished.id.attempt)"
      return judge(
        stage, finished.id.unit, of: run, slug, Recorded(finished), evidence: attempt, states)
    case .runPlanned(let planned):
      return planned.stale.flatMap { stale -> [Event] in
        guard stale.action == .judge, let stage = plan.stage(stale.stage),
          let unit = run.unit(stale.stage, stale.unit)
        else { return [] }
        return judge(
          stage, stale.unit, of: run, slug, Recorded(unit),
          evidence: "attempt \(unit.attempt), judged again", states)
      }
    default: return []
    }
  }

  private static func judge(
    _ stage: StagePlan, _ unit: String, of run: RunState, _ slug: String,
    _ recorded: Recorded, evidence: String, _ states: States
  ) -> [Event] {
    let subject = unit.isEmpty ? "\(run.id)/\(stage.name)" : "\(run.id)/\(stage.name)[\(unit)]"
    return stage.gates(at: run.level).map { gate in
      let checks = checks(of: gate, run, slug, recorded, states)
      let verdict = verdict(of: checks)
      var evaluated = GateEvaluated(
        subject: subject, stage: stage.name, unit: unit, gate: gate.name, checks: checks,
        verdict: verdict, evidence: evidence)
      evaluated.profile = gate.profile
      return Event(.run(slug, run.id), .gateEvaluated(evaluated))
    }
  }

  /// The worst verdict of some checks; PASS without any.
  private static func verdict(of checks: [CheckResult]) -> Verdict {
    checks.map(\.verdict).max() ?? .pass
  }

  /// Whether the gates in force say of a unit what was said of it before.
  static func stands(
    _ unit: UnitState, of stage: StagePlan, in run: RunState, _ slug: String, _ states: States
  ) -> Bool {
    let gates = stage.gates(at: run.level)
    return gates.map(\.name) == unit.verdicts.map(\.gate)
      && zip(gates, unit.verdicts).allSatisfy { gate, former in
        verdict(of: checks(of: gate, run, slug, Recorded(unit), states)) == former.verdict
      }
  }

  /// What an attempt recorded, as far as gates look at it.
  struct Recorded {
    /// What was observed in its files.
    var observations: [Observation]
    /// What it reported, or what was read off its files.
    var metrics: [MetricValue]
    /// How many lines of what it reported cannot be read.
    var unread: Int

    init(_ finished: StageFinished) {
      observations = finished.observations
      metrics = finished.metrics
      unread = finished.unread
    }

    init(_ unit: UnitState) {
      observations = unit.observations
      metrics = unit.metrics
      unread = unit.unread
    }
  }

  /// What is known of a check: its value, what is wrong with it, and whether the value is in doubt.
  private struct Seen {
    var value: Double?
    var problem: String?
    var isInDoubt = false
  }

  /// A gate's checks with their verdicts on what was recorded.
  static func checks(
    of gate: GatePlan, _ run: RunState, _ slug: String, _ recorded: Recorded, _ states: States
  ) -> [CheckResult] {
    gate.checks.map { check in
      result(of: check, observe(check, of: gate, run, slug, recorded, states))
    }
  }

  /// What was recorded of a check: by the attempt itself, or for stability by the whole level.
  private static func observe(
    _ check: CheckPlan, of gate: GatePlan, _ run: RunState, _ slug: String, _ recorded: Recorded,
    _ states: States
  ) -> Seen {
    if case .stability(let stage, let metric, let statistic) = check.subject {
      let level = states.plan(slug)?.levelIndex(run.level)
      let results = Results(slug, level: level, states)
      return observe(
        statistic, results?.evidence(of: stage, metric) ?? Evidence(),
        allowsMissing: results?.plan.allowsMissing ?? false)
    }
    if let seen = recorded.observations.first(where: {
      $0.gate == gate.name && $0.check == check.name
    }) {
      return Seen(value: seen.value, problem: seen.problem)
    }
    if case .metric(let name, nil) = check.subject {
      let value = recorded.metrics.first { $0.name == name }?.value
      let unread = recorded.unread > 0 ? Evidence.unreadable(recorded.unread) : nil
      let problem = value == nil ? "the stage reported no metric '\(name)'" : nil
      return Seen(
        value: value,
        problem: problem.map { [$0, unread].compactMap(\.self).joined(separator: "; ") } ?? unread,
        isInDoubt: unread != nil)
    }
    return Seen(value: nil, problem: "nothing was observed")
  }

  private static func observe(
    _ statistic: Statistic, _ evidence: Evidence, allowsMissing: Bool
  ) -> Seen {
    let value = evidence.statistic(statistic, allowsMissing: allowsMissing)
    var problems = [evidence.gap.map { "\(statistic.rawValue) of \($0)" }]
    if value == nil, evidence.gap == nil || allowsMissing {
      problems = ["\(statistic.rawValue) of \(evidence.values.count) recorded values is undefined"]
    }
    if evidence.unread > 0 { problems.append(Evidence.unreadable(evidence.unread)) }
    let problem = problems.compactMap(\.self).joined(separator: "; ")
    return Seen(
      value: value, problem: problem.isEmpty ? nil : problem, isInDoubt: evidence.unread > 0)
  }

  private static func result(of check: CheckPlan, _ seen: Seen) -> CheckResult {
    let found = check.verdict(on: seen.value)
    let decisive =
      switch found {
      case .warn: check.warn ?? check.pass
      case .inconclusive: check.inconclusive ?? check.pass
      case .pass, .fail: check.pass
      }
    var problem = seen.problem
    if let value = seen.value, !value.isFinite {
      let what = value.isNaN ? "the value is not a number" : "the value is infinite"
      problem = [what, problem].compactMap(\.self).joined(separator: "; ")
    }
    return CheckResult(
      name: check.name, observed: seen.value, comparison: decisive.comparison,
      threshold: decisive.limit, verdict: seen.isInDoubt ? max(found, .warn) : found,
      problem: problem)
  }
}
