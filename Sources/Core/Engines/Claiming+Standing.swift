import Study

extension Claiming {
  /// Whether a run over several others has results, and what they are made of is being done again:
  /// only then it will show whether they still count.
  func isEarly(_ scheduled: ScheduledRun) -> Bool {
    guard scheduled.scope != .run, scheduled.scope != .study,
      states.current(scheduled.id, of: claim.study)?.finished != nil
    else { return false }
    return !completion.hasInputs(
      states.replanned(claim.study, scheduled.id, planned(scheduled)))
  }

  /// Whether a locked run is under the plan in force what it was under the former one: all of it is
  /// done, no result is stale, the gates say what they said, and what was skipped would be again.
  func stands(_ run: RunState, _ planned: RunPlanned) -> Bool {
    var same = planned
    same.stale = []
    let after = states.replanned(claim.study, run.id, same)
    let isSame = planned.stale.allSatisfy { stale in
      guard let stage = plan.stage(stale.stage), let unit = after.unit(stale.stage, stale.unit)
      else { return false }
      switch stale.action {
      case .judge: return GateEngine.stands(unit, of: stage, in: after, claim.study, states)
      case .redo: return unit.phase == .skipped && reasonToSkip(stage, in: after) != nil
      case .drop: return false
      }
    }
    return isSame && completion.isComplete(after)
  }
}

extension RunState {
  /// The run with its results, as it would be planned again.
  func again(_ planned: RunPlanned) -> RunState {
    var run = self
    run.seed = planned.seed
    run.assignment = planned.assignment ?? Assignment()
    run.bypasses = planned.bypasses
    return run
  }
}
