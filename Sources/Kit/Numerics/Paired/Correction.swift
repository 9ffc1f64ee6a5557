/// Corrections for testing more than once.
public enum Correction {
  /// Bonferroni's: the probability times the number of tests, at most one.
  ///
  /// `tests` is how many were planned, also when fewer could be done.
  public static func bonferroni(_ p: Double, tests: Int) -> Computed<Double> {
    guard tests >= 1 else { return .undefined(.tooFew(needed: 1, found: tests)) }
    return checked([p]).map { _ in min(1, p * Double(tests)) }
  }

  /// Holm's, step down: never weaker than Bonferroni's, and as safe.
  ///
  /// In the order of the probabilities as they were given. O(n log n).
  public static func holm(_ p: [Double]) -> Computed<[Double]> {
    checked(p).map { p in
      let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
      var adjusted = p
      var most = 0.0
      for (rank, place) in order.enumerated() {
        most = max(most, min(1, p[place] * Double(p.count - rank)))
        adjusted[place] = most
      }
      return adjusted
    }
  }

  /// Benjamini and Hochberg's: controls the share of false discoveries.
  ///
  /// In the order of the probabilities as they were given. O(n log n).
  public static func benjaminiHochberg(_ p: [Double]) -> Computed<[Double]> {
    checked(p).map { p in
      let order = p.indices.sorted { (p[$0], $0) < (p[$1], $1) }
      var adjusted = p
      var least = 1.0
      for (rank, place) in order.enumerated().reversed() {
        least = min(least, p[place] * Double(p.count) / Double(rank + 1))
        adjusted[place] = least
      }
      return adjusted
    }
  }

  private static func checked(_ p: [Double]) -> Computed<[Double]> {
    guard p.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
      return .undefined(.outOfDomain("a probability lies from 0 to 1"))
    }
    return .value(p)
  }
}
