/// What the runs of a batch measured.
struct BatchResults {
  /// The runs that count, in the order of the schedule: the last of those that replaced one
  /// another, without those excluded.
  let runs: [RunState]
  private let plan: Plan

  /// Looks the runs up: all of the batch, or those of one variant.
  ///
  /// O(runs).
  init(
    _ manifest: BatchManifest, _ plan: Plan, _ slug: String, _ states: States,
    variant: String? = nil
  ) {
    self.plan = plan
    runs = plan.schedule(level: plan.levels.count - 1, round: manifest.number, batch: manifest)
      .filter { variant == nil || $0.assignment.variant == variant }
      .compactMap { states.current($0.id, of: slug) }.filter { $0.exclusion == nil }
  }

  /// The mean of a metric over units and runs, and what reported none: of `stage.metric`, or of a
  /// metric whatever the stage that reported it.
  ///
  /// Of stages that are not named, those count of which any unit in any run reported it. O(units).
  func mean(of name: String) -> (value: Double?, reported: Int, missing: [String]) {
    var values: [Double] = []
    var missing: [String] = []
    for stage in plan.stages {
      let metric =
        name.hasPrefix("\(stage.name).")
        ? String(name.dropFirst(stage.name.utf8.count + 1)) : name
      let isNamed = metric != name
      var silent: [String] = []
      let before = values.count
      for run in runs where run.scope == stage.scope {
        for key in stage.units(params: run.params) {
          if let value = run.unit(stage.name, key)?.value(of: metric) {
            values.append(value)
          } else {
            silent.append(key.isEmpty ? run.id : "\(run.id)[\(key)]")
          }
        }
      }
      if isNamed || values.count > before { missing += silent }
    }
    return (Statistic.mean.of(values), values.count, missing)
  }
}

extension UnitState {
  /// What it reported of a metric, if it ended well and nothing of what it reported is in doubt.
  fileprivate func value(of metric: String) -> Double? {
    guard phase == .ended, outcome == .succeeded, !isInDoubt else { return nil }
    return metrics.first { $0.name == metric }?.value
  }
}
