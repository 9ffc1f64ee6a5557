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
    let persistence = portfolio.features.map { FundingPersistence($0) }
    for place in portfolio.strategies.indices {
      let name = portfolio.strategies[place].blueprint.strategy
      try job.write(
        "\(paths.engine)/strategy_returns_\(name).csv",
        returns(place, persistence, job.settings.costBps))
      try job.write("\(paths.engine)/strategy_trace_\(name).csv", trace(place))
    }
    var text = TableText(["timestamp", "portfolio_ret", "portfolio_pnl"])
    for (index, time) in portfolio.time.enumerated() {
      text.row(at: time, [portfolio.net[index], portfolio.net[index]])
    }
    try job.write("\(paths.engine)/portfolio_returns.csv", text)
  }

  private func returns(
    _ place: Int, _ persistence: [FundingPersistence], _ bps: Double
  ) -> TableText {
    var text = TableText(Self.columns)
    let strategy = portfolio.strategies[place]
    for (symbol, name) in portfolio.symbols.enumerated() {
      guard let run = strategy.runs[symbol] else { continue }
      let series = portfolio.series[place * portfolio.symbols.count + symbol]
      let table = portfolio.features[symbol]
      let (age, event) = (persistence[symbol].age, persistence[symbol].event)
      let (ret, close, high, low) = (table["ret_1"], table["close"], table["high"], table["low"])
      let (highest, lowest) = (table["high_96"], table["low_96"])
      var fill = 0
      for (bar, index) in portfolio.windows[symbol].enumerated() {
        var (entry, exit) = ("", "")
        while fill < run.fills.count, run.fills[fill].index == index {
          let reason = run.fills[fill].reason
          if reason == .entry { entry = reason.word } else { exit = reason.word }
          fill += 1
        }
        let held = abs(series.position[bar])
        text.begin(table.time[index])
        text.cell(name)
        text.cell(series.position[bar])
        text.cell(abs(series.requested[bar]))
        text.cell(held)
        text.cell(held)
        text.cell(bps)
        text.cell(ret[index])
        text.cell(series.net(bar))
        text.cell(series.gross[bar])
        text.cell(series.cost[bar])
        text.cell(series.funding[bar])
        text.cell(series.borrow[bar])
        text.cell(close[index])
        text.cell(high[index])
        text.cell(low[index])
        text.cell(highest[index])
        text.cell(lowest[index])
        text.cell(age[index] > 0 ? 1 : 0)
        text.cell(Double(age[index]))
        text.cell(Double(event[index]))
        text.cell(age[index] >= 96 ? 1 : 0)
        text.cell(entry)
        text.cell(exit)
        text.end()
      }
    }
    return text
  }

  /// The bars at which an event asked for an entry, an arming ended, or something was done, with
  /// why not where it was not: the engine is played again, and tells its states.
  private func trace(_ place: Int) -> TableText {
    var text = TableText([
      "timestamp", "symbol", "state", "entry_candidate", "entry_allowed", "entry_block_reason",
      "exit_reason", "requested_position_scale", "allocated_position_scale", "stop_price",
      "target_price",
    ])
    let strategy = portfolio.strategies[place]
    for (symbol, name) in portfolio.symbols.enumerated() {
      guard let run = strategy.runs[symbol] else { continue }
      let series = portfolio.series[place * portfolio.symbols.count + symbol]
      let time = portfolio.features[symbol].time
      run.replay { bar, before, state, reason, seen in
        let isExpired = before.phase == .armed && state.phase == .flat
        guard bar.isSignal || reason != .none || isExpired else { return }
        let isEntry = reason == .entry
        let block = isEntry ? "" : bar.isSignal || isExpired ? before.block(bar, state) : ""
        let place = seen - run.window.lowerBound
        text.row(
          at: time[seen],
          [
            name, state.phase.word, bar.isSignal || isExpired || isEntry ? "1" : "0",
            isEntry ? "1" : "0", block, isEntry ? "" : reason.word,
          ],
          [
            abs(series.requested[place]), abs(series.position[place]),
            reason == .none ? .nan : state.stop, reason == .none ? .nan : state.target,
          ])
      }
    }
    return text
  }
}
