import Codecs
import StageKit

/// What a report may say: metrics, equity and trades that agree with each other.
struct ReportEvidence {
  let metrics: StageFields
  let family: String
  let usedFallback: Bool
  /// `trades_csv` or `engine_fallback`.
  let tradeSource: String
  let totalTrades: Int
  let winRate: Double
  let averageMultiple: Double
  let endingEquity: Double
  let sharpe: Double
  let maxDrawdown: Double
  let netAlpha: Double
  let time: [Int64]
  let equity: [Double]
  let fees: [(bps: Double, net: Double, drawdown: Double)]
  let perSymbol: [(symbol: String, trades: Int, pnl: Double)]
  let allocation: Allocation

  init(_ job: Job) throws(StageError) {
    let found = try Self.family(job)
    family = found
    usedFallback = found != RunPaths.executionFamily
    metrics = try job.fields(job.paths.trades("metrics.json", family: found))
    let fields = metrics
    func figure(_ name: String) throws(StageError) -> Double {
      do throws(StageError) {
        return try fields.number(name)
      } catch {
        throw StageError(.refused, "the report: \(error.message)")
      }
    }
    let costs = StageFields(
      place: "\(fields.place): cost_decomposition", map: try fields.map("cost_decomposition"))
    do throws(StageError) {
      netAlpha = try costs.number("net_alpha")
    } catch {
      throw StageError(.refused, "the report: \(error.message)")
    }
    totalTrades = Int(try figure("total_trades"))
    winRate = try figure("win_rate")
    averageMultiple = try figure("avg_r")
    endingEquity = try figure("ending_equity")
    sharpe = try figure("sharpe_annualized")
    maxDrawdown = try figure("max_drawdown")
    let curve = try job.table(job.paths.trades("equity_curve.csv", family: found))
    guard curve.has("equity"), curve.has("timestamp") else {
      throw StageError(.refused, "'\(curve.path)' has no column 'equity'")
    }
    guard curve.count > 0 else { throw StageError(.refused, "'\(curve.path)' has no rows") }
    time = try curve.times("timestamp")
    equity = try curve.numbers("equity")
    guard equity.allSatisfy({ $0.isFinite }) else {
      throw StageError(.refused, "'\(curve.path)' has an equity that is no number")
    }
    (perSymbol, tradeSource) = try Self.trades(job, found, metrics, expected: totalTrades)
    let path = job.paths.trades("fee_sensitivity.json", family: found)
    fees =
      job.lake.has(path)
      ? try job.fields(path).list("scenarios") { (row) throws(StageError) in
        (
          try row.number("cost_bps"), try row.number("net_return"), try row.number("max_drawdown")
        )
      } : []
    allocation = try Allocation(job)
  }

  /// The family whose backtest is reported; another than the first is an override.
  private static func family(_ job: Job) throws(StageError) -> String {
    if job.lake.has(job.paths.trades("metrics.json")) { return RunPaths.executionFamily }
    guard job.settings.flag("allow_backtest_artifact_fallback") else {
      throw StageError(
        .refused, "the report needs '\(job.paths.trades("metrics.json"))'",
        hint: "runledger market backtest_strategies --run_id \(job.run) ...")
    }
    for family in try job.lake.list("lake/trades/backtests") {
      if job.lake.has(job.paths.trades("metrics.json", family: family)) { return family }
    }
    throw StageError(.refused, "no family has a backtest of run '\(job.run)'")
  }

  private static func trades(
    _ job: Job, _ family: String, _ metrics: StageFields, expected: Int
  ) throws(StageError) -> ([(String, Int, Double)], String) {
    let names = try job.lake.list(job.paths.trades("", family: family))
      .filter { $0.hasPrefix("trades_") && $0.hasSuffix(".csv") }
    var rows: [(String, Int, Double)] = []
    for name in names {
      let table = try job.table(job.paths.trades(name, family: family))
      let pnl = table.count == 0 ? 0 : try table.numbers("pnl").reduce(0, +)
      rows.append((String(name.dropFirst(7).dropLast(4)), table.count, pnl))
    }
    var source = "trades_csv"
    if names.isEmpty {
      source = "engine_fallback"
      // Scoped to what the metrics say was executed: other strategies' files are none of it.
      let metadata = StageFields(place: metrics.place, map: try metrics.map("metadata"))
      for strategy in try metadata.texts("strategy_ids") {
        let path = "\(job.paths.engine)/strategy_returns_\(strategy).csv"
        guard job.lake.has(path) else {
          throw StageError(.refused, "the report has no trades and no '\(path)'")
        }
        let split = try SplitEvidence(try job.table(path))
        rows.append((strategy, split.trades, split.total))
      }
    }
    let count = rows.reduce(0) { $0 + $1.1 }
    guard count == expected else {
      throw StageError(
        .refused, "the report: there are \(count) trades, and the metrics count \(expected)")
    }
    return (rows, source)
  }
}

/// How much of the money each symbol would get: value over variance, capped.
struct Allocation {
  let weights: [(symbol: String, weight: Double)]

  /// From the symbols of promoted hypotheses; none without evidence.
  init(_ job: Job) throws(StageError) {
    var scores: [(symbol: String, weight: Double)] = []
    for family in EventFamily.all {
      let path = job.paths.phase2(family.family, "phase2_symbol_evaluation.csv")
      guard job.lake.has(path) else { continue }
      let table = try job.table(path)
      let symbols = try table.texts("symbol")
      let (ev, variance) = (try table.numbers("ev"), try table.numbers("variance"))
      let deployable = try table.numbers("deployable")
      for row in symbols.indices where deployable[row] == 1 && variance[row] > 0 {
        let score = min(max(ev[row] / variance[row], 0), 1_000)
        if let place = scores.firstIndex(where: { $0.symbol == symbols[row] }) {
          scores[place].weight = max(scores[place].weight, score)
        } else {
          scores.append((symbols[row], score))
        }
      }
    }
    let total = scores.reduce(0) { $0 + $1.weight }
    guard total > 0 else {
      weights = []
      return
    }
    let capped = Self.capped(scores.map { $0.weight / total }, most: 0.45)
    weights = zip(scores, capped).map { ($0.symbol, $1) }.filter { $0.1 >= 0.02 }
      .sorted { $0.0 < $1.0 }
  }

  /// Cuts weights to a cap and gives what was cut to the others in proportion, until nothing is
  /// above; where too few are left the rest stays unassigned.
  static func capped(_ weights: [Double], most: Double) -> [Double] {
    var result = weights
    for _ in weights {
      let excess = result.reduce(0) { $0 + max(0, $1 - most) }
      if excess <= 1e-15 { break }
      let room = result.reduce(0) { $1 < most ? $0 + $1 : $0 }
      result = result.map { $0 >= most ? most : room > 0 ? $0 + excess * $0 / room : $0 }
    }
    return result
  }

  var record: ValueMap {
    ValueMap(weights.map { ($0.symbol, .double($0.weight)) })
  }

  var text: TableText {
    var text = TableText(["symbol", "weight"])
    for (symbol, weight) in weights { text.row([symbol], [weight]) }
    return text
  }
}
