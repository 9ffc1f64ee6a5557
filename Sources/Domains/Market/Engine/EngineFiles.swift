import StageKit

/// The engine's own files: what every strategy held and earned at every bar, and why.
struct EngineFiles {
  let portfolio: Portfolio
  /// The bars of each symbol as text.
  let bars: [BarText]
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
      try job.write("\(paths.engine)/strategy_returns_\(name).csv", Self.columns) {
        (file) throws(StageError) in
        try returns(place, job.settings.costBps, into: &file)
      }
      try job.write("\(paths.engine)/strategy_trace_\(name).csv", trace(place))
    }
    try job.write(
      "\(paths.engine)/portfolio_returns.csv", ["timestamp", "portfolio_ret", "portfolio_pnl"]
    ) { (file) throws(StageError) in
      for (index, time) in portfolio.time.enumerated() {
        file.table.begin(time)
        file.table.cell(portfolio.net[index])
        file.table.cell(portfolio.net[index])
        try file.endRow()
      }
    }
  }

  private func returns(
    _ place: Int, _ bps: Double, into file: inout TableFile
  ) throws(StageError) {
    let strategy = portfolio.strategies[place]
    let (idle, nothing) = (TableText.cells([0, 0, 0, 0, 0]), TableText.cells([.nan, .nan]))
    for symbol in portfolio.symbols.indices {
      guard let run = strategy.runs[symbol] else { continue }
      let series = portfolio.series[place * portfolio.symbols.count + symbol]
      let bars = bars[symbol]
      var fill = 0
      // What is held stays for many bars, and at most of them nothing is earned: that text is made
      // once.
      var held: (position: Double, asked: Double, text: [UInt8]) = (.nan, .nan, [])
      for (bar, index) in portfolio.windows[symbol].enumerated() {
        var (entry, exit) = ("", "")
        while fill < run.fills.count, run.fills[fill].index == index {
          let reason = run.fills[fill].reason
          if reason == .entry { entry = reason.word } else { exit = reason.word }
          fill += 1
        }
        let (position, asked) = (series.position[bar], abs(series.requested[bar]))
        if position != held.position || asked != held.asked {
          let cells = [position, asked, abs(position), abs(position), bps]
          held = (position, asked, TableText.cells(cells))
        }
        file.table.piece(bars.part(.opening, of: index))
        file.table.piece(held.text.span)
        file.table.piece(bars.part(.change, of: index))
        if position == 0, series.isIdle(bar) {
          file.table.piece(idle.span)
        } else {
          file.table.cell(series.net(bar))
          file.table.cell(series.gross[bar])
          file.table.cell(series.cost[bar])
          file.table.cell(series.funding[bar])
          file.table.cell(series.borrow[bar])
        }
        file.table.piece(bars.part(.prices, of: index))
        if entry.isEmpty, exit.isEmpty {
          file.table.piece(nothing.span)
        } else {
          file.table.cell(entry)
          file.table.cell(exit)
        }
        try file.endRow()
      }
    }
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
