import Bytes
import Codecs
import Crypto
import StageKit

/// Executes strategies over a window and writes what they did, in files that others check.
enum Backtest {
  /// The stage: the whole window of the run.
  static func run(_ job: Job) throws(StageError) {
    let source = try ExecutionSource.load(job)
    try TrialRegister.enter(source.blueprints, job)
    let metrics = try execute(
      source, job, paths: job.paths, start: job.start, end: job.end)
    try job.events.metric("total_trades", metrics.count)
    try job.events.metric("net_alpha", metrics.net)
    job.stats["strategies"] = .int(Int64(source.blueprints.count))
    job.stats["total_trades"] = .int(Int64(metrics.count))
  }

  /// The portfolio of some blueprints from `start` to `end`.
  static func portfolio(
    _ blueprints: [Blueprint], _ job: Job, start: Int64, end: Int64, registry: CellTable
  ) throws(StageError) -> Portfolio {
    let symbols = try job.eligible()
    var features: [FeatureTable] = []
    for symbol in symbols { features.append(try job.features(symbol)) }
    let windows = features.map {
      $0.index(at: start)..<max($0.index(at: start), $0.index(at: end + 1))
    }
    var strategies: [Portfolio.Strategy] = []
    for blueprint in blueprints {
      let engine = StrategyEngine(blueprint)
      var runs: [StrategyRun?] = []
      for (place, symbol) in symbols.enumerated() {
        // The scope is enforced here: outside of it nothing is even looked at.
        guard blueprint.scopeMode == "all" || blueprint.symbols.contains(symbol) else {
          runs.append(nil)
          continue
        }
        let events = try RegistryStage.times(blueprint.eventType, symbol, registry)
        let input = try StrategyInput(blueprint, features[place], events: events)
        runs.append(StrategyRun(engine, input, window: windows[place]))
      }
      strategies.append(
        Portfolio.Strategy(
          blueprint: blueprint, scale: scale(blueprint, of: blueprints.count), runs: runs))
    }
    let clock = try job.clock()
    return Portfolio(
      symbols: symbols, features: features, windows: windows, strategies: strategies,
      costs: Portfolio.Costs(
        bps: job.settings.costBps,
        borrow: job.settings.number("borrow_bps_per_year") / 10_000 / clock.periodsPerYear))
  }

  /// `min(1/n, position, portfolio and symbol budget)`, times what throttles leave.
  static func scale(_ blueprint: Blueprint, of count: Int) -> Double {
    let sizing = blueprint.sizing
    var scale = min(
      1 / Double(count), sizing.maxPositionScale, sizing.portfolioBudget, sizing.symbolBudget)
    for overlay in blueprint.overlays where overlay.name == "risk_throttle" {
      scale *= min(1, overlay.value)
    }
    return scale
  }

  /// Executes and writes; gives the metrics.
  @discardableResult
  static func execute(
    _ source: ExecutionSource, _ job: Job, paths: RunPaths, start: Int64, end: Int64
  ) throws(StageError) -> BacktestMetrics {
    let registry = try job.table(job.paths.registry("events.csv"))
    let portfolio = try portfolio(
      source.blueprints, job, start: start, end: end, registry: registry)
    let removed = try clean(job, paths)
    let trades = Trade.all(portfolio)
    let clock = try job.clock()
    let metrics = BacktestMetrics(portfolio, trades, job.settings, clock)
    let bars = portfolio.features.map { job.lake.text(of: $0, at: job.paths.features($0.symbol)) }
    try EngineFiles(portfolio: portfolio, bars: bars, paths: paths).write(job)
    for symbol in portfolio.symbols {
      var text = TableText(Trade.columns)
      for trade in trades where trade.symbol == symbol { text.row(trade.cells) }
      try job.write(paths.trades("trades_\(symbol).csv"), text)
    }
    var equity = TableText(["timestamp", "equity"])
    for (time, value) in zip(portfolio.time, metrics.equity) {
      equity.row(at: time, [value])
    }
    try job.write(paths.trades("equity_curve.csv"), equity)
    try job.write(
      paths.trades("fee_sensitivity.json"), metrics.feeSensitivity(portfolio, job.settings))
    let reproducibility = try reproducibility(source, job, start: start, end: end)
    let overrides = try StageRunner.overrides(upTo: .backtest, job)
    try job.write(
      paths.trades("metrics.json"),
      metrics.record(source, reproducibility: reproducibility, overrides: overrides))
    if !removed.isEmpty { job.stats["removed_files"] = .array(removed.map(Value.text)) }
    return metrics
  }

  /// What an execution depends on: a stale one is recognised by it.
  static func reproducibility(
    _ source: ExecutionSource, _ job: Job, start: Int64, end: Int64
  ) throws(StageError) -> Value {
    var config = job.settings.record(of: [.backtest])
    config["blueprints"] = .array(source.blueprints.map(\.record))
    config["start"] = .text(CivilTime.text(start))
    config["end"] = .text(CivilTime.text(end))
    // Where strategies come from, and what lay there before, changes nothing of what they do.
    for name in ["blueprints_path", "strategies", "cost_bps", "clean_engine_artifacts"] {
      config[name] = nil
    }
    var data: [Value] = []
    for symbol in try job.eligible() {
      data.append(.text("\(symbol):\(try job.lake.digest(job.paths.features(symbol)))"))
    }
    data.append(.text("events:\(try job.lake.digest(job.paths.registry("events.csv")))"))
    return [
      "config_digest": .text(SHA256.hash(JSON.encode(.map(config))).hex),
      "code_revision": .text(EngineFiles.revision), "data_snapshot_ids": .array(data),
    ]
  }

  /// Removes what an earlier engine left, where that is asked for.
  private static func clean(_ job: Job, _ paths: RunPaths) throws(StageError) -> [String] {
    guard job.isForced, job.settings.flag("clean_engine_artifacts") else { return [] }
    var removed: [String] = []
    for name in try job.lake.list(paths.engine) {
      guard name.hasPrefix("strategy_") || name == "portfolio_returns.csv" else { continue }
      removed.append("\(paths.engine)/\(name)")
    }
    for name in try job.lake.list(paths.trades("")) { removed.append(paths.trades(name)) }
    for path in removed { try job.lake.remove(path) }
    return removed
  }
}
