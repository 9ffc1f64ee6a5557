import Codecs
import StageKit

/// One report in three forms: an object, Markdown, and a page with figures.
struct Report {
  let evidence: ReportEvidence
  let funnel: Funnel
  let overrides: [String]
  let run: String
  let profile: String
  /// Rows of the promotion: blueprint, whether it is promoted, trials, PSR, DSR, PBO, reasons.
  let promotions: [[String]]
  /// Strategy, split, low, mid, high.
  let regimes: [[String]]
  let regimeShares: [(name: String, value: Double)]
  let periods: Double
  let decision: String
  let isRevoked: Bool

  init(_ evidence: ReportEvidence, _ job: Job) throws(StageError) {
    self.evidence = evidence
    run = job.run
    profile = job.settings.profile.rawValue
    funnel = try Funnel(job)
    overrides = try StageRunner.overrides(upTo: .report, job)
    periods = try job.clock().periodsPerYear
    decision = try ChecklistStage.decision(job)?.rawValue ?? "no checklist"
    isRevoked = try Revocation.isRevoked(job)
    promotions = try Self.promotions(job)
    (regimes, regimeShares) = try Self.regimes(job)
  }

  private static func promotions(_ job: Job) throws(StageError) -> [[String]] {
    let path = job.paths.promotions("promotion_report.json")
    guard job.lake.has(path) else { return [] }
    let report = try job.fields(path)
    return try report.list("tested") { (row) throws(StageError) in
      func figure(_ name: String) throws(StageError) -> String {
        row.has(name) ? LineFigure.short(try row.number(name)) : "–"
      }
      let reasons = try row.texts("fail_reasons").joined(separator: ", ")
      return [
        try row.text("blueprint_id"), try row.flag("promoted") ? "promoted" : "rejected",
        "\(try row.integer("n_trials"))", try figure("psr"), try figure("dsr"), try figure("pbo"),
        reasons.isEmpty ? "–" : reasons,
      ]
    }
  }

  private static func regimes(
    _ job: Job
  ) throws(StageError) -> ([[String]], [(name: String, value: Double)]) {
    let path = job.paths.evaluation("walkforward_summary.json")
    guard job.lake.has(path) else { return ([], []) }
    let map = try job.fields(path).map("per_strategy_regime_metrics")
    var rows: [[String]] = []
    var shares: [(name: String, value: Double)] = []
    for (strategy, splits) in map {
      guard let splits = splits.asMap else { continue }
      for label in ["train", "validation", "test"] {
        guard let split = splits[label]?.asMap else { continue }
        let values = ["low", "mid", "high"].map { split[$0]?.asDouble ?? .nan }
        rows.append([strategy, label] + values.map(LineFigure.short))
        if label != "test", rows.count <= 6 {
          for (name, value) in zip(["low", "mid", "high"], values) {
            shares.append(("\(label) · \(name)", value))
          }
        }
      }
    }
    return (rows, Array(shares.prefix(12)))
  }

  /// `summary.json`.
  var summary: Value {
    var fields = evidence.metrics.map
    fields["run_id"] = .text(run)
    fields["profile"] = .text(profile)
    fields["checklist_decision"] = .text(decision)
    fields["production"] = .bool(overrides.isEmpty)
    fields["non_production_overrides"] = .array(overrides.map(Value.text))
    fields["promotion_revoked"] = .bool(isRevoked)
    fields["per_symbol"] = .array(
      evidence.perSymbol.map {
        [
          "symbol": .text($0.symbol), "trades": .int(Int64($0.trades)), "pnl": .double($0.pnl),
        ]
      })
    fields["fee_sensitivity"] = .array(
      evidence.fees.map {
        [
          "cost_bps": .double($0.bps), "net_return": .double($0.net),
          "max_drawdown": .double($0.drawdown),
        ]
      })
    fields["capital_allocation"] = .map(evidence.allocation.record)
    fields["funnel"] = .array(
      funnel.levels.map { ["name": .text($0.name), "count": .int(Int64($0.count))] })
    fields["integrity_checks"] = [
      "used_backtest_dir_fallback": .bool(evidence.usedFallback),
      "trade_evidence_source": .text(evidence.tradeSource),
    ]
    return .map(fields)
  }

  /// What a reader has to know first.
  var headline: String {
    let promoted = promotions.count { $0[1] == "promoted" }
    let result =
      promotions.isEmpty
      ? "No promotion was decided." : "\(promoted) of \(promotions.count) blueprints promoted."
    return isRevoked ? "\(result) The promotion was revoked." : result
  }

  /// The figures in one line each.
  var figures: [(String, String)] {
    [
      ("Trades", "\(evidence.totalTrades)"), ("Win rate", LineFigure.short(evidence.winRate)),
      ("Mean R", LineFigure.short(evidence.averageMultiple)),
      ("Net, share of the initial equity", LineFigure.short(evidence.netAlpha)),
      ("Sharpe ratio, annual", LineFigure.short(evidence.sharpe)),
      ("Deepest drawdown", LineFigure.short(evidence.maxDrawdown)),
      ("Ending equity", LineFigure.short(evidence.endingEquity)), ("Checklist", decision),
      ("Profile", profile),
    ]
  }
}
