import Documents
import Numerics

extension Report {
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
    let figures = ReportFigures(report: self)
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
      "figures", caption: "The execution over the whole window.",
      [Table.Column("Figure", "figure"), .number("Value", "value")],
      figures.map { [Table.Cell($0.0), Table.Cell($0.1)] })
  }

  private var funnelTable: Table {
    Table(
      "funnel", caption: "How many were left at each level, and what the others failed.",
      [
        Table.Column("Level", "level"), .number("Count", "count"),
        Table.Column("Commonest reasons", "reasons"),
      ],
      funnel.levels.map { level in
        let reasons = level.reasons.map { "\($0.name) (\($0.count))" }.joined(separator: ", ")
        return [
          Table.Cell(level.name), Table.Cell(level.count),
          Table.Cell(reasons.isEmpty ? "—" : reasons),
        ]
      })
  }

  private var promotionTable: Table {
    Table(
      "promotion", caption: "Every blueprint that was judged, and the gates that said no.",
      [
        Table.Column("Blueprint", "blueprint_id"), Table.Column("Answer", "answer"),
        .number("Trials", "n_trials"), .number("PSR", "psr"), .number("DSR", "dsr"),
        .number("PBO", "pbo"), Table.Column("Gates that said no", "fail_reasons"),
      ],
      promotions.map { row in
        [
          Table.Cell(row.blueprint), Table.Cell(row.isPromoted ? "promoted" : "rejected"),
          Table.Cell(row.trials), Table.Cell(row.psr, 3), Table.Cell(row.dsr, 3),
          Table.Cell(row.pbo, 3),
          Table.Cell(row.reasons.isEmpty ? "—" : row.reasons.joined(separator: ", ")),
        ]
      })
  }

  private var symbolTable: Table {
    Table(
      "symbols", caption: "Trades and net result by symbol.",
      [
        Table.Column("Symbol", "symbol"), .number("Trades", "trades"),
        .number("Net, % of the initial equity", "net"),
      ],
      evidence.perSymbol.map {
        [Table.Cell($0.symbol), Table.Cell($0.trades), Table.Cell($0.pnl * 100, 2)]
      })
  }
}
