public import Study

/// How many of the planned slots the results are of: every slot in the first class that holds.
///
/// A slot is a variant, task, pair or seed at a level. `planned = registered + added - withdrawn`
/// is the sum of all classes, and `runs = (planned - not started) + corrected`.
public struct Denominator: Equatable, Sendable {
  /// What became of a slot, in the order in which it is asked.
  public enum Class: String, CaseIterable, Sendable {
    case notStarted = "not started"
    case underWay = "under way"
    case abandoned
    case failed
    case excludedByRule = "excluded by rule"
    case excludedPostHoc = "excluded post hoc"
    case rejected
    case unpaired
    case reused
    case analysed
  }

  /// The slots, and what was begun in them; units and attempts over runs of every scope.
  public private(set) var slots = SlotCounts()
  /// How many slots are in each class, in the order of the classes.
  public private(set) var counts: [Int]
  /// Runs that were started.
  public private(set) var runs = 0

  /// How many slots are in a class.
  public subscript(_ one: Class) -> Int {
    Class.allCases.firstIndex(of: one).map { counts[$0] } ?? 0
  }

  /// Counts the slots of a study.
  ///
  /// O(runs and pairs).
  public init(_ study: StudyView) {
    counts = Class.allCases.map { _ in 0 }
    let first = study.plans.first.map { Self.slots($0.plan, study, round: 1) } ?? []
    let now = study.plan.map { Self.slots($0, study, round: study.round) } ?? []
    let known = study.runs.filter { run in
      run.planned?.scope == .run && run.planned?.of == nil && run.imported == nil
    }.map(\.id)
    var all: [String] = []
    var seen: Set<String> = []
    for id in now + known where seen.insert(id).inserted { all.append(id) }
    let original = Set(first)
    slots.registered = first.count
    slots.added = all.count { !original.contains($0) }
    slots.withdrawn = first.count { !seen.contains($0) }
    let partners = Self.pairs(study)
    for id in all {
      let place = Class.allCases.firstIndex(of: Self.place(id, study, partners)) ?? 0
      counts[place] += 1
    }
    for run in study.runs where run.imported == nil {
      for unit in run.stages.lazy.flatMap(\.units) {
        let started = unit.attempts.dropFirst(unit.inheritedAttempts)
          .count { $0.startedAt != nil }
        if started > 0 { slots.units += 1 }
        slots.attempts += started
      }
      guard run.planned?.scope == .run, run.hasBegun else { continue }
      runs += 1
      if run.replacedBy != nil { slots.corrected += 1 }
    }
    slots.amended = study.plans.count { $0.origin == .amended }
  }

  private static func slots(_ plan: Plan, _ study: StudyView, round: Int) -> [String] {
    if plan.design.sweep != nil {
      return study.batches.flatMap { batch in
        (batch.plan ?? plan).schedule(level: 0, round: 1, batch: batch.manifest)
          .filter { $0.scope == .run }.map(\.id)
      }
    }
    return plan.levels.indices.flatMap { level in
      plan.schedule(level: level, round: round).filter { $0.scope == .run }.map(\.id)
    }
  }

  /// The status of the pair that a scheduled run belongs to, by the run.
  private static func pairs(_ study: StudyView) -> [String: PairStatus] {
    var statuses: [String: PairStatus] = [:]
    for pair in study.pairs {
      let status = study.status(of: pair)
      for run in pair.runs { statuses[run] = status }
    }
    return statuses
  }

  private static func place(
    _ id: String, _ study: StudyView, _ pairs: [String: PairStatus]
  ) -> Class {
    guard let run = study.current(id), run.hasBegun else { return .notStarted }
    switch run.status {
    case .planned, .running: return .underWay
    case .blocked:
      let last = run.stages.lazy.flatMap(\.units).filter { $0.phase == .blocked }
        .compactMap { $0.attempts.last?.end?.outcome }
      return last.contains { $0 != .succeeded } ? .failed : .underWay
    case .abandoned: return .abandoned
    case .failed, .invalidated, .corrected, .imported: return .failed
    case .excluded:
      let isPostHoc = study.exclusions.last { $0.run == run.id }?.fact.postHoc ?? true
      return isPostHoc ? .excludedPostHoc : .excludedByRule
    case .finished, .locked:
      guard let pair = pairs[id] else { return run.isReused ? .reused : .analysed }
      switch pair {
      case .complete: return .analysed
      case .rejected: return .rejected
      default: return .unpaired
      }
    }
  }

  /// All of it in two sentences.
  public var sentence: String {
    let classes = Class.allCases.reversed().filter { self[$0] > 0 || $0 == .analysed }
      .map { "\(self[$0]) \($0.rawValue)" }
    return """
      \(slots.registered) registered + \(slots.added) added \u{2212} \(slots.withdrawn) withdrawn \
      = \(slots.planned) planned: \(classes.joined(separator: ", ")). \
      \(runs) runs (\(slots.corrected) corrected), \(slots.attempts) attempts \
      (\(slots.retried) retried), \
      \(slots.amended) \(slots.amended == 1 ? "amendment" : "amendments").
      """
  }
}

extension RunView {
  /// Whether anything came of the run: a process of it was started, or it took over all that there
  /// is to do.
  fileprivate var hasBegun: Bool { startedAt != nil || finished != nil }
}
