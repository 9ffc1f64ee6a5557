import Study

/// Which recorded results of a run no longer count under the plan in force, and why.
struct Staleness {
  /// The units, in the order in which anything first happened to them.
  let units: [StaleUnit]

  /// Compares a run's units with the plan under new parameters.
  init(_ completion: Completion, _ former: RunState, params: [Parameter]) {
    var run = former
    run.params = params
    units = former.units.compactMap { unit -> StaleUnit? in
      guard let stage = completion.plan.stage(unit.stage), stage.scope == run.scope,
        stage.has(unit.unit, in: run, of: completion.slug, completion.states)
      else {
        // What is under way ends by itself and counts for nothing.
        if [.requested, .started, .waiting].contains(unit.phase) { return nil }
        return StaleUnit(
          stage: unit.stage, unit: unit.unit, why: "no longer in the plan", action: .drop)
      }
      switch unit.phase {
      case .requested, .started, .waiting, .retrying: return nil
      case .skipped:
        return StaleUnit(stage: unit.stage, unit: unit.unit, why: "it was skipped", action: .redo)
      case .ended, .blocked: break
      }
      let recipe = CacheKey.digest(
        of: stage, unit: unit.unit, in: run, slug: completion.slug, completion.states)
      if recipe != nil, recipe != unit.recipe {
        return StaleUnit(
          stage: unit.stage, unit: unit.unit,
          why: "command, parameters, inputs or code changed", action: .redo)
      }
      return Self.judgement(of: unit, by: stage.gates(at: run.level))
    }
  }

  /// Whether the gates in force would look at something that the attempt did not observe, or
  /// judge the same observations by other thresholds.
  private static func judgement(of unit: UnitState, by gates: [GatePlan]) -> StaleUnit? {
    guard unit.endedAt != nil, unit.outcome == .succeeded else { return nil }
    if !unit.hasTold(gates) {
      return StaleUnit(
        stage: unit.stage, unit: unit.unit, why: "a gate looks at something new", action: .redo)
    }
    return gates.isEmpty
      ? nil
      : StaleUnit(
        stage: unit.stage, unit: unit.unit, why: "judged by the gates in force", action: .judge)
  }
}
