import Codecs
import Study

/// Recorded results of a level, as conditions and stability checks look at them.
struct Results {
  let slug: String
  let plan: Plan
  let level: Int
  let states: States
  /// The run that looks; its own stages are seen for itself alone.
  let viewer: RunState?

  /// The results of the level at which a study stands.
  init?(_ slug: String, level: Int? = nil, viewer: RunState? = nil, _ states: States) {
    guard let plan = states.plan(slug), let study = states.study(slug) else { return nil }
    self.slug = slug
    self.plan = plan
    self.level = level ?? study.level
    self.states = states
    self.viewer = viewer
  }

  /// Whether a condition holds.
  func holds(_ expression: Expression) -> Bool {
    expression.holds(metric: metric, verdict: verdict)
  }

  /// The condition with the values that its references have.
  func explain(_ expression: Expression) -> String {
    let values = expression.references.map { reference -> String in
      if reference.metric == nil {
        return "\(reference) = \(verdict(reference.stage)?.rawValue ?? "nothing recorded")"
      }
      return "\(reference) = \(metric(reference).map(Number.text) ?? "nothing recorded")"
    }
    return "\(expression) (\(values.joined(separator: ", ")))"
  }

  /// The values of a stage's metric over units and runs, in the order of the schedule.
  func values(of stage: String, _ metric: String) -> [Double] {
    units(of: stage).compactMap { unit in
      guard unit.phase == .ended, unit.outcome == .succeeded else { return nil }
      return unit.metrics.first { $0.name == metric }?.value
    }
  }

  private func metric(_ reference: Expression.Reference) -> Double? {
    guard let name = reference.metric else { return nil }
    let values = values(of: reference.stage, name)
    if let statistic = reference.statistic { return statistic.of(values) }
    return values.count == 1 ? values[0] : Statistic.mean.of(values)
  }

  private func verdict(_ stage: String) -> Verdict? {
    units(of: stage).filter { $0.phase == .ended }.map(\.verdict).max()
  }

  private func units(of name: String) -> [UnitState] {
    guard let stage = plan.stage(name) else { return [] }
    return runs(of: stage.scope).flatMap { run in
      stage.units(params: run.params).compactMap { run.unit(name, $0) }
    }
  }

  private func runs(of scope: Scope) -> [RunState] {
    if let viewer, viewer.scope == scope { return [viewer] }
    guard let study = states.study(slug) else { return [] }
    let assignment = viewer?.assignment ?? Assignment()
    return states.schedule(slug, level: level, round: study.round)
      .filter { $0.scope == scope && $0.assignment.agrees(with: assignment) }
      .compactMap { states.current($0.id, of: slug) }
  }
}
