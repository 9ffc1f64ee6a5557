/// How a hypothesis does in each symbol, and whether it may be deployed there.
struct SymbolEvaluation {
  let candidate: String
  let symbol: String
  let count: Int
  let ev: Double
  let variance: Double
  let sharpe: Double
  let windowConsistency: Double
  let signPersistence: Double
  let drawdown: Double
  /// `NEGATIVE_EV`, `UNSTABLE`, `LOW_SAMPLE`, or nothing.
  let rejects: [String]

  /// `.45 consistency + .45 persistence - .1 min(1, |drawdown|)`, from 0 to 1.
  var stability: Double {
    min(max(0.45 * windowConsistency + 0.45 * signPersistence - 0.1 * min(1, abs(drawdown)), 0), 1)
  }
  /// Whether nothing speaks against it.
  var isDeployable: Bool { rejects.isEmpty }
  /// What deployment ranks by.
  var score: Double { ev * stability }

  /// Judges the gains of one symbol's events, in the order of time, less the cost of a trade.
  ///
  /// Consistency is the share of five stretches of events with a mean above zero, persistence the
  /// share of neighbouring stretches on the same side.
  init(candidate: String, symbol: String, gains: [Double], cost: Double) {
    self.candidate = candidate
    self.symbol = symbol
    let net = gains.map { $0 - cost }
    count = net.count
    let mean = Moment.mean(net) ?? .nan
    let deviation = Moment.deviation(net) ?? .nan
    ev = mean
    variance = deviation * deviation
    sharpe = deviation > 0 ? mean / deviation : .nan
    let windows = Self.windows(net)
    let consistent = Double(windows.count { $0 > 0 })
    windowConsistency = windows.isEmpty ? 0 : consistent / Double(windows.count)
    let kept = zip(windows, windows.dropFirst()).count { ($0 > 0) == ($1 > 0) }
    signPersistence = windows.count < 2 ? 0 : Double(kept) / Double(windows.count - 1)
    var (sum, peak, deepest) = (0.0, 0.0, 0.0)
    for value in net {
      sum += value
      peak = max(peak, sum)
      deepest = min(deepest, sum - peak)
    }
    drawdown = deepest
    let steadiness =
      0.45 * windowConsistency + 0.45 * signPersistence - 0.1 * min(1, abs(deepest))
    var rejects: [String] = []
    if !(mean > 0) { rejects.append("NEGATIVE_EV") }
    if !(steadiness >= 0.55) { rejects.append("UNSTABLE") }
    if net.count < 20 { rejects.append("LOW_SAMPLE") }
    self.rejects = rejects
  }

  /// Means of five stretches of equal length; of fewer where a stretch would have less than four
  /// values.
  private static func windows(_ values: [Double]) -> [Double] {
    let count = min(5, values.count / 4)
    return (0..<count).compactMap { window in
      Moment.mean(
        Array(values[values.count * window / count..<values.count * (window + 1) / count]))
    }
  }

  /// `concentrate` on the best symbol or `diversify`: the best has to lead by a quarter and by one
  /// pooled deviation, without overlap of the intervals; or it is the only one.
  static func deploymentMode(_ symbols: [SymbolEvaluation]) -> String {
    let deployable = symbols.filter(\.isDeployable).sorted {
      ($1.score, $0.symbol) < ($0.score, $1.symbol)
    }
    guard let best = deployable.first else { return "none" }
    guard deployable.count > 1 else { return "concentrate" }
    let second = deployable[1]
    let gap = (best.score - second.score) / max(abs(best.score), 1e-12)
    let pooled = ((best.variance + second.variance) / 2).squareRoot()
    func half(_ symbol: SymbolEvaluation) -> Double {
      1.96 * (symbol.variance / Double(symbol.count)).squareRoot()
    }
    let isApart = best.ev - half(best) > second.ev + half(second)
    return gap >= 0.25 && best.ev - second.ev >= pooled && isApart ? "concentrate" : "diversify"
  }

  static let columns = [
    "candidate_id", "symbol", "n_events", "ev", "variance", "sharpe_like", "window_consistency",
    "sign_persistence", "drawdown", "stability_score", "capital_score", "deployable",
    "reject_codes",
  ]

  /// A row of `phase2_symbol_evaluation.csv`.
  var cells: [String] {
    [candidate, symbol, "\(count)"]
      + [ev, variance, sharpe, windowConsistency, signPersistence, drawdown, stability, score]
      .map(Decimal64.text) + [isDeployable ? "1" : "0", rejects.joined(separator: "|")]
  }
}
