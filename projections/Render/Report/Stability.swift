import Study

/// How far a result depends on the seed.
enum Stability: String {
  case stable, mixed, unstable, undefined
  case singleSeed = "single-seed"

  /// The label of a variant's values; `range` is that of the means of the batch's variants.
  static func label(
    _ values: [Double], range: Double, hasOneWinner: Bool, _ rule: StabilityPlan
  ) -> Stability {
    guard values.count > 1, let deviation = Statistic.std.of(values),
      let mean = Statistic.mean.of(values), let low = values.min(), let high = values.max()
    else { return .singleSeed }
    guard deviation.isFinite, mean.isFinite else { return .undefined }
    if rule.isAbsolute {
      if high - low > rule.unstable || !hasOneWinner { return .unstable }
      return deviation <= rule.stable ? .stable : .mixed
    }
    let scale = range > 0 ? range : abs(mean)
    guard scale > 0 else { return .undefined }
    let ratio = deviation / scale
    return ratio <= rule.stable ? .stable : ratio > rule.unstable ? .unstable : .mixed
  }

  /// Whether one variant is the best for every seed; so with a single variant.
  static func hasOneWinner(
    _ groups: [VariantGroup], _ metric: String, _ lowestIsBest: Bool
  ) -> Bool {
    var winners: [String] = []
    let seeds = Set(groups.flatMap { ($0.values[metric] ?? [:]).keys }).sorted()
    for seed in seeds {
      var best: (variant: String, value: Double)?
      for group in groups {
        guard let value = group.values[metric]?[seed] else { continue }
        let isBetter = best.map { lowestIsBest ? value < $0.value : value > $0.value } ?? true
        if isBetter { best = (group.variant, value) }
      }
      if let best, !winners.contains(best.variant) { winners.append(best.variant) }
    }
    return winners.count < 2
  }
}
