import Study

extension Claiming {
  /// Takes up the study run of a level again when what its stages read has changed since: a run
  /// was repeated, and others count now.
  mutating func repeatStudyRuns() {
    for level in plan.levels.indices where level <= study.level && slots > 0 {
      guard let scheduled = plan.schedule(level: level, round: study.round).first,
        scheduled.scope == .study, let run = states.current(scheduled.id, of: claim.study),
        run.finished != nil, !run.isLocked, run.revision == study.revision
      else { continue }
      let stale = run.units.filter { unit in
        guard let stage = plan.stage(unit.stage), stage.scope == .study else { return false }
        return completion.isStale(unit, of: stage, in: run)
      }
      guard !stale.isEmpty else { continue }
      let planned = RunPlanned(
        level: run.level, index: run.index, seed: run.seed, scope: run.scope,
        revision: study.revision, round: study.round, params: run.params,
        stale: stale.map { unit in
          StaleUnit(
            stage: unit.stage, unit: unit.unit, why: "a run that it reads was repeated",
            action: .redo)
        })
      add(.run(claim.study, run.id), .runPlanned(planned))
      take(states.replanned(claim.study, run.id, planned))
    }
  }
}
