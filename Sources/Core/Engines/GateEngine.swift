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
      guard let stage = plan.stage(finished.id.stage), stage.has(finished.id.unit, in: run)
      else { return [] }
      let attempt = "attempt \(finished.id.attempt)"
      return judge(
        stage, finished.id.unit, of: run, slug, finished.observations, finished.metrics,
        evidence: attempt, states)
    case .runPlanned(let planned):
      return planned.stale.flatMap { stale -> [Event] in
        guard stale.action == .judge, let stage = plan.stage(stale.stage),
          let unit = run.unit(stale.stage, stale.unit)
        else { return [] }
        return judge(
          stage, stale.unit, of: run, slug, unit.observations, unit.metrics,
          evidence: "attempt \(unit.attempt), judged again", states)
      }
    default: return []
    }
  }

  private static func judge(
    _ stage: StagePlan, _ unit: String, of run: RunState, _ slug: String,
    _ observations: [Observation], _ metrics: [MetricValue], evidence: String, _ states: States
  ) -> [Event] {
    let subject = unit.isEmpty ? "\(run.id)/\(stage.name)" : "\(run.id)/\(stage.name)[\(unit)]"
    return stage.gates.map { gate in
      let checks = checks(of: gate, run, slug, observations, metrics, states)
      let verdict = checks.map(\.verdict).max() ?? .pass
      var evaluated = GateEvaluated(
        subject: subject, stage: stage.name, unit: unit, gate: gate.name, checks: checks,
        verdict: verdict, evidence: evidence)
      evaluated.profile = gate.profile
      return Event(.run(slug, run.id), .gateEvaluated(evaluated))
    }
  }

  /// A gate's checks with their verdicts on what was recorded.
  static func checks(
    of gate: GatePlan, _ run: RunState, _ slug: String, _ observations: [Observation],
    _ metrics: [MetricValue], _ states: States
  ) -> [CheckResult] {
    gate.checks.map { check in
      let seen = observe(check, of: gate, run, slug, observations, metrics, states)
      return result(of: check, seen.value, problem: seen.problem)
    }
  }

  /// What was recorded of a check: by the attempt itself, or for stability by the whole level.
  private static func observe(
    _ check: CheckPlan, of gate: GatePlan, _ run: RunState, _ slug: String,
    _ observations: [Observation], _ metrics: [MetricValue], _ states: States
  ) -> (value: Double?, problem: String?) {
    if case .stability(let stage, let metric, let statistic) = check.subject {
      let level = states.plan(slug)?.levelIndex(run.level)
      let values = Results(slug, level: level, states)?.values(of: stage, metric) ?? []
      let value = statistic.of(values)
      let problem = "\(statistic.rawValue) of \(values.count) recorded values is undefined"
      return (value, value == nil ? problem : nil)
    }
    if let seen = observations.first(where: { $0.gate == gate.name && $0.check == check.name }) {
      return (seen.value, seen.problem)
    }
    if case .metric(let name, nil) = check.subject {
      let value = metrics.first { $0.name == name }?.value
      return (value, value == nil ? "the stage reported no metric '\(name)'" : nil)
    }
    return (nil, "nothing was observed")
  }

  private static func result(
    of check: CheckPlan, _ observed: Double?, problem: String?
  ) -> CheckResult {
    let verdict = check.verdict(on: observed)
    let decisive = verdict == .warn ? check.warn ?? check.pass : check.pass
    let isNaN = observed?.isNaN ?? false
    return CheckResult(
      name: check.name, observed: observed, comparison: decisive.comparison,
      threshold: decisive.limit, verdict: verdict,
      problem: isNaN ? "the value is not a number" : problem)
  }
}
