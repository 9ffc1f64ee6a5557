/// Statistics over the last bars.
///
/// Not-a-number is no observation; fewer than `least` give none.
enum Rolling {
  /// The mean.
  static func mean(_ values: [Double], _ window: Int, least: Int) -> [Double] {
    over(values, window, least) { sum, count, _ in sum / Double(count) }
  }

  /// The standard deviation about the mean, with `n - freedom` in the denominator.
  static func deviation(
    _ values: [Double], _ window: Int, least: Int, freedom: Int = 1
  ) -> [Double] {
    over(values, window, max(least, freedom + 1)) { sum, count, slice in
      let mean = sum / Double(count)
      var squares = 0.0
      for value in slice where value == value { squares += (value - mean) * (value - mean) }
      return (squares / Double(count - freedom)).squareRoot()
    }
  }

  /// The distance from the mean in deviations; none where the window does not vary.
  static func score(_ values: [Double], _ window: Int, least: Int) -> [Double] {
    let means = mean(values, window, least: least)
    let deviations = deviation(values, window, least: least, freedom: 0)
    return values.indices.map {
      deviations[$0] > 0 ? (values[$0] - means[$0]) / deviations[$0] : .nan
    }
  }

  /// The largest value.
  static func maximum(_ values: [Double], _ window: Int, least: Int) -> [Double] {
    extreme(values, window, least) { $0 >= $1 }
  }

  /// The smallest value.
  static func minimum(_ values: [Double], _ window: Int, least: Int) -> [Double] {
    extreme(values, window, least) { $0 <= $1 }
  }

  /// The median.
  ///
  /// O(n log n) in all, whatever the window.
  static func median(_ values: [Double], _ window: Int, least: Int) -> [Double] {
    var ranks = SlidingRanks(values)
    return values.indices.map { index in
      ranks.advance(to: index, window: window)
      let count = ranks.count
      guard count >= max(least, 1) else { return .nan }
      let upper = ranks.value(at: count / 2)
      return count % 2 == 1 ? upper : (ranks.value(at: count / 2 - 1) + upper) / 2
    }
  }

  /// The share of the window's values that are at most the last one, in per cent.
  static func percentRank(_ values: [Double], _ window: Int, least: Int) -> [Double] {
    var ranks = SlidingRanks(values)
    return values.indices.map { index in
      ranks.advance(to: index, window: window)
      guard ranks.count >= max(least, 1), values[index] == values[index] else { return .nan }
      return Double(ranks.countUpTo(index)) / Double(ranks.count) * 100
    }
  }

  private static func over(
    _ values: [Double], _ window: Int, _ least: Int,
    _ statistic: (Double, Int, ArraySlice<Double>) -> Double
  ) -> [Double] {
    values.indices.map { index in
      let slice = values[max(0, index - window + 1)...index]
      // Summed anew for every bar: a running sum would remember what has left the window.
      var sum = 0.0
      var count = 0
      for value in slice where value == value {
        sum += value
        count += 1
      }
      return count >= max(least, 1) ? statistic(sum, count, slice) : .nan
    }
  }

  private static func extreme(
    _ values: [Double], _ window: Int, _ least: Int, _ beats: (Double, Double) -> Bool
  ) -> [Double] {
    var queue: [Int] = []
    var head = 0
    var count = 0
    return values.indices.map { index in
      if values[index] == values[index] {
        while queue.count > head, beats(values[index], values[queue[queue.count - 1]]) {
          queue.removeLast()
        }
        queue.append(index)
        count += 1
      }
      let left = index - window
      if left >= 0, values[left] == values[left] { count -= 1 }
      if queue.count > head, queue[head] <= left { head += 1 }
      return count >= max(least, 1) ? values[queue[head]] : .nan
    }
  }
}
