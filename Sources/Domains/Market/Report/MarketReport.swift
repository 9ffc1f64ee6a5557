import Codecs
import Documents
import StageKit

/// A blueprint that promotion has judged.
struct PromotionRow {
  let blueprint: String
  let isPromoted: Bool
  let trials: Int
  let psr: Double?
  let dsr: Double?
  let pbo: Double?
  let reasons: [String]
}

/// How a strategy's profit and loss of one split is spread over regimes: low, mid and high.
struct RegimeRow {
  let short: String
  let split: String
  let shares: [Double]
}

/// One report in three forms: an object, Markdown, and a page with figures.
struct MarketReport {
  let evidence: ReportEvidence
  let funnel: Funnel
  let overrides: [String]
  let run: String
  let profile: String
  let promotions: [PromotionRow]
  let regimes: [RegimeRow]
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
    regimes = try Self.regimes(job)
  }

  private static func promotions(_ job: Job) throws(StageError) -> [PromotionRow] {
    let path = job.paths.promotions("promotion_report.json")
    guard job.lake.has(path) else { return [] }
    let report = try job.fields(path)
    return try report.list("tested") { (row) throws(StageError) in
      func figure(_ name: String) throws(StageError) -> Double? {
        row.has(name) ? try row.number(name) : nil
      }
      return PromotionRow(
        blueprint: try row.text("blueprint_id"), isPromoted: try row.flag("promoted"),
        trials: try row.integer("n_trials"), psr: try figure("psr"), dsr: try figure("dsr"),
        pbo: try figure("pbo"), reasons: try row.texts("fail_reasons"))
    }
  }

  private static func regimes(_ job: Job) throws(StageError) -> [RegimeRow] {
    let path = job.paths.evaluation("walkforward_summary.json")
    guard job.lake.has(path) else { return [] }
    let map = try job.fields(path).map("per_strategy_regime_metrics")
    var rows: [RegimeRow] = []
    for (place, pair) in map.enumerated() {
      guard let splits = pair.value.asMap else { continue }
      for label in ["train", "validation", "test"] {
        guard let split = splits[label]?.asMap else { continue }
        let shares = ["low", "mid", "high"].map { split[$0]?.asDouble ?? .nan }
        rows.append(RegimeRow(short: "#\(place + 1)", split: label, shares: shares))
      }
    }
    return rows
  }

  /// The report as Markdown.
  var markdown: String { MarkdownPage(document: document, hasTableFiles: false).text }

  /// The report as a page that needs nothing else.
  var page: String { HTMLPage(document: document).text }

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
    let promoted = promotions.count(where: \.isPromoted)
    let result =
      promotions.isEmpty
      ? "No promotion was decided." : "\(promoted) of \(promotions.count) blueprints promoted."
    return isRevoked ? "\(result) The promotion was revoked." : result
  }

  /// The figures in one line each.
  var figures: [(String, String)] {
    [
      ("Trades", "\(evidence.totalTrades)"), ("Win rate", Numeral.percent(evidence.winRate)),
      ("Mean result in units of risk", Numeral.prose(evidence.averageMultiple, 3)),
      ("Net, share of the initial equity", Numeral.percent(evidence.netAlpha)),
      ("Sharpe ratio, annual", Numeral.prose(evidence.sharpe, 2)),
      ("Deepest drawdown", Numeral.percent(evidence.maxDrawdown)),
      ("Ending equity", Numeral.prose(evidence.endingEquity, 0)),
    ]
  }
}
