import Documents
import Numerics

extension MarketReport {
  /// The report as text with figures, for both pages.
  var document: Document {
    var document = Document(title: "Report of run \(run)", isNumbered: false)
    document.subtitle("\(headline) Profile \(strong: profile), checklist \(strong: decision).")
    if !overrides.isEmpty {
      document.notice(
        .caution, "Not for production",
        "\(overrides.count) settings differ from the strict profile or leave a gate out: see below."
      )
    }
    if isRevoked {
      document.notice(
        .caution, "Revoked", "The evidence of this run was invalidated, and its promotion with it.")
    }
    document.section("Result")
    document.table(figuresTable)
    let figures = MarketFigures(report: self)
    document.figure(figures.equity)
    document.figure(figures.drawdown)
    document.figure(figures.rollingSharpe)
    document.section("Funnel")
    document.figure(figures.funnel)
    document.table(funnelTable)
    if !promotions.isEmpty {
      document.section("Promotion")
      document.paragraph(
        """
        Judged on train and validation; the test split is not opened. The number of trials is \
        what the data root's register holds, abandoned runs included.
        """)
      document.table(promotionTable)
    }
    document.section("Costs")
    document.figure(figures.fees)
    document.section("Regimes and symbols")
    if let regimes = figures.regimes { document.figure(regimes) }
    document.table(symbolTable)
    if !overrides.isEmpty {
      document.section("Overrides")
      document.list(overrides.map { .code($0) })
    }
    return document
  }

  private var figuresTable: Table {
    Table(
      "figures", caption: "The execution over the whole window.", of: figures,
      [
        .text("Figure", "figure") { $0.0 },
        .init("Value", "value", isNumber: true) { Table.Cell($0.1) },
      ])
  }

  private var funnelTable: Table {
    Table(
      "funnel", caption: "How many were left at each level, and what the others failed.",
      of: funnel.levels,
      [
        .text("Level", "level") { $0.name }, .count("Count", "count") { $0.count },
        .text("Commonest reasons", "reasons") { level in
          let reasons = level.reasons.map { "\($0.name) (\($0.count))" }
          return reasons.isEmpty ? "—" : reasons.joined(separator: ", ")
        },
      ])
  }

  private var promotionTable: Table {
    Table(
      "promotion", caption: "Every blueprint that was judged, and the gates that said no.",
      of: promotions,
      [
        .text("Blueprint", "blueprint_id") { $0.blueprint },
        .text("Answer", "answer") { $0.isPromoted ? "promoted" : "rejected" },
        .count("Trials", "n_trials") { $0.trials },
        .number("PSR", "psr", 3) { $0.psr }, .number("DSR", "dsr", 3) { $0.dsr },
        .number("PBO", "pbo", 3) { $0.pbo },
        .text("Gates that said no", "fail_reasons") {
          $0.reasons.isEmpty ? "—" : $0.reasons.joined(separator: ", ")
        },
      ])
  }

  private var symbolTable: Table {
    Table(
      "symbols", caption: "Trades and net result by symbol.", of: evidence.perSymbol,
      [
        .text("Symbol", "symbol") { $0.symbol }, .count("Trades", "trades") { $0.trades },
        .number("Net, % of the initial equity", "net", 2) { $0.pnl * 100 },
      ])
  }
}
