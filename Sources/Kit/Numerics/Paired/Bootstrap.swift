/// The percentile bootstrap of the mean difference: an interval, never a test.
public enum Bootstrap {
  /// How many samples are drawn.
  public static let draws = 9_999
  /// Below so many pairs the interval is too narrow.
  public static let pairsEnough = 20

  /// The interval of the mean of differences in groups, resampled within each group.
  ///
  /// Its ends are the order statistics x(k) and x(B + 1 - k) with
  /// k = floor((B + 1) (1 - confidence) / 2), so that nothing is interpolated.
  public static func interval(
    _ groups: [[Double]], confidence: Double, _ draw: Draw
  ) -> Computed<Interval> {
    let count = groups.reduce(0) { $0 + $1.count }
    guard count >= 2 else { return .undefined(.tooFew(needed: 2, found: count)) }
    guard groups.joined().allSatisfy(\.isFinite) else { return .undefined(.notFinite) }
    let place = Int(Double(draws + 1) * (1 - confidence) / 2)
    guard confidence > 0, confidence < 1, place >= 1 else {
      return .undefined(.outOfDomain("the confidence is too high for \(draws) samples"))
    }
    var means: [Double] = []
    means.reserveCapacity(draws)
    for trial in 0..<draws {
      var sum = 0.0
      var actor: UInt32 = 0
      for group in groups {
        for _ in group.indices {
          let chosen = draw.integer(below: UInt64(group.count), t: UInt32(trial), i: actor)
          sum += group[Int(chosen)]
          actor += 1
        }
      }
      means.append(sum / Double(count))
    }
    means.sort()
    guard means[0].isFinite, means[draws - 1].isFinite else { return .undefined(.notFinite) }
    return .value(Interval(lower: means[place - 1], upper: means[draws - place]))
  }
}
