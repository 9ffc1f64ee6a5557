import StageKit

/// The engine's own files: what every strategy held and earned at every bar, and why.
struct EngineFiles {
  let portfolio: Portfolio
  let paths: RunPaths

  /// The engine's rules; a change of what it computes gets another number.
  static let revision = "market-engine-1"

  /// The columns that a reader can rely on; the first group is what the walk-forward demands.
  static let columns = [
    "timestamp", "symbol", "pos", "requested_position_scale", "allocated_position_scale",
    "position_scale", "dynamic_cost_bps", "ret", "pnl", "gross_pnl", "trading_cost", "funding_pnl",
    "borrow_cost", "close", "high", "low", "high_96", "low_96", "fp_active", "fp_age_bars",
    "fp_event_id", "fp_norm_due", "entry_reason", "exit_signal_reason",
  ]

  /// What has to be there for a file to be evidence.
  static let demanded = [
    "timestamp", "pos", "pnl", "gross_pnl", "trading_cost", "funding_pnl", "borrow_cost",
  ]

  func write(_ job: Job) throws(StageError) {
    for place in portfolio.strategies.indices {
      let name = portfolio.strategies[place].blueprint.strategy
      try job.write("\(paths.engine)/strategy_returns_\(name).csv", returns(place, job))
      try job.write("\(paths.engine)/strategy_trace_\(name).csv", trace(place))
    }
    var text = TableText(["timestamp", "portfolio_ret", "portfolio_pnl"])
    for (index, time) in portfolio.time.enumerated() {
      text.row([CivilTime.text(time)], [portfolio.net[index], portfolio.net[index]])
    }
    try job.write("\(paths.engine)/portfolio_returns.csv", text)
  }

  private func returns(_ place: Int, _ job: Job) -> TableText {
    var text = TableText(Self.columns)
    let bps = job.settings.costBps
    let strategy = portfolio.strategies[place]
    for (symbol, name) in portfolio.symbols.enumerated() {
      guard let run = strategy.runs[symbol] else { continue }
      let series = portfolio.series[place * portfolio.symbols.count + symbol]
      let table = portfolio.features[symbol]
      let window = portfolio.windows[symbol]
      let persistence = FundingPersistence(table)
      let columns = ["ret_1", "close", "high", "low", "high_96", "low_96"].map { table[$0] }
      var fills = run.fills[...]
      for (bar, index) in window.enumerated() {
        var words = ["", ""]
        while let fill = fills.first, fill.index == index {
          words[fill.reason == .entry ? 0 : 1] = fill.reason.word
          fills.removeFirst()
        }
        let asked = abs(series.requested[bar])
        let held = abs(series.position[bar])
        var cells = [CivilTime.text(table.time[index]), name]
        let numbers = [
          series.position[bar], asked, held, held, bps, columns[0][index], series.net(bar),
          series.gross[bar], series.cost[bar], series.funding[bar], series.borrow[bar],
          columns[1][index], columns[2][index], columns[3][index], columns[4][index],
          columns[5][index], persistence.age[index] > 0 ? 1 : 0, Double(persistence.age[index]),
          Double(persistence.event[index]), persistence.age[index] >= 96 ? 1 : 0,
        ]
        cells += numbers.map(Decimal64.text) + words
        text.row(cells)
      }
    }
    return text
  }

  /// The bars at which a strategy held something or did something.
  private func trace(_ place: Int) -> TableText {
    var text = TableText([
      "timestamp", "symbol", "state", "action", "reason", "requested_position_scale",
      "allocated_position_scale", "stop_price", "target_price",
    ])
    let strategy = portfolio.strategies[place]
    for (symbol, name) in portfolio.symbols.enumerated() {
      guard let run = strategy.runs[symbol] else { continue }
      let series = portfolio.series[place * portfolio.symbols.count + symbol]
      for fill in run.fills {
        let bar = fill.index - run.window.lowerBound
        text.row(
          [
            CivilTime.text(portfolio.features[symbol].time[fill.index]), name,
            "\(run.positions[bar])", fill.reason == .entry ? "enter" : "exit", fill.reason.word,
          ],
          [abs(series.requested[bar]), abs(series.position[bar]), fill.stop, fill.target])
      }
    }
    return text
  }
}
