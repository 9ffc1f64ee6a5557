/// One trade, from an entry to the exit that ended it.
struct Trade: Equatable {
  let symbol: String
  let strategy: String
  let side: Int8
  let entryTime: Int64
  let exitTime: Int64
  let entryPrice: Double
  let exitPrice: Double
  /// The position at the entry, as a share of the initial equity.
  let quantity: Double
  /// What was left of it: gross, less costs, with funding.
  let pnl: Double
  /// The move in units of what was risked.
  let multiple: Double
  let reason: String
  let stop: Double
  let target: Double
  /// Whether the window's end cut it short.
  let isTruncated: Bool

  static let columns = [
    "symbol", "direction", "entry_reason", "entry_time", "exit_time", "entry_price", "exit_price",
    "qty", "pnl", "r_multiple", "exit_reason", "stop_price", "target_price", "strategy_id",
    "truncated",
  ]

  /// A row of `trades_SYMBOL.csv`.
  var cells: [String] {
    [
      symbol, side > 0 ? "long" : "short", "event", CivilTime.text(entryTime),
      CivilTime.text(exitTime),
    ]
      + [entryPrice, exitPrice, quantity, pnl, multiple].map(Decimal64.text)
      + [
        reason, Decimal64.text(stop), Decimal64.text(target), strategy, isTruncated ? "1" : "0",
      ]
  }

  /// The trades of a portfolio by symbol, in the order of entry and strategy.
  static func all(_ portfolio: Portfolio) -> [Trade] {
    var trades: [Trade] = []
    for (symbol, name) in portfolio.symbols.enumerated() {
      let (table, window) = (portfolio.features[symbol], portfolio.windows[symbol])
      for (place, strategy) in portfolio.strategies.enumerated() {
        guard let run = strategy.runs[symbol] else { continue }
        let series = portfolio.series[place * portfolio.symbols.count + symbol]
        for index in stride(from: 0, to: run.fills.count - 1, by: 2) {
          let (entry, exit) = (run.fills[index], run.fills[index + 1])
          let first = entry.index - window.lowerBound
          let last = exit.index - window.lowerBound
          var pnl = -series.cost[first]
          for bar in stride(from: first + 1, through: last, by: 1) { pnl += series.net(bar) }
          let move = Double(entry.side) * (exit.price - entry.price)
          trades.append(
            Trade(
              symbol: name, strategy: strategy.blueprint.strategy, side: entry.side,
              entryTime: table.time[entry.index], exitTime: table.time[exit.index],
              entryPrice: entry.price, exitPrice: exit.price,
              quantity: abs(series.position[first]), pnl: pnl, multiple: move / entry.risk,
              reason: exit.reason.word, stop: entry.stop, target: entry.target,
              isTruncated: exit.reason == .eod))
        }
      }
    }
    return trades.sorted {
      ($0.symbol, $0.entryTime, $0.strategy) < ($1.symbol, $1.entryTime, $1.strategy)
    }
  }
}
