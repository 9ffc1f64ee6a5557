import Numerics

/// How much a sample of dependent values is worth, and what trying often costs.
enum EffectiveSample {
  /// The effective sample size: `n / max(1e-6, 1 + 2 sum rho_l)` over lags up to min(`lagMax`,
  /// n/10), from 0 to n.
  ///
  /// A correlation is Pearson's of the series with its own past; what has none is left out.
  static func effective(_ values: [Double], lagMax: Int) -> Double {
    let count = Double(values.count)
    guard values.count > 1 else { return count }
    var sum = 0.0
    for lag in stride(from: 1, through: min(lagMax, values.count / 10), by: 1) {
      let rho = correlation(Array(values.dropLast(lag)), Array(values.dropFirst(lag)))
      if let rho { sum += rho }
    }
    return min(max(count / max(1e-6, 1 + 2 * sum), 0), count)
  }

  /// Pearson's correlation; nil where one side does not vary.
  static func correlation(_ left: [Double], _ right: [Double]) -> Double? {
    guard left.count == right.count, let x = Moment.mean(left), let y = Moment.mean(right) else {
      return nil
    }
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for index in left.indices {
      let (dx, dy) = (left[index] - x, right[index] - y)
      xx += dx * dx
      yy += dy * dy
      xy += dx * dy
    }
    guard xx > 0, yy > 0 else { return nil }
    let rho = xy / (xx * yy).squareRoot()
    return rho.isFinite ? rho : nil
  }

  /// `k sqrt(ln(max(2, m)) / max(1, ess))`: what the best of `m` tests is worth by chance.
  static func penalty(k: Double, tests: Int, ess: Double) -> Double {
    k * (Elementary.logarithm(Double(max(2, tests))) / max(1, ess)).squareRoot()
  }
}

/// How an expectancy depends on what was chosen beside it.
enum Robustness {
  /// Share of positive expectancies over delays, their spread, and 0.7 share + 0.3 (1 -
  /// spread/|mean|).
  static func delays(_ expectancies: [Double]) -> (ratio: Double, deviation: Double, score: Double)?
  {
    guard let mean = Moment.mean(expectancies) else { return nil }
    let count = Double(expectancies.count)
    let ratio = Double(expectancies.count { $0 > 0 }) / count
    let squares = expectancies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / count).squareRoot()
    let score = 0.7 * ratio + 0.3 * max(0, 1 - deviation / max(abs(mean), 1e-9))
    return (ratio, deviation, score)
  }

  /// What the worse neighbour loses against the centre, as a share of the centre.
  static func curvature(left: Double, center: Double, right: Double) -> Double {
    max(0, center - min(left, right)) / max(abs(center), 1e-9)
  }
}
