/// The sign-flip test of the sum of differences, on both sides.
///
/// Where neither run of a pair is favoured, every difference might as well have had the other sign.
public struct PermutationTest: Sendable, Equatable {
  /// The most non-zero differences all of whose signs are tried.
  public static let exactMax = 20
  /// How many assignments are drawn beyond that.
  public static let draws = 9_999

  /// How many differences are not zero.
  public let count: Int
  /// Whether every assignment was tried.
  public let isExact: Bool
  /// The share of assignments whose sum is at least as far from zero; of drawn ones
  /// (1 + those) / (1 + ``draws``).
  public let p: Double

  /// Tests differences; needs one.
  ///
  /// Signs are drawn from `draw`, block by block of 128.
  public static func test(
    _ differences: UnitDifferences, _ draw: Draw
  ) -> Computed<PermutationTest> {
    guard differences.count > 0 else { return .undefined(.tooFew(needed: 1, found: 0)) }
    let values = differences.values.filter { $0 != 0 }
    return differences.sum.map { sum in
      let isExact = values.count <= exactMax
      return PermutationTest(
        count: values.count, isExact: isExact,
        p: isExact ? exact(values, abs(sum)) : sampled(values, abs(sum), draw))
    }
  }

  /// Gray code: from one assignment to the next a single sign is turned.
  private static func exact(_ values: [Int64], _ observed: Int64) -> Double {
    var sum = values.reduce(0, +)
    var signs = [Int64](repeating: 1, count: values.count)
    var extreme = abs(sum) >= observed ? 1 : 0
    let total = 1 << values.count
    for step in 1..<max(total, 1) {
      let place = step.trailingZeroBitCount
      signs[place] = -signs[place]
      sum += 2 * signs[place] * values[place]
      if abs(sum) >= observed { extreme += 1 }
    }
    return Double(extreme) / Double(total)
  }

  private static func sampled(_ values: [Int64], _ observed: Int64, _ draw: Draw) -> Double {
    let positive = values.reduce(0, +)
    var extreme = 0
    for trial in 0..<draws {
      var sum = positive
      var start = 0
      while start < values.count {
        let words = draw.block(t: UInt32(trial), i: UInt32(start / 128))
        for (index, word) in [words.0, words.1, words.2, words.3].enumerated() {
          var bits = word
          let first = start + 32 * index
          for place in first..<max(first, min(first + 32, values.count)) {
            if bits & 1 == 1 { sum -= 2 * values[place] }
            bits >>= 1
          }
        }
        start += 128
      }
      if abs(sum) >= observed { extreme += 1 }
    }
    return Double(1 + extreme) / Double(1 + draws)
  }
}
