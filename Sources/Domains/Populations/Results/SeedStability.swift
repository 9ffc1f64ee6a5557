import Numerics

/// A share over several seeds.
struct SeedStability {
  let values: [Double]
  let mean: Double
  let std: Double
  let low: Double
  let high: Double
  /// Half the width of the 95 % t interval of the mean; nil for a single seed.
  let half: Double?

  init(_ values: [Double]) {
    self.values = values
    mean = Descriptive.mean(values).value ?? .nan
    std = Descriptive.standardDeviation(values).value ?? 0
    low = values.min() ?? .nan
    high = values.max() ?? .nan
    half =
      values.count > 1
      ? StudentT(Double(values.count - 1))?.quantile(0.975).value.map { [std] quantile in
        quantile * std / Double(values.count).squareRoot()
      } : nil
  }

  /// `stable` when seeds spread by at most 0.02, `unstable` when they lie more than 0.10 apart.
  var label: String {
    if values.count < 2 { return "single-seed" }
    if std <= 0.02 { return "stable" }
    return high - low > 0.10 ? "unstable" : "mixed"
  }

  /// For a person.
  var words: String {
    guard let half else { return Shown.percent(mean) }
    return "\(Shown.percent(mean)) ± \(Shown.percent(half)), \(Shown.percent(low)) to "
      + "\(Shown.percent(high)) (\(label))"
  }
}
