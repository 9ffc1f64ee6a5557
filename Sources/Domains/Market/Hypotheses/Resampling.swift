import Numerics

/// Bootstrap intervals of a mean.
enum Resampling {
  /// The 2.5 and 97.5 per cent quantiles of the mean over resamples, nil without values.
  ///
  /// Draws are keyed by seed, resample and position in the block. About 5 ns a draw.
  static func interval(
    _ values: [Double], seed: Int64, resamples: Int
  ) -> (low: Double, high: Double)? {
    guard !values.isEmpty else { return nil }
    if values.allSatisfy({ $0 == values[0] }) { return (values[0], values[0]) }
    let draw = Draw(seed: seed, "bootstrap")
    let count = UInt32(values.count)
    let rejected = (0 &- count) % count
    var means: [Double] = []
    means.reserveCapacity(resamples)
    for resample in 0..<resamples {
      var sum = 0.0
      var drawn = 0
      var ordinal: UInt32 = 0
      func take(_ word: UInt32) {
        let product = word.multipliedFullWidth(by: count)
        guard product.low >= rejected, drawn < values.count else { return }
        sum += values[Int(product.high)]
        drawn += 1
      }
      while drawn < values.count {
        let words = draw.block(ordinal, t: UInt32(resample))
        ordinal &+= 1
        take(words.0)
        take(words.1)
        take(words.2)
        take(words.3)
      }
      means.append(sum / Double(values.count))
    }
    guard let low = Quantile.of(means, 0.025), let high = Quantile.of(means, 0.975) else {
      return nil
    }
    return (low, high)
  }
}
