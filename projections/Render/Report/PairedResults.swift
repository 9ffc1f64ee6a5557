import Documents
import Study

/// The metric of a paired study over its analysed pairs, and over nothing else.
///
/// It describes. What is tested, and how, is in the reports that the study's stages write.
struct PairedResults {
  let study: StudyView
  let paired: PairedPlan
  let metric: String

  /// One analysed pair: the values of both variants, in the order of the design.
  private struct Values {
    var task: String
    var values: [Double]
  }

  /// The complete pairs of a level of which both runs have the metric.
  private func pairs(_ level: String) -> [Values] {
    study.pairs.compactMap { pair in
      guard pair.slot.level == level, study.status(of: pair) == .complete else { return nil }
      let runs = study.runs(of: pair)
      let values = paired.variants.compactMap { variant in
        runs.first { $0.assignment?.variant == variant.name }?.value(of: metric)
      }
      return values.count == 2 ? Values(task: pair.slot.task, values: values) : nil
    }
  }

  private var levels: [(name: String, pairs: [Values])] {
    (study.plan?.levels ?? []).map { ($0.name, pairs($0.name)) }.filter { !$0.pairs.isEmpty }
  }

  var sentence: String {
    guard let level = levels.last, paired.variants.count == 2 else {
      return "Not known yet: no pair is complete."
    }
    let means = (0...1).compactMap { place in
      Statistic.mean.of(level.pairs.map { $0.values[place] })
    }
    guard means.count == 2 else { return "Not known yet: no pair is complete." }
    let names = paired.variants.map(\.name)
    let difference = Statistic.mean.of(level.pairs.map { $0.values[1] - $0.values[0] }) ?? 0
    let place = level.name.isEmpty ? "" : " at level \(level.name)"
    return "Over \(ReportText.count(level.pairs.count, "analysed pair"))\(place), \(metric) is "
      + "\(ReportText.number(means[0])) with \(names[0]) and \(ReportText.number(means[1])) with "
      + "\(names[1]), a mean difference of \(Numeral.significant(difference, 4)). This describes; "
      + "what is tested stands in the comparative report."
  }

  func write(to text: inout Document) {
    let levels = levels
    guard !levels.isEmpty else { return text.paragraph("Not known yet: no pair is complete.") }
    let names = paired.variants.map(\.name)
    text.lines(
      "variants",
      "\(metric) over analysed pairs: both runs finished, compared, and neither left out.",
      ["level", "task", "#pairs"] + names.map { "#mean \($0)" } + ["#mean difference", "#sd"],
      levels.flatMap { level in
        [row(level.name, "all", level.pairs)]
          + paired.tasks.compactMap { task in
            let pairs = level.pairs.filter { $0.task == task.name }
            return pairs.isEmpty ? nil : row(level.name, task.name, pairs)
          }
      })
    guard let last = levels.last, last.pairs.count > 1 else { return }
    let groups = paired.tasks.compactMap { task -> ScatterPlot.Group? in
      let points = last.pairs.filter { $0.task == task.name }
        .map { ScatterPlot.Point($0.values[0], $0.values[1]) }
      return points.isEmpty ? nil : ScatterPlot.Group(task.name, points)
    }
    text.figure(
      ScatterPlot(
        PlotText(
          name: "pairs", title: "\(metric), pair by pair",
          caption:
            "Every analysed pair: \(metric) of \(names[0]) across and of \(names[1]) upwards. "
            + "Above the line it is more with \(names[1])."),
        x: PlotAxis("\(metric), \(names[0])"), y: PlotAxis("\(metric), \(names[1])"),
        groups: groups, legend: "task",
        diagonal: ScatterPlot.Diagonal(
          above: "more with \(names[1])", below: "more with \(names[0])", on: "both equal")
      ).figure)
  }

  private func row(_ level: String, _ task: String, _ pairs: [Values]) -> [String] {
    let differences = pairs.map { $0.values[1] - $0.values[0] }
    return [ReportText.level(level), task, "\(pairs.count)"]
      + (0...1).map { place in
        ReportText.number(Statistic.mean.of(pairs.map { $0.values[place] }))
      } + [
        ReportText.number(Statistic.mean.of(differences)),
        ReportText.number(Statistic.std.of(differences)),
      ]
  }
}
