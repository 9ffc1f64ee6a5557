import Study

/// Which guards are bypassed in a result, or in anything that it is made of.
///
/// A result with any is not for production, and neither is what is made of it in turn, in whatever
/// run. It stays so until it is made again from results without.
enum Production {
  /// The guards that are bypassed in what a stage would give now, sorted.
  ///
  /// A guard acts on the stages that see it, or on all where none is known to; what depends on a
  /// stage inherits from it. O(1) while nothing in the study is bypassed.
  static func bypassed(
    in stage: StagePlan, of run: RunState, _ plan: Plan, _ slug: String, _ states: States
  ) -> [String] {
    guard let study = states.study(slug), let level = plan.levelIndex(run.level),
      !run.bypasses.isEmpty || !study.nonProduction.isEmpty
    else { return [] }
    var flags = run.bypasses
      .filter { ($0.stage ?? stage.name) == stage.name && plan.acts($0.flag, on: stage) }
      .map(\.flag)
    for name in stage.dependencies {
      guard let other = plan.stage(name) else { continue }
      var runs = [run]
      if other.scope != run.scope {
        let group = states.group(
          other.scope, of: slug, level: level, round: study.round, around: run)
        runs = group.compactMap { states.current($0.id, of: slug) }
      }
      for unit in runs.flatMap(\.units) where unit.stage == name { flags += unit.bypassed }
    }
    return Set(flags).sorted()
  }
}
