import StageKit

/// Returns behind bars at which the market is compressed, under one further condition.
struct ConditionalReturns {
  /// What is asked beyond compression.
  enum Filter: String, CaseIterable {
    case alone, trend
    case fundingLow = "funding_low", fundingMid = "funding_mid", fundingHigh = "funding_high"
    case openInterest = "oi_up", liquidation = "liquidation_spike", revision = "revision_lag"
  }

  /// The horizons in bars.
  static let horizons = [4, 16, 96]

  let filter: Filter
  let horizon: Int
  /// Symbol by symbol in the order of time: the bar's time, the return, and whether a run begins
  /// there.
  private(set) var time: [Int64] = []
  private(set) var returns: [Double] = []
  private(set) var isFirst: [Bool] = []

  /// The name in files.
  var name: String { "compression_\(filter.rawValue)_h\(horizon)" }

  /// Returns of bars before `end`, so that the test split stays unseen.
  init(_ filter: Filter, horizon: Int, contexts: [MarketContext], end: Int64) {
    self.filter = filter
    self.horizon = horizon
    for context in contexts {
      let table = context.features
      let (close, rank) = (table["close"], table["rv_pct_17280"])
      let last = table.index(at: end)
      var before = -2
      for index in 0..<max(0, last - horizon) {
        guard context.isCompressed[index], rank[index] <= 10, let sign = sign(context, index) else {
          continue
        }
        let change = sign * (close[index + horizon] / close[index] - 1)
        guard change.isFinite else { continue }
        time.append(table.time[index])
        returns.append(change)
        isFirst.append(index != before + 1)
        before = index
      }
    }
  }

  private func sign(_ context: MarketContext, _ index: Int) -> Double? {
    switch filter {
    case .alone: return 1
    case .trend:
      return context.trend[index] == "bull" ? 1 : context.trend[index] == "bear" ? -1 : nil
    case .fundingLow: return context.fundingState[index] == "low" ? 1 : nil
    case .fundingMid: return context.fundingState[index] == "mid" ? 1 : nil
    case .fundingHigh: return context.fundingState[index] == "high" ? 1 : nil
    case .openInterest: return context.features["oi_delta_1h"][index] > 0 ? 1 : nil
    case .liquidation: return context.features["liquidation_notional"][index] > 0 ? 1 : nil
    case .revision: return context.features["revision_lag_bars"][index] > 0 ? 1 : nil
    }
  }

  /// Mean over its error, where overlapping returns count for what they are worth.
  var t: Double {
    guard let mean = Moment.mean(returns), let deviation = Moment.deviation(returns), deviation > 0
    else { return .nan }
    return mean / (deviation / effective.squareRoot())
  }

  /// How many independent returns there are: one a horizon at most.
  var effective: Double {
    let ess = EffectiveSample.effective(returns, lagMax: 2 * horizon)
    return max(1, min(ess, Double(returns.count)))
  }

  /// Whether it survives thresholds of samples and t.
  func survives(samples: Int, t least: Double) -> Bool {
    returns.count >= samples && (Moment.mean(returns) ?? .nan) > 0 && t >= least
  }
}
