import Codecs

extension Plan {
  /// How many runs every level has planned, by level, variant and task: what a later plan adds or
  /// withdraws shows against it.
  ///
  /// Empty where batches say what there is. O(runs).
  var slots: ValueMap {
    var counts = ValueMap()
    if design.hasBatches { return counts }
    for index in levels.indices {
      for run in schedule(level: index, round: 1) where run.scope == .run {
        let key = Self.slot(levels[index].name, run.assignment)
        counts[key] = .int((counts[key]?.asInt ?? 0) + 1)
      }
    }
    return counts
  }

  static func slot(_ level: String, _ assignment: Assignment) -> String {
    ([level] + [assignment.variant, assignment.task].compactMap(\.self)).joined(separator: "/")
  }
}

extension SlotCounts {
  /// Counts the slots of a level of a study; nil where there is none, or batches say what there is.
  ///
  /// O(runs of the level).
  public init?(_ slug: String, level index: Int, _ states: States) {
    guard let study = states.study(slug), let plan = states.plan(slug), !plan.design.hasBatches,
      plan.levels.indices.contains(index)
    else { return nil }
    self.init()
    let level = plan.levels[index].name
    let now = plan.slots
    func counts(_ slots: ValueMap) -> [(key: String, count: Int)] {
      slots.filter { $0.key == level || $0.key.hasPrefix("\(level)/") }
        .map { ($0.key, Int($0.value.asInt ?? 0)) }
    }
    for (key, count) in counts(study.registered) {
      registered += count
      withdrawn += max(0, count - Int(now[key]?.asInt ?? 0))
    }
    for (key, count) in counts(now) {
      added += max(0, count - Int(study.registered[key]?.asInt ?? 0))
    }
    for scheduled in states.schedule(slug, level: index, round: study.round)
    where scheduled.scope == .run {
      var next = states.run(slug, scheduled.id)
      var former: RunState?
      while let run = next {
        if run.hasBegun, run.replacedBy != nil { corrected += 1 }
        for unit in run.units {
          let before = former?.unit(unit.stage, unit.unit)?.attempt ?? 0
          let own = unit.attempt >= before ? unit.attempt - before : unit.attempt
          attempts += own
          units += own > 0 ? 1 : 0
        }
        former = run
        next = run.replacedBy.flatMap { states.run(slug, $0) }
      }
    }
    amended = study.amendments
  }
}

extension RunState {
  /// Whether anything came of the run: a process of it was started, or it took over all that there
  /// is to do.
  public var hasBegun: Bool { isStarted || finished != nil }
}
