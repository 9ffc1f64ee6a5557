import Codecs

/// The figures of one execution, all under one cost model.
struct BacktestMetrics {
  /// What additive equity begins with.
  static let initialEquity = 1_000_000.0

  let count: Double
  let winRate: Double
  let averageMultiple: Double
  let maxDrawdown: Double
  let endingEquity: Double
  let sharpe: Double
  let equity: [Double]
  /// Gross less fees and slippage, with funding, less borrowing: the sum of all profit and loss.
  let net: Double

  private let gross: Double
  private let fees: Double
  private let slippage: Double
  private let funding: Double
  private let borrow: Double
  private let turnover: Double
  private let truncated: Int

  init(_ portfolio: Portfolio, _ trades: [Trade], _ settings: RunSettings, _ clock: BarClock) {
    count = Double(trades.count)
    winRate = trades.isEmpty ? 0 : Double(trades.count { $0.pnl > 0 }) / Double(trades.count)
    averageMultiple = Moment.mean(trades.map(\.multiple)) ?? 0
    truncated = trades.count { $0.isTruncated }
    equity = Self.equity(portfolio.net)
    maxDrawdown = DrawdownCurve(portfolio.net).deepest
    endingEquity = equity.last ?? Self.initialEquity
    sharpe = Self.sharpe(portfolio.net, clock.periodsPerYear)
    gross = portfolio.gross.reduce(0, +)
    turnover = portfolio.turnover.reduce(0, +)
    fees = turnover * settings.number("fees_bps") / 10_000
    slippage = turnover * settings.number("slippage_bps") / 10_000
    funding = portfolio.series.reduce(0) { $0 + $1.funding.reduce(0, +) }
    borrow = portfolio.series.reduce(0) { $0 + $1.borrow.reduce(0, +) }
    net = gross - fees - slippage + funding - borrow
  }

  /// Mean over deviation (n - 1) times the root of the bars in a year; 0 where nothing varies.
  static func sharpe(_ pnl: [Double], _ periods: Double) -> Double {
    guard let mean = Moment.mean(pnl), let deviation = Moment.deviation(pnl), deviation > 0 else {
      return 0
    }
    return mean / deviation * periods.squareRoot()
  }

  /// `1e6 (1 + sum)`.
  static func equity(_ pnl: [Double]) -> [Double] {
    var sum = 0.0
    return pnl.map { value in
      sum += value
      return initialEquity * (1 + sum)
    }
  }

  /// The same trades at other costs.
  func feeSensitivity(_ portfolio: Portfolio, _ settings: RunSettings) -> Value {
    var rows: [Value] = []
    var seen: [Double] = []
    for bps in [settings.costBps, 0, 2, 5, 10] where !seen.contains(bps) {
      seen.append(bps)
      let pnl = portfolio.gross.indices.map {
        portfolio.gross[$0] + portfolio.carry[$0] - portfolio.turnover[$0] * bps / 10_000
      }
      rows.append([
        "cost_bps": .double(bps), "net_return": .double(pnl.reduce(0, +)),
        "avg_r": .double(averageMultiple), "max_drawdown": .double(DrawdownCurve(pnl).deepest),
        "trades": .int(Int64(count)),
      ])
    }
    return ["scenarios": .array(rows)]
  }

  /// `metrics.json`.
  func record(
    _ source: ExecutionSource, reproducibility: Value, overrides: [String]
  ) -> Value {
    let bps = turnover > 0 ? (fees + slippage) / turnover * 10_000 : 0
    return [
      "total_trades": .int(Int64(count)), "win_rate": .double(winRate),
      "avg_r": .double(averageMultiple), "max_drawdown": .double(maxDrawdown),
      "ending_equity": .double(endingEquity), "sharpe_annualized": .double(sharpe),
      "truncated_trades": .int(Int64(truncated)), "production": .bool(overrides.isEmpty),
      "non_production_overrides": .array(overrides.map(Value.text)),
      "metadata": [
        "strategy_ids": .array(source.blueprints.map { .text($0.strategy) }),
        "execution_family": .text(RunPaths.executionFamily), "execution_mode": "blueprints",
        "blueprint_ids": .array(source.blueprints.map { .text($0.id) }),
        "blueprint_source_path": .text(source.path),
      ],
      "cost_decomposition": [
        "gross_alpha": .double(gross), "fees": .double(fees), "slippage": .double(slippage),
        "impact": .double(0), "dynamic_slippage": .double(slippage),
        "dynamic_impact": .double(0), "funding_pnl": .double(funding),
        "borrow_cost": .double(borrow), "turnover_units": .double(turnover),
        "effective_avg_cost_bps": .double(bps), "net_alpha": .double(net),
      ],
      "reproducibility": reproducibility,
    ]
  }
}

/// How far equity lies below its highest so far.
struct DrawdownCurve {
  /// At every bar, as a share of the peak; never above 0.
  let values: [Double]

  /// The drawdowns of additive profit and loss; equity is `1 + sum`, the first bar is the first
  /// peak.
  init(_ pnl: [Double]) {
    var sum = 0.0
    var peak = -Double.infinity
    values = pnl.map { value in
      sum += value
      peak = max(peak, 1 + sum)
      return peak > 0 ? (1 + sum) / peak - 1 : -1
    }
  }

  /// The deepest; 0 without bars.
  var deepest: Double { values.min() ?? 0 }
}
