import Codecs

extension Report {
  /// The report as Markdown.
  var markdown: String {
    var lines = ["# Report of run \(run)", "", headline, ""]
    if !overrides.isEmpty {
      lines += ["**Not for production.** These overrides are in force:", ""]
      lines += overrides.map { "* `\($0)`" } + [""]
    }
    lines += table(["figure", "value"], figures.map { [$0.0, $0.1] })
    lines += ["## Funnel", ""]
    lines += table(["level", "count", "commonest reasons"], funnelRows)
    if !promotions.isEmpty {
      lines += ["## Promotion", ""] + table(Self.promotionHeader, promotions)
    }
    lines += ["## Costs", ""]
    lines += table(["bps a turnover", "net", "deepest drawdown"], feeRows)
    lines += ["## Symbols", ""]
    lines += table(["symbol", "trades", "net"], symbolRows)
    if !regimes.isEmpty {
      lines += ["## Regimes", ""] + table(["strategy", "split", "low", "mid", "high"], regimes)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The report as a page that needs nothing else.
  var page: String {
    let pnl = zip(evidence.equity, [BacktestMetrics.initialEquity] + evidence.equity)
      .map { ($0 - $1) / BacktestMetrics.initialEquity }
    let drawdown = DrawdownCurve(pnl).values
    var body = "<h1>Report of run \(Markup.escape(run))</h1>\n<p class=\"lead\">"
    body += "\(Markup.escape(headline))</p>\n"
    if !overrides.isEmpty {
      body += "<div class=\"notice\"><p><b>Not for production.</b> In force are:</p><ul>"
      body += overrides.map { "<li><code>\(Markup.escape($0))</code></li>" }.joined()
      body += "</ul></div>\n"
    }
    body += html(["Figure", "Value"], figures.map { [$0.0, $0.1] })
    body += figure(
      "Funnel", "How many came into every level and were left.",
      LineFigure(id: "funnel", title: "Funnel of the run").bars(
        funnel.levels.dropFirst().map { ($0.name, Double($0.count)) }, unit: ""))
    body += html(["Level", "Count", "Commonest reasons"], funnelRows)
    body += figure(
      "Equity", "Initial equity 1M and all profit and loss, nothing compounded.",
      LineFigure(id: "equity", title: "Equity").line(evidence.time, evidence.equity, unit: ""))
    body += figure(
      "Drawdown", "Equity under its highest so far.",
      LineFigure(id: "drawdown", title: "Drawdown").line(
        evidence.time, drawdown.map { $0 * 100 }, unit: " %", fillsToZero: true))
    body += figure(
      "Rolling Sharpe ratio", "Annual, over half a year of bars.",
      LineFigure(id: "sharpe", title: "Rolling Sharpe ratio").line(
        evidence.time, rollingSharpe(pnl), unit: ""))
    body += figure(
      "Fee sensitivity", "Net result at other costs a turnover, the same trades.",
      LineFigure(id: "fees", title: "Fee sensitivity").bars(
        evidence.fees.map { ("\(LineFigure.short($0.bps)) bps", $0.net * 100) }, unit: " %"))
    if !regimeShares.isEmpty {
      body += figure(
        "Regime shares", "Share of profit and loss in calm, middling and restless bars.",
        LineFigure(id: "regimes", title: "Regime shares").bars(
          regimeShares.map { ($0.name, $0.value * 100) }, unit: " %"))
    }
    if !promotions.isEmpty {
      body += "<h2>Promotion</h2>\n" + html(Self.promotionHeader, promotions)
    }
    body += "<h2>Symbols</h2>\n" + html(["Symbol", "Trades", "Net"], symbolRows)
    return Self.document(title: "Run \(run)", body)
  }

  private static let promotionHeader = [
    "blueprint", "answer", "trials", "PSR", "DSR", "PBO", "gates that said no",
  ]

  private var funnelRows: [[String]] {
    funnel.levels.map { level in
      [
        level.name, "\(level.count)",
        level.reasons.map { "\($0.name) (\($0.count))" }.joined(separator: ", "),
      ]
    }
  }

  private var feeRows: [[String]] {
    evidence.fees.map {
      [LineFigure.short($0.bps), LineFigure.short($0.net), LineFigure.short($0.drawdown)]
    }
  }

  private var symbolRows: [[String]] {
    evidence.perSymbol.map { [$0.symbol, "\($0.trades)", LineFigure.short($0.pnl)] }
  }

  private func rollingSharpe(_ pnl: [Double]) -> [Double] {
    let window = max(20, Int(periods / 2))
    let means = Rolling.mean(pnl, window, least: window)
    let deviations = Rolling.deviation(pnl, window, least: window)
    return pnl.indices.map {
      deviations[$0] > 0 ? means[$0] / deviations[$0] * periods.squareRoot() : .nan
    }
  }

  private func table(_ header: [String], _ rows: [[String]]) -> [String] {
    ["| \(header.joined(separator: " | ")) |", "|\(header.map { _ in "---" }.joined(separator: "|"))|"]
      + rows.map { "| \($0.joined(separator: " | ")) |" } + [""]
  }

  private func html(_ header: [String], _ rows: [[String]]) -> String {
    let head = header.map { "<th scope=\"col\">\(Markup.escape($0))</th>" }.joined()
    let body = rows.map { row in
      "<tr>\(row.map { "<td>\(Markup.escape($0))</td>" }.joined())</tr>\n"
    }.joined()
    return "<div class=\"scroll\"><table><thead><tr>\(head)</tr></thead>\n<tbody>\(body)"
      + "</tbody></table></div>\n"
  }

  private func figure(_ title: String, _ caption: String, _ svg: String) -> String {
    "<h2>\(Markup.escape(title))</h2>\n<figure><div class=\"scroll\">\(svg)</div>"
      + "<figcaption>\(Markup.escape(caption))</figcaption></figure>\n"
  }

  private static func document(title: String, _ body: String) -> String {
    """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(Markup.escape(title))</title>
    <style>
    :root { color-scheme: light dark; --paper: #ffffff; --ink: #1c2127; --quiet: #57606a;
    --line: #d5dae0; --curve: #0b5e96; --fill: #0b5e9633; --caution: #b45309; --wash: #f4f6f8; }
    @media screen and (prefers-color-scheme: dark) {
    :root { --paper: #14181d; --ink: #e4e8ed; --quiet: #9aa6b2; --line: #343c46; --curve: #74bdf0;
    --fill: #74bdf044; --caution: #f2a33c; --wash: #1c2229; } }
    body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui,
    "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
    main { max-width: 52rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
    h1 { font-size: 1.7rem; line-height: 1.2; } h2 { font-size: 1.2rem; margin: 2.4rem 0 0.6rem; }
    .lead { font-size: 1.1rem; } figure { margin: 0.5rem 0; }
    figcaption { color: var(--quiet); font-size: 0.875rem; } .scroll { overflow-x: auto; }
    svg { display: block; width: 100%; min-width: 34rem; height: auto; }
    svg text { fill: var(--ink); font-size: 12px; } .grid { stroke: var(--line); }
    .axis { stroke: var(--quiet); } .curve { fill: none; stroke: var(--curve); stroke-width: 1.5;
    stroke-linejoin: round; } .area { fill: var(--fill); } .bar { fill: var(--curve); }
    table { border-collapse: collapse; width: 100%; font-size: 0.875rem; margin: 0.8rem 0; }
    th, td { text-align: left; vertical-align: top; padding: 0.35rem 0.9rem 0.35rem 0;
    border-bottom: 1px solid var(--line); overflow-wrap: anywhere; } th { white-space: nowrap; }
    td { font-variant-numeric: tabular-nums; }
    .notice { border-left: 4px double var(--caution); background: var(--wash);
    padding: 0.7rem 1rem; margin: 1rem 0; } .notice p { margin: 0; }
    code { font: 0.875em ui-monospace, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
    @media print { main { max-width: none; padding: 0; } body { font-size: 10pt; }
    figure, tr, .notice { break-inside: avoid; } h2 { break-after: avoid; } svg { min-width: 0; } }
    </style></head>
    <body><main>
    \(body)</main></body></html>

    """
  }
}
