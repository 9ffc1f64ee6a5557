import Numerics
import Study

/// The runs of one variant, taken together: one row of `runs --group variant`.
public struct VariantGroup: Equatable, Sendable {
  /// The study's slug.
  public var study: String
  /// The batch, in a sweep.
  public var batch: String?
  /// The variant's name; a run without a variant is its own group.
  public var variant: String
  /// How many runs, each with a seed of its own; what was only taken over is none of them.
  public var runs: Int
  /// How many runs took over all of their results from an earlier batch.
  public var reused = 0
  /// Of every metric how many runs have it, its mean and its standard deviation over them.
  public var metrics: [String: Spread]
  /// The values by seed, for comparisons on common seeds.
  public var values: [String: [Int64: Double]]
  /// The values that were taken over, by seed: they count as no seed.
  public var reusedValues: [String: [Int64: Double]] = [:]

  /// A mean over seeds.
  public struct Spread: Equatable, Sendable {
    /// How many runs reported it.
    public var n: Int
    /// The arithmetic mean.
    public var mean: Double
    /// The standard deviation with n - 1; nil for one value.
    public var deviation: Double?
  }

  /// The states of runs whose results do not count.
  static let leftOut = ["excluded", "invalidated", "corrected", "abandoned"]

  /// The groups of some rows, in the order in which the rows name them first.
  ///
  /// Only runs whose results count are taken: none that was excluded, invalidated, corrected or
  /// given up.
  public static func groups(of rows: [RunRow]) -> [VariantGroup] {
    var groups: [VariantGroup] = []
    var places: [[String]: Int] = [:]
    for row in rows where !leftOut.contains(row.state) {
      let name = row.variant ?? row.run
      let key = [row.study, row.batch ?? "", name]
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(
          VariantGroup(
            study: row.study, batch: row.batch, variant: name, runs: 0, metrics: [:], values: [:]))
      }
      groups[place].runs += row.isReused ? 0 : 1
      groups[place].reused += row.isReused ? 1 : 0
      for (metric, value) in row.metrics {
        if row.reusedMetrics.contains(metric) {
          groups[place].reusedValues[metric, default: [:]][row.seed] = value
          continue
        }
        groups[place].values[metric, default: [:]][row.seed] = value
      }
    }
    for place in groups.indices {
      for (metric, values) in groups[place].values {
        let sorted = values.sorted { $0.key < $1.key }.map(\.value)
        guard let spread = Spread(sorted) else { continue }
        groups[place].metrics[metric] = spread
      }
    }
    return groups
  }
}

extension VariantGroup {
  /// How many of its runs have a metric, be it their own or taken over.
  func count(of metric: String) -> Int { n(metric) + (reusedValues[metric]?.count ?? 0) }

  /// The metrics that it has, by name.
  public var reported: [String] { Set(metrics.keys).union(reusedValues.keys).sorted() }

  /// How many results of its own it has.
  public func n(_ metric: String) -> Int { metrics[metric]?.n ?? 0 }

  /// The mean over its own results, or, where it has none, over those that were taken over.
  public func mean(of metric: String) -> Double? {
    if let spread = metrics[metric] { return spread.mean }
    let sorted = (reusedValues[metric] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    return Statistic.mean.of(sorted)
  }
}

extension VariantGroup.Spread {
  /// The spread of some values; nil without any.
  init?(_ values: [Double]) {
    guard let mean = Statistic.mean.of(values) else { return nil }
    self.init(n: values.count, mean: mean, deviation: Statistic.std.of(values))
  }

  /// The t interval that holds the mean with a confidence; nil for fewer than two values.
  func interval(confidence: Double) -> (low: Double, high: Double)? {
    guard n > 1, let deviation, let t = StudentT(Double(n - 1)),
      case .value(let quantile) = t.quantile((1 + confidence) / 2)
    else { return nil }
    let half = quantile * deviation / Double(n).squareRoot()
    return (mean - half, mean + half)
  }

  /// The 95 % t interval of the mean.
  var interval: (low: Double, high: Double)? { interval(confidence: 0.95) }
}
