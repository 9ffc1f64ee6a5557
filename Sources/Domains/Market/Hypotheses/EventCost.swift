/// What entering at events would cost, from what is known of their bars.
struct EventCost {
  /// What the model looks at.
  struct Input {
    var spread: Double
    var close: Double
    var high: Double
    var low: Double
    var quoteVolume: Double
    var turnover: Double
  }

  /// Basis points of every event, from 0 to 150.
  let bps: [Double]
  /// The mean of basis points times turnover, as a share.
  let perTrade: Double?
  /// The mean share of spread, quote volume, close, high and low that are there.
  let coverage: Double

  /// `fee + slippage + spread/4 + range/4 + 2.5 illiquidity + 2.5 impact`, the last two relative to
  /// the largest of the sample; what is missing costs nothing and lowers the coverage.
  init(_ inputs: [Input], fees: Double, slippage: Double) {
    let illiquidity = inputs.map { $0.quoteVolume > 0 ? 1 / $0.quoteVolume : .nan }
    let impact = inputs.map { $0.turnover * $0.turnover.squareRoot() }
    let worst = illiquidity.lazy.filter { $0.isFinite }.max() ?? .nan
    let largest = impact.lazy.filter { $0.isFinite }.max() ?? .nan
    func known(_ value: Double) -> Double { value.isFinite ? value : 0 }
    bps = inputs.indices.map { index in
      let input = inputs[index]
      let range = (input.high - input.low) / input.close * 10_000
      let sum =
        fees + slippage + 0.25 * known(input.spread) + 0.25 * known(range)
        + 0.25 * 10 * known(illiquidity[index] / worst) + 0.25 * 10 * known(impact[index] / largest)
      return min(max(sum, 0), 150)
    }
    perTrade = Moment.mean(inputs.indices.map { [bps] in bps[$0] * inputs[$0].turnover })
      .map { $0 / 10_000 }
    let columns: [(Input) -> Double] = [
      \.spread, \.quoteVolume, \.close, \.high, \.low,
    ]
    let shares = columns.map { column in
      inputs.isEmpty
        ? 0 : Double(inputs.count { column($0).isFinite }) / Double(inputs.count)
    }
    coverage = shares.reduce(0, +) / 5
  }
}
