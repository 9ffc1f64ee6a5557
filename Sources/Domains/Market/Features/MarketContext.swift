/// The state of the market at every bar of a symbol.
struct MarketContext {
  /// Where the volatility's percent rank stands among thirds.
  enum Volatility: String { case low, mid, high, unknown }

  let features: FeatureTable
  /// Whether the trend over the window is up, down or unknown.
  let trend: [String]
  let volatility: [Volatility]
  /// Whether the range is at most 0.8 of its median.
  let isCompressed: [Bool]
  let fundingMean: [Double]
  /// Thirds of the funding's mean, from its own past.
  let fundingState: [String]

  private let persistence: FundingPersistence

  init(_ features: FeatureTable, clock: BarClock) {
    self.features = features
    trend = features["trend_return_96"].map { $0 > 0 ? "bull" : $0 <= 0 ? "bear" : "unknown" }
    volatility = features["rv_pct_17280"].map {
      $0 < 100.0 / 3 ? .low : $0 < 200.0 / 3 ? .mid : $0 >= 200.0 / 3 ? .high : .unknown
    }
    isCompressed = features["compression_ratio"].map { $0 <= 0.8 }
    fundingMean = Rolling.mean(features["funding_rate"], 32, least: 32)
    let rank = Rolling.percentRank(fundingMean, features.count, least: 96)
    fundingState = rank.map {
      $0 < 100.0 / 3 ? "low" : $0 < 200.0 / 3 ? "mid" : $0 >= 200.0 / 3 ? "high" : "unknown"
    }
    persistence = FundingPersistence(features)
  }

  /// The file of the market's state.
  var stateText: TableText {
    var text = TableText([
      "timestamp", "trend_state", "vol_regime", "compression_state", "funding_state",
      "trend_return_96", "rv_pct_17280", "compression_ratio", "funding_mean_32",
    ])
    let (trends, ranks) = (features["trend_return_96"], features["rv_pct_17280"])
    let ratios = features["compression_ratio"]
    for row in 0..<features.count {
      text.row(
        at: features.time[row],
        [
          trend[row], volatility[row].rawValue,
          isCompressed[row] ? "compressed" : "normal", fundingState[row],
        ], [trends[row], ranks[row], ratios[row], fundingMean[row]])
    }
    return text
  }

  /// The file of persistent funding.
  var persistenceText: TableText { persistence.text }
}

/// Funding that stays extreme: its size is in the top 15 per cent of the last 96 bars, 8 bars or
/// longer.
struct FundingPersistence {
  let features: FeatureTable
  /// Bars since funding became extreme; 0 while it is not persistent.
  let age: [Int]
  /// The ordinal of the episode; 0 outside of one.
  let event: [Int]
  /// How extreme it is, from 0 to 1.
  let severity: [Double]

  init(_ features: FeatureTable) {
    self.features = features
    var age = [Int](repeating: 0, count: features.count)
    var event = age
    var severity = [Double](repeating: 0, count: features.count)
    let funding = features["funding_rate"]
    guard funding.contains(where: { $0.isFinite }) else {
      (self.age, self.event, self.severity) = (age, event, severity)
      return
    }
    let rank = Rolling.percentRank(funding.map { abs($0) }, 96, least: 96)
    var run = 0
    var ordinal = 0
    for row in rank.indices {
      run = rank[row] >= 85 ? run + 1 : 0
      guard run >= 8 else { continue }
      if run == 8 { ordinal += 1 }
      age[row] = run
      event[row] = ordinal
      severity[row] = (rank[row] - 85) / 15
    }
    (self.age, self.event, self.severity) = (age, event, severity)
  }

  /// The file: active, age, episode, severity, and whether a return to normal is due.
  var text: TableText {
    var text = TableText([
      "timestamp", "fp_active", "fp_age_bars", "fp_event_id", "fp_severity", "fp_norm_due",
    ])
    for row in 0..<features.count {
      text.row(
        at: features.time[row],
        [
          age[row] > 0 ? 1 : 0, Double(age[row]), Double(event[row]), severity[row],
          age[row] >= 96 ? 1 : 0,
        ])
    }
    return text
  }
}
