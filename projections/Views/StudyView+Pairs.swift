import Study

extension StudyView {
  /// The run that counts for an identifier: the last of those that replaced one another.
  ///
  /// Nil for a run that is not planned yet. O(replacements).
  public func current(_ id: String) -> RunView? {
    var run = run(id)
    // No chain is longer than there are runs, whoever wrote the events.
    for _ in 0..<runs.count {
      guard let next = run?.replacedBy.flatMap({ self.run($0) }) else { break }
      run = next
    }
    return run
  }

  /// The two runs of a pair that count now, in the order of the design's variants; those that are
  /// not planned yet are missing.
  public func runs(of pair: PairView) -> [RunView] { pair.runs.compactMap(current) }

  /// Where a pair stands.
  ///
  /// What was said of its runs goes before what they did.
  public func status(of pair: PairView) -> PairStatus {
    let runs = runs(of: pair)
    let statuses = runs.map(\.status)
    if statuses.contains(.excluded) { return .excluded }
    if statuses.contains(.invalidated) { return .invalidated }
    if statuses.contains(.abandoned) { return .abandoned }
    if let comparison = comparison(of: pair) {
      return comparison.isVerified ? .complete : .rejected
    }
    if statuses.contains(.blocked) { return .blocked }
    return statuses.allSatisfy { $0 == .planned } ? .pending : .running
  }

  /// The comparison that counts: of the very runs that count now, while both are finished.
  public func comparison(of pair: PairView) -> PairView.Comparison? {
    guard let comparison = pair.comparison else { return nil }
    let runs = runs(of: pair)
    guard runs.count == 2, runs.allSatisfy({ $0.finished != nil }),
      runs.map(\.id).sorted() == comparison.runs.sorted()
    else { return nil }
    return comparison
  }

  /// Puts a drawn schedule in force.
  ///
  /// Comparisons stay with pairs of the same name: a revised plan names those of its round as
  /// before. O(pairs).
  mutating func draw(_ drawn: ScheduleDrawn) {
    let scheduled = plan.map { Self.scheduledRuns($0, round: drawn.round) } ?? [:]
    let variants = plan?.design.variants ?? []
    replacePairs(
      drawn.slots.map { slot in
        let runs = variants.compactMap { scheduled[slot.pair]?[$0] }
        return PairView(slot: slot, runs: runs, comparison: pair(slot.pair)?.comparison)
      })
  }

  /// The runs of every pair by variant, as a plan schedules them.
  private static func scheduledRuns(_ plan: Plan, round: Int) -> [String: [String: String]] {
    guard plan.design.paired != nil else { return [:] }
    var runs: [String: [String: String]] = [:]
    for level in plan.levels.indices {
      for run in plan.schedule(level: level, round: round) where run.scope == .run {
        guard let pair = run.assignment.pair, let variant = run.assignment.variant else { continue }
        runs[pair, default: [:]][variant] = run.id
      }
    }
    return runs
  }

  /// The other run of a run's pair, as it was scheduled.
  func partner(of planned: RunPlanned) -> String? {
    guard let assignment = planned.assignment, let variant = assignment.variant,
      let pair = assignment.pair.flatMap(pair), pair.runs.count == 2,
      let place = plan?.design.variants.firstIndex(of: variant)
    else { return nil }
    return pair.runs[1 - place]
  }

  /// Takes in the comparison of two runs.
  ///
  /// `changed` are the places of the runs that the same entry changed: they are told with whom they
  /// were compared. The other run of the pair is not, since its files follow from its own entries.
  mutating func evolvePair(
    _ id: String, _ event: RecordedEvent, in entry: RecordedEntry, changed: [Int]
  ) {
    let stamp = Stamp(event, in: entry)
    let comparison: PairView.Comparison
    switch event.fact {
    case .pairVerified(let verified):
      comparison = PairView.Comparison(
        runs: verified.runs, differences: [], isVerified: true, stamp: stamp)
    case .pairRejected(let rejected):
      comparison = PairView.Comparison(
        runs: rejected.runs, differences: rejected.differences, isVerified: false, stamp: stamp)
    default: return
    }
    updatePair(id) { $0.comparison = comparison }
    for run in comparison.runs {
      guard let place = knownPlace(ofRun: run), changed.contains(place),
        let other = comparison.runs.first(where: { $0 != run })
      else { continue }
      self.runs[place].compare(id, with: other, comparison)
    }
  }
}

extension RunView {
  /// Takes in that the run was compared with the other one of its pair.
  mutating func compare(_ pair: String, with other: String, _ comparison: PairView.Comparison) {
    partner = other
    let verdict =
      comparison.isVerified
      ? "verified" : "rejected: \(comparison.differences.joined(separator: "; "))"
    log("\(pair): compared with \(other): \(verdict)", to: .validation, comparison.stamp)
  }
}
