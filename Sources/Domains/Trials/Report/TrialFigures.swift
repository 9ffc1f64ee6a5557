import Documents
import Numerics

/// The figures of the report, drawn from the evidence.
struct TrialFigures {
  let findings: Findings
  private var pairs: [PairedScores.Pair] { findings.analysis.pairs.complete }
  private var variants: [String] { findings.design.variants }
  private var tasks: [ReportDesign.Task] { findings.design.tasks }

  var all: [Figure] {
    [bars.figure, scatter.figure, histograms.figure, map.figure, forest.figure]
  }

  private var bars: BarPlot {
    let overall = BarPlot.Group("All tasks", variants.map { bar($0, nil) }, isWhole: true)
    let groups = tasks.map { task in BarPlot.Group(task.id, variants.map { bar($0, task.id) }) }
    return BarPlot(
      PlotText(
        name: "success-rates", title: "Success rate of each variant, over all tasks and by task",
        caption: """
          Share of runs that succeeded, over all tasks and by task. Whiskers are one standard \
          deviation over runs, cut at 0 and 100\u{a0}%.
          """),
      series: variants, groups: [overall] + groups,
      axis: PlotAxis("runs that succeeded (%)") { Numeral.fixed($0 * 100, 0) },
      scale: AxisScale(from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], decimals: 2))
  }

  private func bar(_ variant: String, _ task: String?) -> BarPlot.Bar? {
    let values = findings.summary.values(.taskSuccess, variant, task: task)
    guard let mean = Descriptive.mean(values).value else { return nil }
    let deviation = Descriptive.standardDeviation(values).value
    let spread = deviation.map { " ± \(Numeral.fixed($0 * 100, 1))" } ?? ""
    return BarPlot.Bar(
      mean, spread: deviation.map { (mean - $0, mean + $0) },
      label: Numeral.fixed(mean * 100, 0),
      words: "\(Numeral.fixed(mean * 100, 1))\(spread) % of \(values.count) runs")
  }

  private var scatter: ScatterPlot {
    let groups = tasks.map { task in
      ScatterPlot.Group(
        task.id,
        pairs.filter { $0.task == task.id }.compactMap { pair -> ScatterPlot.Point? in
          guard let first = pair.reference.runtime, let second = pair.treatment.runtime else {
            return nil
          }
          return ScatterPlot.Point(
            first, second,
            "\(pair.pair): \(variants[0]) \(Numeral.trimmed(first, 3)) s, "
              + "\(variants[1]) \(Numeral.trimmed(second, 3)) s")
        })
    }
    return ScatterPlot(
      PlotText(
        name: "runtime-pairs", title: "Runtime of both runs of each pair",
        caption: """
          Runtime of both runs of each pair: \(variants[0]) across, \(variants[1]) upwards. On the \
          dashed diagonal both runs are equal.
          """),
      x: PlotAxis("\(variants[0]): runtime (s)"), y: PlotAxis("\(variants[1]): runtime (s)"),
      groups: groups, legend: "Task, and the side of its points",
      diagonal: .init(
        above: "higher with \(variants[1])", below: "higher with \(variants[0])",
        on: "both runs equal"))
  }

  private var histograms: Histogram {
    func values(_ metric: ScoreMetric) -> [[Double]] {
      variants.map { findings.summary.values(metric, $0) }
    }
    return Histogram(
      PlotText(
        name: "metric-distributions", title: "Distribution of the metrics over runs, by variant",
        caption: "How many runs of each variant had which values, metric by metric."),
      series: variants,
      panels: [
        .init(
          title: "Task success", label: "result", values: values(.taskSuccess),
          classes: .named([(0, "failed"), (1, "succeeded")])),
        .init(
          title: "Constraint adherence", label: "score (%)",
          values: values(.constraintAdherence), classes: .ranges),
        .init(
          title: "Clarifications", label: "requests per run", values: values(.clarificationCount),
          classes: .counts),
        .init(title: "Runtime", label: "runtime (s)", values: values(.runtime), classes: .ranges),
      ], counting: "runs")
  }

  private var map: HeatMap {
    let threshold = findings.registration.repeats.threshold
    return HeatMap(
      PlotText(
        name: "reproducibility", title: "Reproducibility by task and variant",
        caption: """
          Mean share of repeats whose outputs were identical, by task and variant. What lies below \
          \(Numeral.fixed(threshold, 2)) is outlined and marked.
          """),
      columns: variants,
      rows: tasks.map { task in
        let values = variants.map { variant in
          Descriptive.mean(findings.summary.values(.reproducibility, variant, task: task.id)).value
        }
        return (task.id, values)
      }, range: 0...1, legend: "share of identical repeats", absent: "not repeated",
      alarm: .init(below: threshold))
  }

  private var forest: ForestPlot {
    let negligible = Effect.Size.small.threshold
    return ForestPlot(
      PlotText(
        name: "effect-sizes", title: "Effect sizes with 95 % confidence intervals",
        caption: """
          Mean differences (\(variants[1]) minus \(variants[0])) in standard deviations of the \
          differences, with 95 % confidence intervals. Filled squares are significant after \
          correction.
          """),
      words: .init(
        axis: "Cohen's d of the paired differences", lower: "\(variants[1]) lower",
        higher: "\(variants[1]) higher", numbers: "d [95 % CI]",
        filled: "significant after correction", hollow: "not significant",
        band: "|d| below \(Numeral.fixed(negligible, 1)): negligible"),
      rows: findings.results.map { result in
        let spread = result.deviation.flatMap { $0 > 0 ? $0 : nil }
        let interval = result.interval95.flatMap { interval in
          spread.map { (interval.lower / $0, interval.upper / $0) }
        }
        return ForestPlot.Row(
          label: result.hypothesis.id, metric: result.hypothesis.metric.name,
          effect: result.effect?.d, interval: interval,
          isSignificant: result.corrected.map { $0 <= findings.registration.alphaAtEnd } ?? false,
          remark: "no variance")
      }, negligible: negligible)
  }
}
