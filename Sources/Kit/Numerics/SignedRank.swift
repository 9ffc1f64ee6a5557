/// Wilcoxon's signed-rank test, on both sides.
///
/// Differences of zero are dropped; equal magnitudes share the mean of their ranks. Magnitudes are
/// compared as they are: two that differ in the last digit only are no tie.
public struct SignedRank: Sendable, Equatable {
  /// How the probability is found.
  public enum Method: String, Sendable {
    /// From all assignments of signs to the ranks as they are, ties included.
    case exact
    /// From the normal approximation with the correction for ties and without one for continuity.
    case normal
  }

  /// The most non-zero differences whose signs are enumerated.
  public static let exactMax = 20

  /// How many differences are not zero.
  public let count: Int
  /// How many are.
  public let zeros: Int
  /// The sum of the ranks of the positive differences.
  public let positive: Double
  /// The sum of the ranks of the negative differences.
  public let negative: Double
  /// How the probability was found.
  public let method: Method
  /// The standardised sum of positive ranks; nil where nothing was approximated.
  public let z: Double?
  /// The probability of rank sums at least as unequal when signs are a matter of chance.
  public let p: Double

  /// The smaller of the two sums: the test's statistic.
  public var w: Double { min(positive, negative) }

  /// The matched-pairs rank-biserial correlation: the sums' difference as a share of their sum.
  public var rankBiserial: Double { (positive - negative) / (positive + negative) }

  /// Tests differences; at least one has to be other than zero.
  ///
  /// O(n log n).
  public static func test(_ differences: Differences) -> Outcome<SignedRank> {
    let values = differences.values.filter { $0 != 0 }
    guard !differences.values.isEmpty else { return .undefined(.tooFew(needed: 1, found: 0)) }
    guard !values.isEmpty else { return .undefined(.noVariance(mean: 0)) }
    let ranks = Ranks(values.map(abs))
    // Twice the ranks are whole, whatever is tied, and so are their sums.
    let total = ranks.doubled.reduce(0, +)
    let positive = zip(values, ranks.doubled).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let (method, z, p) =
      values.count <= exactMax
      ? (Method.exact, nil, exact(ranks.doubled, min(positive, total - positive)))
      : approximate(ranks, positive)
    guard let p else { return .undefined(.notFinite) }
    return .value(
      SignedRank(
        count: values.count, zeros: differences.count - values.count,
        positive: Double(positive) / 2, negative: Double(total - positive) / 2, method: method,
        z: z, p: p))
  }

  /// Twice the share of sign assignments whose positive sum is at most `smaller`.
  private static func exact(_ doubled: [Int], _ smaller: Int) -> Double? {
    var ways = [Int](repeating: 0, count: doubled.reduce(1, +))
    ways[0] = 1
    for rank in doubled {
      for sum in stride(from: ways.count - 1, through: rank, by: -1) {
        ways[sum] += ways[sum - rank]
      }
    }
    let extreme = ways[...smaller].reduce(0, +)
    return min(1, 2 * Double(extreme) / Double(1 << doubled.count))
  }

  private static func approximate(
    _ ranks: Ranks, _ positive: Int
  ) -> (Method, Double?, Double?) {
    let n = Double(ranks.doubled.count)
    let mean = n * (n + 1) / 4
    let variance = (n * (n + 1) * (2 * n + 1) - ranks.tieTerm / 2) / 24
    let z = (Double(positive) / 2 - mean) / variance.squareRoot()
    return (.normal, z, Normal.survival(abs(z)).value.map { min(1, 2 * $0) })
  }
}

/// Ranks from the smallest up, from 1, equal values sharing the mean of theirs.
public struct Ranks: Sendable {
  /// Twice the rank of every value, in the order of the values.
  let doubled: [Int]
  /// The sum of t^3 - t over groups of t equal values.
  public let tieTerm: Double

  /// The ranks, in the order of the values.
  public var values: [Double] { doubled.map { Double($0) / 2 } }

  /// Ranks values; none is not-a-number.
  public init(_ values: [Double]) {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var doubled = [Int](repeating: 0, count: values.count)
    var tieTerm = 0.0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      // Ranks start + 1 through end; twice their mean is the sum of both.
      for place in start..<end { doubled[order[place]] = start + 1 + end }
      let size = Double(end - start)
      tieTerm += size * size * size - size
      start = end
    }
    self.doubled = doubled
    self.tieTerm = tieTerm
  }
}
