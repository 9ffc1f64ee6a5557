import Documents
import Numerics

/// The figures of a report, drawn from its own evidence.
struct MarketFigures {
  let report: MarketReport

  /// Profit and loss a bar, as shares of the initial equity.
  private var pnl: [Double] {
    let equity = report.evidence.equity
    return equity.indices.map { index in
      let before = index == 0 ? BacktestMetrics.initialEquity : equity[index - 1]
      return (equity[index] - before) / BacktestMetrics.initialEquity
    }
  }

  /// How many were left at each level, from the events on.
  var funnel: Figure {
    let groups = report.funnel.levels.dropFirst().map { level in
      BarPlot.Group(level.name, [BarPlot.Bar(Double(level.count), label: "\(level.count)")])
    }
    return BarPlot(
      PlotText(
        name: "funnel", title: "Funnel of the run",
        caption: "How many came to each level; the table names the commonest reasons."),
      series: ["count"], groups: groups, axis: PlotAxis("count")
    ).figure
  }

  /// Equity over time.
  var equity: Figure {
    line(
      "equity", "Equity",
      "One million at the beginning; profit and loss are added, not compounded.",
      report.evidence.equity.map { $0 / BacktestMetrics.initialEquity }, "equity (millions)",
      reference: LinePlot.Reference(1, "initial"))
  }

  /// Equity under its highest so far.
  var drawdown: Figure {
    line(
      "drawdown", "Drawdown", "Equity under its highest so far, in per cent.",
      DrawdownCurve(pnl).values.map { $0 * 100 }, "drawdown (%)",
      reference: LinePlot.Reference(0, "at the peak"))
  }

  /// The annual Sharpe ratio over half a year of bars.
  var rollingSharpe: Figure {
    let window = max(20, Int(report.periods / 2))
    let means = Rolling.mean(pnl, window, least: window)
    let deviations = Rolling.deviation(pnl, window, least: window)
    let ratios = pnl.indices.map {
      deviations[$0] > 0 ? means[$0] / deviations[$0] * report.periods.squareRoot() : .nan
    }
    return line(
      "rolling-sharpe", "Rolling Sharpe ratio",
      "Annual, over the last \(window) bars; a gap where nothing was held.", ratios,
      "Sharpe ratio", reference: LinePlot.Reference(0, "zero"))
  }

  /// The net result of the same trades at other costs.
  var fees: Figure {
    let groups = report.evidence.fees.sorted { $0.bps < $1.bps }.map { row in
      BarPlot.Group(
        "\(Numeral.trimmed(row.bps, 1)) bps",
        [BarPlot.Bar(row.net * 100, label: Numeral.prose(row.net * 100, 1))])
    }
    return BarPlot(
      PlotText(
        name: "fee-sensitivity", title: "Fee sensitivity",
        caption:
          "Net result in per cent of the initial equity if a turnover cost so many basis points."),
      series: ["net"], groups: groups, axis: PlotAxis("net result (%)", including: [0])
    ).figure
  }

  /// Shares of profit and loss in calm, middling and restless bars; nil without a walk-forward.
  var regimes: Figure? {
    guard !report.regimes.isEmpty else { return nil }
    let groups = report.regimes.prefix(6).map { row in
      BarPlot.Group(
        "\(row.short) \(row.split)",
        row.shares.map { BarPlot.Bar($0 * 100, label: Numeral.prose($0 * 100, 0)) })
    }
    return BarPlot(
      PlotText(
        name: "regime-shares", title: "Regime shares",
        caption: "Share of each split's profit and loss by how restless the bars were, in per cent."
      ),
      series: ["low", "mid", "high"], groups: groups, axis: PlotAxis("share (%)", including: [0])
    ).figure
  }

  private func line(
    _ name: String, _ title: String, _ caption: String, _ values: [Double], _ axis: String,
    reference: LinePlot.Reference
  ) -> Figure {
    let time = report.evidence.time
    let points = Self.thinned(values).map { index in
      LinePlot.Point(Self.year(time[index]), values[index])
    }
    return LinePlot(
      PlotText(name: name, title: title, caption: caption),
      x: PlotAxis("year") { Numeral.trimmed($0, 1) }, y: PlotAxis(axis),
      series: [LinePlot.Series(title, points)], references: [reference]
    ).figure
  }

  /// The year and its part.
  static func year(_ time: Int64) -> Double {
    let year = CivilTime.year(time)
    let first = CivilTime.parse("\(year)-01-01") ?? time
    let next = CivilTime.parse("\(year + 1)-01-01") ?? time + 1
    return Double(year) + Double(time - first) / Double(next - first)
  }

  /// The first, least, greatest and last of each of 150 steps.
  static func thinned(_ values: [Double]) -> [Int] {
    guard values.count > 600 else { return Array(values.indices) }
    var points: [Int] = []
    for step in 0..<150 {
      let range = values.count * step / 150..<values.count * (step + 1) / 150
      var (low, high) = (range.lowerBound, range.lowerBound)
      for index in range {
        if values[index] < values[low] { low = index }
        if values[index] > values[high] { high = index }
      }
      for index in [range.lowerBound, min(low, high), max(low, high), range.upperBound - 1]
      where index > (points.last ?? -1) { points.append(index) }
    }
    return points
  }
}
