/// What the runs of a batch measured.
struct BatchResults {
  /// The runs that count, in the order of the schedule: the last of those that replaced one
  /// another, without those excluded.
  let runs: [RunState]

  /// Looks the runs up.
  ///
  /// O(runs).
  init(_ manifest: BatchManifest, _ plan: Plan, _ slug: String, _ states: States) {
    runs = plan.schedule(level: plan.levels.count - 1, round: manifest.number, batch: manifest)
      .compactMap { states.current($0.id, of: slug) }.filter { $0.exclusion == nil }
  }

  /// The mean of a metric over units and runs; of `stage.metric`, or of a metric whatever the stage
  /// that reported it.
  func mean(of name: String) -> Double? {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    let values = runs.flatMap(\.units).compactMap { unit -> Double? in
      guard unit.phase == .ended, unit.outcome == .succeeded else { return nil }
      let metric = parts.count == 2 && parts[0] == unit.stage ? parts[1] : name
      return unit.metrics.first { $0.name == metric }?.value
    }
    return Statistic.mean.of(values)
  }
}
