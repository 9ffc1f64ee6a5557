public import Codecs

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

/// How many slots of a level there are, and how often something was begun in them: what a report
/// cannot count from the runs alone that it is handed.
public struct SlotCounts: Equatable, Sendable {
  /// Slots of the first plan.
  public private(set) var registered = 0
  /// Slots that came later.
  public private(set) var added = 0
  /// Slots of the first plan that the present one does not have.
  public private(set) var withdrawn = 0
  /// Runs that were begun, and that another one replaced.
  public private(set) var corrected = 0
  /// Units of runs that were begun.
  public private(set) var units = 0
  /// Attempts at these.
  public private(set) var attempts = 0
  /// Amendments of the plan.
  public private(set) var amended = 0

  /// Slots altogether.
  public var planned: Int { registered + added - withdrawn }

  /// Attempts beyond the first of a unit.
  public var retried: Int { attempts - units }

  /// Counts the slots of a level of a study; nil where there is none, or batches say what there is.
  ///
  /// O(runs of the level).
  public init?(_ slug: String, level index: Int, _ states: States) {
    guard let study = states.study(slug), let plan = states.plan(slug), !plan.design.hasBatches,
      plan.levels.indices.contains(index)
    else { return nil }
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

  /// The counts by their names, as a stage is told of them.
  public var value: Value {
    let counts = [
      ("planned", planned), ("registered", registered), ("added", added),
      ("withdrawn", withdrawn), ("corrected", corrected), ("attempts", attempts),
      ("retried", retried), ("amended", amended),
    ]
    return .map(ValueMap(counts.map { ($0.0, .int(Int64($0.1))) }))
  }
}

extension RunState {
  /// Whether anything came of the run: a process of it was started, or it took over all that there
  /// is to do.
  public var hasBegun: Bool { isStarted || finished != nil }
}
