import Study

/// Whether work is done, and whether its result still counts.
struct Completion {
  let slug: String
  let plan: Plan
  let states: States

  init?(_ slug: String, _ states: States) {
    guard let plan = states.plan(slug) else { return nil }
    self.slug = slug
    self.plan = plan
    self.states = states
  }

  /// Whether every unit of a stage is done in a run.
  ///
  /// O(1) while one is not, as far as their number tells, and once it was found out.
  func isComplete(_ stage: StagePlan, in run: RunState) -> Bool {
    guard run.units.doneCount(of: stage.name) >= stage.unitCount(params: run.params) else {
      return false
    }
    let units = states.units(of: stage, in: run, slug)
    let isRecorded = states.isRecorded(run, in: slug)
    if isRecorded, units.isComplete { return true }
    let isComplete = units.keys.allSatisfy { unit in
      run.unit(stage.name, unit).map { isDone($0, of: stage, in: run) } ?? false
    }
    if isRecorded { units.isComplete = isComplete }
    return isComplete
  }

  /// Whether every stage of a run is done.
  ///
  /// O(stages) while one is not.
  func isComplete(_ run: RunState) -> Bool {
    let stages = plan.stages.filter { $0.scope == run.scope }
    let units = stages.reduce(0) { $0 + $1.unitCount(params: run.params) }
    guard run.units.doneCount >= units else { return false }
    return stages.allSatisfy { isComplete($0, in: run) }
  }

  /// Whether a unit is done and its result is what the plan would give now.
  func isDone(_ unit: UnitState, of stage: StagePlan, in run: RunState) -> Bool {
    unit.isComplete(gates: stage.gates(at: run.level).count)
      && (unit.phase == .skipped || !isStale(unit, of: stage, in: run))
  }

  /// Whether a unit's recorded result depends on something that has changed since.
  func isStale(_ unit: UnitState, of stage: StagePlan, in run: RunState) -> Bool {
    guard unit.phase == .ended else { return false }
    let recipe = CacheKey.digest(of: stage, unit: unit.unit, in: run, slug: slug, states)
    return recipe != nil && recipe != unit.recipe
  }

  /// Whether everything that a stage of a run reads is there.
  func isReady(_ stage: StagePlan, in run: RunState) -> Bool {
    stage.dependencies.allSatisfy { name in
      guard let other = plan.stage(name) else { return false }
      if other.scope == run.scope { return isComplete(other, in: run) }
      return isCompleteEverywhere(other, around: run)
    }
  }

  /// Whether everything that the stages of a run read of other runs is there.
  func hasInputs(_ run: RunState) -> Bool {
    plan.stages.filter { $0.scope == run.scope }.flatMap(\.dependencies).allSatisfy { name in
      guard let other = plan.stage(name) else { return false }
      return other.scope == run.scope || isCompleteEverywhere(other, around: run)
    }
  }

  /// Whether a stage is done in every run of a level that a run's stages look at.
  ///
  /// O(1) while it is not, as far as the tallies can tell.
  private func isCompleteEverywhere(_ stage: StagePlan, around run: RunState) -> Bool {
    guard let study = states.study(slug), let index = plan.levelIndex(run.level) else {
      return false
    }
    if run.scope != .look, run.assignment.isEmpty, stage.foreach.isEmpty {
      let tally = study.tallies.first { $0.level == run.level && $0.stage == stage.name }
      let runs = states.runCount(slug, level: index, scope: stage.scope)
      if (tally?.done ?? 0) + study.excluded.count < runs { return false }
    }
    let group = states.group(
      stage.scope, of: slug, level: index, round: study.round, around: run)
    return group.allSatisfy { entry in
      guard let run = states.current(entry.id, of: slug) else { return false }
      // What does not count in the analysis is not waited for.
      if run.exclusion != nil { return true }
      return run.revision == study.revision && isComplete(stage, in: run)
    }
  }
}
