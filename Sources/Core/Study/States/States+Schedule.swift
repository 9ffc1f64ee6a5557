extension States {
  /// The run that counts for an identifier: the last of the runs that replaced one another.
  public func current(_ id: String, of slug: String) -> RunState? {
    var run = run(slug, id)
    while let next = run?.replacedBy { run = self.run(slug, next) }
    return run
  }

  /// The runs of a level that count for a run's stages: of a scope, and of its variant, task and
  /// pair where both have one; for a look those before it, and none after the one that ended the
  /// level.
  public func group(
    _ scope: Scope, of slug: String, level: Int, round: Int, around run: RunState
  ) -> [ScheduledRun] {
    group(scope, of: slug, study(slug), level: level, round: round, around: run)
  }

  /// The same, where the study's state is at hand.
  func group(
    _ scope: Scope, of slug: String, _ study: StudyState?, level: Int, round: Int,
    around run: RunState
  ) -> [ScheduledRun] {
    schedule(slug, level: level, round: round, batch: study?.batch).filter {
      $0.scope == scope && $0.assignment.agrees(with: run.assignment)
        && (run.scope != .look || scope == .study || $0.index < run.index)
        && (study?.level != level || study?.leavesOut($0) != true)
    }
  }

  /// How many runs of a scope a level of the plan in force has.
  public func runCount(_ slug: String, level: Int, scope: Scope) -> Int {
    if let study = study(slug), study.endedAt != nil, study.level == level {
      return schedule(slug, level: level, round: study.round)
        .count { $0.scope == scope && !study.leavesOut($0) }
    }
    let batch = study(slug)?.batch.flatMap { self.batch(slug, $0)?.manifest }
    return plan(slug)?.runCount(level: level, scope: scope, batch: batch) ?? 0
  }
}
