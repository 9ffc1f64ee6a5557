import Study

/// The runs of one variant, taken together: one row of `runs --group variant`.
public struct VariantGroup: Equatable, Sendable {
  /// The study's slug.
  public var study: String
  /// The batch, in a sweep.
  public var batch: String?
  /// The variant's name; a run without a variant is its own group.
  public var variant: String
  /// How many runs, each with a seed of its own.
  public var runs: Int
  /// Of every metric how many runs have it, its mean and its standard deviation over them.
  public var metrics: [String: Spread]
  /// The values by seed, for comparisons on common seeds.
  public var values: [String: [Int64: Double]]

  /// A mean over seeds.
  public struct Spread: Equatable, Sendable {
    /// How many runs reported it.
    public var n: Int
    /// The arithmetic mean.
    public var mean: Double
    /// The standard deviation with n - 1; nil for one value.
    public var deviation: Double?
  }

  /// The groups of some rows, in the order in which the rows name them first.
  ///
  /// Only runs whose results count are taken: none that was excluded, invalidated, corrected or
  /// given up.
  public static func groups(of rows: [RunRow]) -> [VariantGroup] {
    var groups: [VariantGroup] = []
    var places: [[String]: Int] = [:]
    for row in rows
    where !["excluded", "invalidated", "corrected", "abandoned"].contains(row.state) {
      let name = row.variant ?? row.run
      let key = [row.study, row.batch ?? "", name]
      let place = places[key] ?? groups.count
      if place == groups.count {
        places[key] = place
        groups.append(
          VariantGroup(
            study: row.study, batch: row.batch, variant: name, runs: 0, metrics: [:], values: [:]))
      }
      groups[place].runs += 1
      for (metric, value) in row.metrics {
        groups[place].values[metric, default: [:]][row.seed] = value
      }
    }
    for place in groups.indices {
      for (metric, values) in groups[place].values {
        let sorted = values.sorted { $0.key < $1.key }.map(\.value)
        guard let mean = Statistic.mean.of(sorted) else { continue }
        groups[place].metrics[metric] = Spread(
          n: sorted.count, mean: mean, deviation: Statistic.std.of(sorted))
      }
    }
    return groups
  }
}
