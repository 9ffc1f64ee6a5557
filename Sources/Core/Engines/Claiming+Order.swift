import Study

extension Claiming {
  /// Whether the run before it in its pair has yet to come to its end: the order within a pair is
  /// executed as it was drawn, however much is done side by side.
  ///
  /// A run that a person names waits only while the other one is under way.
  func isBehind(_ assignment: Assignment, at index: Int) -> Bool {
    guard let order = assignment.order, order > 1, let pair = assignment.pair,
      let first = schedule.prefix(index).last(where: {
        $0.scope == .run && $0.assignment.pair == pair
      })
    else { return false }
    let run = states.current(first.id, of: claim.study)
    if !claim.runs.isEmpty, !isWanted(first.id) { return run?.isLive ?? false }
    guard let run else { return true }
    return !hasEnded(run)
  }

  /// Whether nothing more is going to be done in a run by this claim: it is finished as far as the
  /// claim goes, left out of the analysis, or waits for a person.
  private func hasEnded(_ run: RunState) -> Bool {
    if run.isLive { return false }
    if run.exclusion != nil { return true }
    guard study.isCurrent(run) else { return false }
    if run.finished != nil || !run.blockedUnits.isEmpty { return true }
    return plan.stages.allSatisfy { stage in
      stage.scope != run.scope || !wanted.contains(stage.name)
        || completion.isComplete(stage, in: run)
    }
  }
}
