import Documents
import Study

/// The metric of a study without variants: by level, never over levels, and by unit.
///
/// n counts runs, one value each; units of a run are one value.
struct LevelResults {
  let study: StudyView
  let metric: String

  private var levels: [(name: String, values: [Double])] {
    (study.plan?.levels ?? []).map { level in
      (level.name, runs(level.name).compactMap { $0.value(of: metric) })
    }.filter { !$0.values.isEmpty }
  }

  var sentence: String {
    guard let level = levels.last, let mean = Statistic.mean.of(level.values) else {
      return "Not known yet: no run has a \(metric)."
    }
    let place = level.name.isEmpty ? "" : " at level \(level.name)"
    let runs = ReportText.count(level.values.count, "run")
    guard let deviation = Statistic.std.of(level.values) else {
      return "\(metric) is \(ReportText.number(mean))\(place), of one run: how far it depends on "
        + "the seed is not known."
    }
    return "\(metric) is \(ReportText.number(mean))\(place), the mean of \(runs) that lie "
      + "\(ReportText.number(level.values.min())) to \(ReportText.number(level.values.max())) "
      + "(standard deviation \(ReportText.number(deviation)))."
  }

  func write(to text: inout Document) {
    let levels = levels
    guard !levels.isEmpty else {
      return text.paragraph("Not known yet: no run has a \(metric).")
    }
    text.lines(
      "levels",
      "\(metric) by level: one value a run, with the 95 % t interval of the mean over runs.",
      ["level", "#runs", "#mean", "#sd", "95 % interval", "#min", "#max"],
      levels.map { level in
        let spread = VariantGroup.Spread(level.values)
        return [
          ReportText.level(level.name), "\(level.values.count)", ReportText.number(spread?.mean),
          ReportText.number(spread?.deviation),
          spread?.interval.map { ReportText.interval($0.low, $0.high) } ?? "",
          ReportText.number(level.values.min()), ReportText.number(level.values.max()),
        ]
      })
    if let last = levels.last, last.values.count >= 5 {
      let name = last.name.isEmpty ? "" : " at level \(last.name)"
      text.figure(
        Histogram(
          PlotText(
            name: "values", title: "\(metric)\(name)",
            caption: "How many runs\(name) have which \(metric)."),
          series: [metric],
          panels: [
            Histogram.Panel(title: metric, label: metric, values: [last.values])
          ], counting: "runs"
        ).figure)
    }
    units(&text)
  }

  /// The runs of a level whose results count, in the order in which they came into being.
  private func runs(_ level: String) -> [RunView] {
    study.runs.filter { $0.planned?.level == level && $0.planned?.scope == .run && $0.isCounted }
  }

  private func units(_ text: inout Document) {
    guard let plan = study.plan else { return }
    for stage in plan.stages where !stage.foreach.isEmpty {
      let rows = plan.levels.flatMap { level in
        unitValues(stage.name, level.name).map { (level.name, $0.key, $0.values) }
      }
      guard !rows.isEmpty else { continue }
      text.lines(
        "units-\(stage.name)",
        "\(metric) of '\(stage.name)' by unit, over the runs of a level.",
        ["unit", "level", "#runs", "#mean", "#sd"],
        rows.map { level, key, values in
          [
            key, ReportText.level(level), "\(values.count)",
            ReportText.number(Statistic.mean.of(values)),
            ReportText.number(Statistic.std.of(values)),
          ]
        })
      guard let axis = stage.foreach.first, stage.foreach.count == 1 else { continue }
      let series = plan.levels.compactMap { level -> LinePlot.Series? in
        let points = unitValues(stage.name, level.name).compactMap { unit -> LinePlot.Point? in
          guard let x = StagePlan.axis(axis.name, in: unit.key).flatMap({ Double($0) }),
            let y = Statistic.mean.of(unit.values)
          else { return nil }
          return LinePlot.Point(x, y)
        }.sorted { $0.x < $1.x }
        return points.count > 1 ? LinePlot.Series(ReportText.level(level.name), points) : nil
      }
      guard !series.isEmpty else { continue }
      text.figure(
        LinePlot(
          PlotText(
            name: "units-\(stage.name)", title: "\(metric) over \(axis.name)",
            caption: "\(metric) of '\(stage.name)' for each \(axis.name): means over the runs of a "
              + "level, one curve a level."),
          x: PlotAxis(axis.name), y: PlotAxis(metric), series: series
        ).figure)
    }
  }

  private func unitValues(_ stage: String, _ level: String) -> [(key: String, values: [Double])] {
    var keys: [String] = []
    var values: [String: [Double]] = [:]
    for run in runs(level) {
      for unit in run.stage(stage)?.units ?? [] {
        let metrics = unit.result?.end?.metrics ?? []
        guard let value = metrics.last(where: { $0.name == metric })?.value else { continue }
        if values[unit.key] == nil { keys.append(unit.key) }
        values[unit.key, default: []].append(value)
      }
    }
    return keys.map { ($0, values[$0] ?? []) }
  }
}
