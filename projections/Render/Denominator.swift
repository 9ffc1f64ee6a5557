import Study

/// What became of every slot that was planned: each is counted once, whatever came of it.
///
/// A slot is a variant with a task and the number of a pair, or with a seed, at a level. It is
/// counted in the first class that holds:
///
/// ```
/// planned = registered + added - withdrawn
///         = not started + under way + abandoned + failed + excluded by rule + excluded post hoc
///           + rejected + unpaired + analysed
/// runs     = (planned - not started) + corrected
/// attempts = units begun + retried
/// ```
struct Denominator {
  /// What became of a slot.
  enum Fate: String, CaseIterable {
    case analysed, unpaired, rejected
    case excludedByRule = "excluded by rule"
    case excludedPostHoc = "excluded post hoc"
    case failed, abandoned
    case underWay = "under way"
    case notStarted = "not started"
  }

  private(set) var registered = 0
  private(set) var added = 0
  private(set) var withdrawn = 0
  private(set) var runs = 0
  private(set) var corrected = 0
  private(set) var attempts = 0
  private(set) var retried = 0
  private let amendments: Int
  private var fates: [Fate] = []
  private let study: StudyView

  /// Counts the slots of a study that compares variants; nil for any other.
  init?(_ study: StudyView) {
    guard let plan = study.plan, plan.design.assignsRuns else { return nil }
    self.study = study
    amendments = study.plans.count { $0.origin == .amended }
    if plan.design.hasBatches {
      countBatch(plan)
    } else {
      countPairs()
    }
  }

  /// One sentence with every number.
  var sentence: String {
    let classes = Fate.allCases.map { fate in
      "\(fates.count { $0 == fate }) \(fate.rawValue)"
    }
    return "\(registered) registered + \(added) added - \(withdrawn) withdrawn = "
      + "\(fates.count) planned: \(classes.joined(separator: ", ")); "
      + "\(runs) runs (\(corrected) corrected), \(attempts) attempts (\(retried) retried), "
      + "\(amendments) amendment\(amendments == 1 ? "" : "s")."
  }

  private mutating func countPairs() {
    func keys(_ slots: [PairSlot]) -> Set<String> {
      Set(
        slots.flatMap { slot in
          [slot.first, slot.second].map { "\(slot.level)/\(slot.task)/\(slot.pairIndex)/\($0)" }
        })
    }
    let first = keys(study.plans.first?.plan.pairSlots(round: 1) ?? [])
    let now = keys(study.pairs.map(\.slot))
    registered = first.count
    added = now.subtracting(first).count
    withdrawn = first.subtracting(now).count
    for pair in study.pairs {
      let status = study.status(of: pair)
      for id in pair.runs { count(id, ofPair: status) }
    }
  }

  private mutating func countBatch(_ plan: Plan) {
    let batch = study.batches.last?.manifest
    let slots = plan.schedule(level: 0, round: 1, batch: batch).filter { $0.scope == .run }
    registered = slots.count
    for slot in slots { count(slot.id, ofPair: nil) }
  }

  /// Counts a slot with all runs that ever were it.
  private mutating func count(_ id: String, ofPair status: PairStatus?) {
    var chain: [RunView] = []
    var next: String? = id
    // No chain is longer than there are runs, whoever wrote the events.
    while let id = next, let run = study.run(id), chain.count < study.runs.count {
      chain.append(run)
      next = run.replacedBy
    }
    guard let current = chain.last, chain.contains(where: { $0.startedAt != nil }) else {
      fates.append(.notStarted)
      return
    }
    fates.append(fate(of: current, status))
    runs += chain.count
    corrected += chain.count - 1
    for unit in chain.flatMap(\.stages).flatMap(\.units) where !unit.attempts.isEmpty {
      attempts += unit.attempts.count
      retried += unit.attempts.count - 1
    }
  }

  private func fate(of run: RunView, _ pair: PairStatus?) -> Fate {
    switch run.status {
    case .planned, .running: return .underWay
    case .abandoned: return .abandoned
    case .blocked, .invalidated, .corrected: return .failed
    case .excluded:
      let fact = study.exclusions.last { $0.run == run.id }?.fact
      return fact?.postHoc == false ? .excludedByRule : .excludedPostHoc
    case .finished, .locked, .imported: break
    }
    switch pair {
    case nil, .complete: return .analysed
    case .rejected: return .rejected
    default: return .unpaired
    }
  }
}
