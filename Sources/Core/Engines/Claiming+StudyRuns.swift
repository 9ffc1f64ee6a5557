import Study

extension Claiming {
  /// Takes up runs over several others again when what their stages read has changed since: a run
  /// was repeated or excluded, and others count now.
  mutating func repeatStudyRuns() {
    guard !isConfined else { return }
    for id in study.touched where slots > 0 { repeatRun(id) }
    for level in plan.levels.indices where level <= study.level && slots > 0 {
      let first = states.schedule(claim.study, level: level, round: study.round).first
      if let first, first.scope == .study { repeatRun(first.id) }
    }
  }

  /// Takes up one of them again, if it is finished and something in it is stale.
  private mutating func repeatRun(_ id: String) {
    guard isWanted(id), let run = states.current(id, of: claim.study),
      run.finished != nil, !run.isLocked, run.revision == study.revision
    else { return }
    let stale = run.units.filter { unit in
      guard let stage = plan.stage(unit.stage), stage.scope == run.scope else { return false }
      return completion.isStale(unit, of: stage, in: run)
    }
    guard !stale.isEmpty else { return }
    let guarded = states.guarded(
      run.params, of: run.id, run.scope, fixed: states.fixedParams(of: run, in: claim.study),
      in: claim.study)
    let planned = RunPlanned(
      level: run.level, index: run.index, seed: run.seed, scope: run.scope,
      revision: study.revision, round: study.round, params: guarded.params,
      assignment: run.assignment, bypasses: guarded.bypasses,
      stale: stale.map { unit in
        StaleUnit(
          stage: unit.stage, unit: unit.unit, why: "a run that it reads was repeated or excluded",
          action: .redo)
      })
    add(.run(claim.study, run.id), .runPlanned(planned))
    take(states.replanned(claim.study, run.id, planned))
  }
}
