/// Wilcoxon's signed-rank test, on both sides.
///
/// Equal magnitudes share the mean of their ranks. Differences are whole units, so that what was
/// counted or measured as equal is equal.
public struct SignedRank: Sendable, Equatable {
  /// How the probability is found.
  public enum Method: String, Sendable {
    /// From all assignments of signs to the ranks as they are, ties included.
    case exact
    /// From the normal approximation with the correction for ties and without one for continuity.
    case normal
  }

  /// What becomes of differences of zero.
  public enum Zeros: String, CaseIterable, Sendable {
    /// They are dropped before ranks are given (Wilcoxon, 1945).
    case wilcox
    /// They are given ranks, the lowest, and dropped then (Pratt, 1959).
    case pratt
  }

  /// The most non-zero differences whose signs are enumerated.
  public static let exactMax = 50

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
  /// The probability of rank sums at least as unequal when signs are a matter of chance; one where
  /// every difference is zero.
  public let p: Double

  /// The smaller of the two sums: the test's statistic.
  public var w: Double { min(positive, negative) }

  /// The matched-pairs rank-biserial correlation: the sums' difference as a share of their sum;
  /// zero where every difference is zero.
  public var rankBiserial: Double {
    count == 0 ? 0 : (positive - negative) / (positive + negative)
  }

  /// Tests differences; needs one.
  ///
  /// O(n log n).
  public static func test(
    _ differences: UnitDifferences, zeros: Zeros = .wilcox
  ) -> Computed<SignedRank> {
    let values = differences.values.filter { $0 != 0 }
    guard differences.count > 0 else { return .undefined(.tooFew(needed: 1, found: 0)) }
    let dropped = differences.count - values.count
    // Zeros have the lowest ranks, so that all others are moved up by their number.
    let shift = zeros == .pratt ? 2 * dropped : 0
    let ranks = Ranks(values.map(\.magnitude)).doubled.map { $0 + shift }
    let total = ranks.reduce(0, +)
    let positive = zip(values, ranks).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    let isExact = values.count <= exactMax
    let z = isExact ? nil : standardised(ranks, positive)
    let p =
      isExact
      ? exact(ranks.map { $0 - shift }, shift, min(positive, total - positive))
      : z.flatMap { Normal.survival(abs($0)).value.map { min(1, 2 * $0) } }
    guard let p else { return .undefined(.notFinite) }
    return .value(
      SignedRank(
        count: values.count, zeros: dropped, positive: Double(positive) / 2,
        negative: Double(total - positive) / 2, method: isExact ? .exact : .normal, z: z, p: p))
  }

  /// Twice the share of sign assignments whose positive sum is at most `smaller`.
  ///
  /// Ways are counted by how many differences are positive and by the sum of their ranks without
  /// the shift, so that no number of zeros makes the table larger.
  private static func exact(_ ranks: [Int], _ shift: Int, _ smaller: Int) -> Double? {
    let width = ranks.reduce(1, +)
    let depth = shift == 0 ? 1 : ranks.count + 1
    let step = shift == 0 ? 0 : width
    var ways = [Int](repeating: 0, count: depth * width)
    ways[0] = 1
    for rank in ranks {
      for place in stride(from: ways.count - 1, through: rank + step, by: -1)
      where place % width >= rank { ways[place] += ways[place - rank - step] }
    }
    let extreme = ways.indices.reduce(0) { sum, place in
      place / width * shift + place % width <= smaller ? sum + ways[place] : sum
    }
    return min(1, 2 * Double(extreme) / Double(1 << ranks.count))
  }

  /// Mean and variance of a sum of ranks with signs by chance: half the ranks' sum, and a quarter
  /// of their squares' sum, which holds with ties and moved ranks as well.
  private static func standardised(_ doubled: [Int], _ positive: Int) -> Double? {
    let mean = doubled.reduce(0.0) { $0 + Double($1) } / 4
    let variance = doubled.reduce(0.0) { $0 + Double($1) * Double($1) } / 16
    let z = (Double(positive) / 2 - mean) / variance.squareRoot()
    return z.isFinite ? z : nil
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
  public init(_ values: [some Comparable]) {
    let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
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
