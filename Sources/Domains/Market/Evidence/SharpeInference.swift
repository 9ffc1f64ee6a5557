import Numerics

/// What a Sharpe ratio is worth: against chance, and against the best of many tries.
///
/// Bailey and Lopez de Prado, "The deflated Sharpe ratio" (2014). Ratios are per bar; the kurtosis
/// is the plain one, 3 for a normal distribution, never the excess.
enum SharpeInference {
  /// What is needed of a series of profit and loss.
  struct Sample: Equatable {
    var sharpe: Double
    var count: Double
    var skewness: Double
    var kurtosis: Double

    init(sharpe: Double, count: Double, skewness: Double, kurtosis: Double) {
      self.sharpe = sharpe
      self.count = count
      self.skewness = skewness
      self.kurtosis = kurtosis
    }

    /// Of a series; nil without three values or without variance.
    init?(_ pnl: [Double]) {
      guard pnl.count >= 3, let mean = Moment.mean(pnl), let deviation = Moment.deviation(pnl),
        deviation > 0
      else { return nil }
      let count = Double(pnl.count)
      var (second, third, fourth) = (0.0, 0.0, 0.0)
      for value in pnl {
        let difference = value - mean
        let square = difference * difference
        second += square
        third += square * difference
        fourth += square * square
      }
      (second, third, fourth) = (second / count, third / count, fourth / count)
      sharpe = mean / deviation
      self.count = count
      skewness = third / (second * second.squareRoot())
      kurtosis = fourth / (second * second)
      guard skewness.isFinite, kurtosis.isFinite else { return nil }
    }
  }

  /// The largest ratio to be expected of `trials` without skill, whose ratios have this variance.
  static func expectedMaximum(trials: Int, variance: Double) -> Double? {
    guard trials >= 1, variance >= 0 else { return nil }
    if trials == 1 || variance == 0 { return 0 }
    let count = Double(trials)
    guard let first = Normal.quantile(1 - 1 / count).value,
      let second = Normal.quantile(1 - 1 / (count * Elementary.exponential(1))).value
    else { return nil }
    let gamma = 0.577_215_664_901_532_9
    return variance.squareRoot() * ((1 - gamma) * first + gamma * second)
  }

  /// The probability that the true ratio is above `benchmark`.
  static func probabilistic(_ sample: Sample, benchmark: Double = 0) -> Double? {
    let ratio = sample.sharpe
    let variance =
      1 - sample.skewness * ratio + (sample.kurtosis - 1) / 4 * ratio * ratio
    guard variance > 0, sample.count > 1 else { return nil }
    let z = (ratio - benchmark) * (sample.count - 1).squareRoot() / variance.squareRoot()
    return Normal.cumulative(z).value
  }

  /// The probabilistic ratio against what the best of `trials` shows by chance.
  static func deflated(_ sample: Sample, trials: Int, variance: Double) -> Double? {
    guard let benchmark = expectedMaximum(trials: trials, variance: variance) else { return nil }
    return probabilistic(sample, benchmark: benchmark)
  }
}
