import Documents
import Numerics
import StageKit

/// The pictures of a report.
enum EmbeddingFigures {
  /// The stability of each method over K, with the band between the medians of both matchings.
  static func stability(_ table: CSVTable) -> Figure {
    let series = methods(table).map { method in
      let rows = table.rows.filter { table.value($0, "method") == method }
      let points = rows.compactMap { row -> (k: Double, best: Double, matched: Double)? in
        guard let k = table.number(row, "k"),
          let best = table.number(row, "stability_best_a_median")
        else { return nil }
        let mean = table.number(row, "stability_best_a_mean") ?? best
        return (k, best, min(mean, table.number(row, "stability_one_to_one_median") ?? best))
      }
      return LinePlot.Series(
        method, points.map { LinePlot.Point($0.k, $0.best) },
        band: points.map { ($0.k, $0.matched, $0.best) })
    }
    return LinePlot(
      PlotText(
        name: "k-curve", title: "How well replicates agree",
        caption: "For each method and K the median over components of the best match in the next "
          + "replicate; the band reaches down to the mean, or the median one to one, whichever is "
          + "lower."),
      x: PlotAxis("K"), y: PlotAxis("best match |r|", including: [1]), series: series,
      references: [.init(0.9, "passes"), .init(0.7, "warned of")]
    ).figure
  }

  /// What K accounts for.
  static func scree(_ ratios: [Double]) -> Figure {
    var sum = 0.0
    let cumulative = ratios.enumerated().map { index, ratio in
      sum += ratio
      return LinePlot.Point(Double(index + 1), sum)
    }
    let single = ratios.enumerated().map { LinePlot.Point(Double($0.offset + 1), $0.element) }
    return LinePlot(
      PlotText(
        name: "scree", title: "Explained variance of principal components",
        caption: "The share of all variance that each component explains, and their sum."),
      x: PlotAxis("component"), y: PlotAxis("share of variance", including: [0]),
      series: [.init("each", single), .init("sum", cumulative)]
    ).figure
  }

  /// The cells in the first two dimensions.
  static func scatter(
    _ filter: String, _ method: String, _ cells: [String], _ scores: Matrix,
    labels: [(cell: String, isPositive: Bool)]
  ) -> Figure? {
    guard scores.columns >= 2 else { return nil }
    let known = labels.sorted { $0.cell < $1.cell }
    func label(_ cell: String) -> Bool? {
      var (low, high) = (0, known.count)
      while low < high {
        let middle = (low + high) / 2
        if known[middle].cell < cell { low = middle + 1 } else { high = middle }
      }
      return low < known.count && known[low].cell == cell ? known[low].isPositive : nil
    }
    var groups: (yes: [ScatterPlot.Point], no: [ScatterPlot.Point]) = ([], [])
    for (row, cell) in cells.enumerated() where row < scores.rows {
      let point = ScatterPlot.Point(scores[row, 0], scores[row, 1], cell)
      if label(cell) == true { groups.yes.append(point) } else { groups.no.append(point) }
    }
    return ScatterPlot(
      PlotText(
        name: "cells-\(filter)-\(method)", title: "Cells in two dimensions: \(method), \(filter)",
        caption: "Every cell in the first two of \(scores.columns) dimensions."),
      x: PlotAxis("\(method) 1"), y: PlotAxis("\(method) 2"),
      groups: [.init("positive label", groups.yes), .init("other", groups.no)], legend: "Cells"
    ).figure
  }

  /// The ROC curve of each patient, out of fold.
  static func roc(_ evaluation: PlanResults.Evaluation) -> Figure {
    let table = evaluation.predictions
    let rows = table.rows.filter { table.value($0, "downsampling") == "none" }
    func curve(_ rows: [[String]]) -> [LinePlot.Point] {
      Prediction.curve(
        rows.map { table.number($0, "probability") ?? 0 },
        positive: rows.map { table.value($0, "label") == "1" }
      ).map { LinePlot.Point($0.x, $0.y) }
    }
    var series = [LinePlot.Series("all", curve(rows))]
    let patients = rows.map { table.value($0, "patient") }.sorted()
      .reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }
    for patient in patients.prefix(11) where patients.count > 1 {
      let points = curve(rows.filter { table.value($0, "patient") == patient })
      if !points.isEmpty { series.append(.init(patient, points, isStepped: true)) }
    }
    return LinePlot(
      PlotText(
        name: "roc-\(evaluation.filter)-\(evaluation.method)",
        title: "ROC by patient: \(evaluation.method), \(evaluation.filter)",
        caption:
          "True against false positives, out of fold, of the pooled model with the best AUC; "
          + (patients.count > 11
            ? "the first eleven of \(patients.count) patients." : "all patients.")
      ),
      x: PlotAxis("false positive rate", including: [0, 1]),
      y: PlotAxis("true positive rate", including: [0, 1]), series: series
    ).figure
  }

  /// What shuffled labels give, and what the real ones do.
  static func permutations(
    _ filter: String, _ method: String, _ table: CSVTable, _ gate: PermutationWords
  ) -> Figure {
    let rows = table.rows.filter { table.value($0, "method") == method }
    return Histogram(
      PlotText(
        name: "permutations-\(filter)-\(method)",
        title: "Labels shuffled within patients: \(method), \(filter)",
        caption: "The AUC of \(rows.count) shufflings and of the real labels. \(gate.sentence)"),
      series: ["shuffled", "real"],
      panels: [
        .init(
          title: "\(method), \(filter)", label: "AUC, out of fold",
          values: [rows.compactMap { table.number($0, "auc") }, [gate.observed]])
      ], counting: "labellings"
    ).figure
  }

  private static func methods(_ table: CSVTable) -> [String] {
    table.rows.map { table.value($0, "method") }
      .reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }
}

/// What a permutation control says.
struct PermutationWords {
  let observed: Double
  let percentile: Double
  let probability: Double
  let isPassed: Bool

  var sentence: String {
    "The real AUC is \(Numeral.fixed(observed, 3)); 19 of 20 shufflings stay below "
      + "\(Numeral.fixed(percentile, 3)); p = \(Numeral.probability(probability))."
  }
}
