import Codecs
import StageKit

/// Executes the strategies in each split by itself, then believes only what the files say.
enum WalkForward {
  static func run(_ job: Job) throws(StageError) {
    let source = try ExecutionSource.load(job)
    let settings = job.settings
    let windows = try SplitWindows(
      start: job.start, end: job.end, train: settings.number("walkforward_train_frac"),
      validation: settings.number("walkforward_validation_frac"),
      embargo: settings.whole("walkforward_embargo_days"))
    var splits: [(SplitWindows.Window, Value, [(String, SplitEvidence)])] = []
    var unexpected: [String] = []
    for window in windows.windows {
      let isKept = try !execute(source, window, job)
      let checked = try check(source, window, job)
      if isKept {
        let own = job.former.filter { $0.path.contains("/\(job.paths.split(window.label).run)/") }
        try StageRunner.demandUnchanged(own, of: .walkforward, job)
      }
      unexpected += checked.unexpected
      splits.append((window, checked.metrics, checked.evidence))
    }
    let summary = try WalkForwardSummary(
      job: job, source: source, splits: splits, unexpected: unexpected)
    try job.write(job.paths.evaluation("walkforward_summary.json"), summary.record)
    for (window, _, evidence) in splits where window.label != "test" {
      let net = evidence.reduce(0) { $0 + $1.1.total }
      try job.events.metric("\(window.label)_net", net)
    }
  }

  /// The last second of a split's trading: purged bars before its end stay out.
  static func tradedEnd(_ window: SplitWindows.Window, _ job: Job) throws(StageError) -> Int64 {
    let purge = Int64(job.settings.whole("walkforward_purge_bars"))
    guard window.label != "test", purge > 0 else { return window.end }
    return window.end - purge * (try job.clock().seconds)
  }

  /// Executes one split, and says so; what was executed before with these settings is kept.
  private static func execute(
    _ source: ExecutionSource, _ window: SplitWindows.Window, _ job: Job
  ) throws(StageError) -> Bool {
    let paths = job.paths.split(window.label)
    let metrics = paths.trades("metrics.json")
    let end = try tradedEnd(window, job)
    if !job.isForced, job.lake.has(metrics) {
      let before = try job.lake.fields(metrics).map("reproducibility")
      let now = try Backtest.reproducibility(source, job, start: window.start, end: end)
      guard .map(before) == now else {
        throw StageError(
          .refused, "split '\(window.label)' of run '\(job.run)' was executed with other settings",
          hint: "'--force 1' executes it again")
      }
      job.keeps(below: "\(paths.engine)/")
      job.keeps(below: paths.trades(""))
      return false
    }
    try Backtest.execute(source, job, paths: paths, start: window.start, end: end)
    return true
  }

  private static func check(
    _ source: ExecutionSource, _ window: SplitWindows.Window, _ job: Job
  ) throws(StageError) -> (
    metrics: Value, evidence: [(String, SplitEvidence)], unexpected: [String]
  ) {
    let paths = job.paths.split(window.label)
    let path = paths.trades("metrics.json")
    guard job.lake.has(path) else {
      throw StageError(.refused, "split '\(window.label)' has no '\(path)'")
    }
    let metrics = try job.fields(path)
    for name in ["total_trades", "ending_equity", "sharpe_annualized", "max_drawdown"] {
      _ = try figure(metrics, name, window)
    }
    let costs = StageFields(
      place: "\(metrics.place): cost_decomposition", map: try metrics.map("cost_decomposition"))
    _ = try figure(costs, "net_alpha", window)
    let prefix = "strategy_returns_"
    let found = try job.lake.list(paths.engine)
      .filter { $0.hasPrefix(prefix) && $0.hasSuffix(".csv") }
      .map { String($0.dropFirst(prefix.count).dropLast(4)) }
    let expected = source.blueprints.map(\.strategy)
    if let missing = expected.first(where: { !found.contains($0) }) {
      throw StageError(
        .refused, "split '\(window.label)' has no '\(paths.engine)/\(prefix)\(missing).csv'")
    }
    let unexpected = found.filter { !expected.contains($0) }
    if let first = unexpected.first,
      !job.settings.flag("walkforward_allow_unexpected_strategy_files")
    {
      throw StageError(
        .refused,
        "split '\(window.label)' has '\(paths.engine)/\(prefix)\(first).csv', "
          + "which nobody asked for",
        hint: "'--force 1 --clean_engine_artifacts 1' removes what an earlier run left")
    }
    var evidence: [(String, SplitEvidence)] = []
    for strategy in expected {
      let table = try job.table("\(paths.engine)/\(prefix)\(strategy).csv")
      evidence.append((strategy, try SplitEvidence(table)))
    }
    guard evidence.contains(where: { !$0.1.time.isEmpty }) else {
      throw StageError(
        .refused,
        "split '\(window.label)', \(CivilTime.date(window.start)) to "
          + "\(CivilTime.date(window.end)), has no bar",
        hint: "let '--start' and '--end' be those of the bars")
    }
    return (.map(metrics.map), evidence, unexpected)
  }

  private static func figure(
    _ fields: StageFields, _ name: String, _ window: SplitWindows.Window
  ) throws(StageError) -> Double {
    do throws(StageError) {
      return try fields.number(name)
    } catch {
      throw StageError(.refused, "split '\(window.label)': \(error.message)")
    }
  }
}
