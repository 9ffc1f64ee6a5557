import Codecs
import Numerics

/// How alike the components of two replicates are.
struct PairStability: Equatable {
  /// For each component of the first, the largest absolute correlation of its loadings with any
  /// component of the second.
  let best: [Double]
  /// The same with every component of the second taken once: greedily, the most alike first.
  let matched: [Double]

  /// Compares loadings of the same genes, a column for each component.
  init(_ first: Matrix, _ second: Matrix) {
    let correlations = Self.correlations(first, second)
    best = correlations.map { $0.max() ?? 0 }
    var pairs: [(value: Double, row: Int, column: Int)] = []
    for (row, values) in correlations.enumerated() {
      for (column, value) in values.enumerated() { pairs.append((value, row, column)) }
    }
    pairs.sort { ($0.value, $1.row, $1.column) > ($1.value, $0.row, $0.column) }
    var matched = [Double?](repeating: nil, count: first.columns)
    var isTaken = [Bool](repeating: false, count: second.columns)
    for pair in pairs where matched[pair.row] == nil && !isTaken[pair.column] {
      matched[pair.row] = pair.value
      isTaken[pair.column] = true
    }
    self.matched = matched.map { $0 ?? 0 }
  }

  var median: Double { Descriptive.median(best).value ?? .nan }
  var mean: Double { Descriptive.mean(best).value ?? .nan }
  /// The share of components that are like none of the other replicate.
  var shareBelow: Double { Double(best.count { $0 < 0.3 }) / Double(best.count) }

  /// The numbers of one pair of replicates.
  func value(_ seeds: (Int64, Int64)) -> Value {
    [
      "seed_a": .int(seeds.0), "seed_b": .int(seeds.1), "best_a": .numbers(best),
      "best_a_median": .double(median), "best_a_mean": .double(mean),
      "frac_lt_0p3": .double(shareBelow), "one_to_one": .numbers(matched),
      "one_to_one_median": .double(Descriptive.median(matched).value ?? .nan),
      "one_to_one_mean": .double(Descriptive.mean(matched).value ?? .nan),
    ]
  }

  /// Absolute Pearson correlations, rows for the columns of the first; 0 where a column is
  /// constant.
  static func correlations(_ first: Matrix, _ second: Matrix) -> [[Double]] {
    func centred(_ matrix: Matrix) -> [[Double]] {
      (0..<matrix.columns).map { column in
        let values = matrix.column(column)
        let mean = values.reduce(0, +) / Double(values.count)
        let shifted = values.map { $0 - mean }
        let length = shifted.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? shifted.map { $0 / length } : shifted
      }
    }
    let right = centred(second)
    return centred(first).map { left in
      right.map { min(1, abs(zip(left, $0).reduce(0) { $0 + $1.0 * $1.1 })) }
    }
  }
}

/// The stability of all replicates of one method and one number of dimensions.
struct ReplicateStability {
  /// The pairs of consecutive seeds; none with fewer than two replicates, and nothing is known
  /// then.
  let pairs: [(seeds: (Int64, Int64), stability: PairStability)]
  /// How many replicates there are.
  let runs: Int

  /// Compares each replicate with the next, in the order of the seeds.
  init(_ replicates: [(seed: Int64, loadings: Matrix)]) {
    runs = replicates.count
    pairs = zip(replicates, replicates.dropFirst()).map { left, right in
      ((left.seed, right.seed), PairStability(left.loadings, right.loadings))
    }
  }

  var median: Double? { middle { $0.median } }
  var mean: Double? { middle { $0.mean } }
  var shareBelow: Double? { middle { $0.shareBelow } }
  var matched: Double? { middle { Descriptive.median($0.matched).value ?? .nan } }

  /// What `pairwise_stability_summary.json` says.
  var value: Value {
    var fields: ValueMap = [
      "n_runs": .int(Int64(runs)), "pairs": .array(pairs.map { $0.stability.value($0.seeds) }),
    ]
    if runs < 2 { fields["reason"] = "fewer than two replicates: stability is undefined" }
    return .map(fields)
  }

  /// The median of a number over the pairs.
  private func middle(_ number: (PairStability) -> Double) -> Double? {
    Descriptive.median(pairs.map { number($0.stability) }).value
  }
}
