import Numerics

/// Wilcoxon's rank-sum test of two groups: normal approximation with mid-ranks, corrected for ties,
/// without continuity correction, as SciPy's `mannwhitneyu(use_continuity=False)`.
struct RankSum {
  /// The two-sided probability.
  let probability: Double
  /// The mean of the positive group minus that of the other.
  let meanDifference: Double

  /// Compares the values of positive cells with the others'; nil where a group is empty or all
  /// values are equal.
  init?(_ values: [Double], positive: [Bool]) {
    let ranks = Ranks(values)
    let places = ranks.values
    let n1 = Double(positive.count { $0 })
    let n2 = Double(values.count) - n1
    guard n1 > 0, n2 > 0 else { return nil }
    var rankSum = 0.0
    var sums = (yes: 0.0, no: 0.0)
    for index in values.indices {
      if positive[index] {
        rankSum += places[index]
        sums.yes += values[index]
      } else {
        sums.no += values[index]
      }
    }
    let n = n1 + n2
    let variance = n1 * n2 / 12 * (n + 1 - ranks.tieTerm / (n * (n - 1)))
    guard variance > 0 else { return nil }
    let z = (rankSum - n1 * (n + 1) / 2) / variance.squareRoot()
    guard let tail = Normal.survival(abs(z)).value else { return nil }
    probability = min(1, 2 * tail)
    meanDifference = sums.yes / n1 - sums.no / n2
  }
}
