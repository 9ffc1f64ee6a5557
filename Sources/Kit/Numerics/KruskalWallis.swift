import CStatistics

/// Kruskal and Wallis's test, corrected for ties: whether groups differ in location.
public struct KruskalWallis: Sendable, Equatable {
  /// The statistic.
  public let h: Double
  /// The groups, less one.
  public let degreesOfFreedom: Int
  /// The probability of a statistic as large, by the chi-squared approximation; one where all
  /// values are equal.
  public let p: Double

  /// Tests groups of whole units; needs two groups that are not empty.
  public static func test(_ groups: [[Int64]]) -> Computed<KruskalWallis> {
    let groups = groups.filter { !$0.isEmpty }
    guard groups.count >= 2 else { return .undefined(.tooFew(needed: 2, found: groups.count)) }
    let ranks = Ranks(groups.flatMap(\.self))
    let n = Double(ranks.doubled.count)
    let freedom = groups.count - 1
    let ties = 1 - ranks.tieTerm / (n * n * n - n)
    guard ties > 0 else {
      return .value(KruskalWallis(h: 0, degreesOfFreedom: freedom, p: 1))
    }
    var start = 0
    var sum = 0.0
    for group in groups {
      let total = Double(ranks.doubled[start..<start + group.count].reduce(0, +)) / 2
      sum += total * total / Double(group.count)
      start += group.count
    }
    let h = max(0, (12 / (n * (n + 1)) * sum - 3 * (n + 1)) / ties)
    let p = rl_chi_squared_survival(h, Double(freedom))
    guard p.isFinite else { return .undefined(.notConverged) }
    return .value(KruskalWallis(h: h, degreesOfFreedom: freedom, p: p))
  }
}
