import Documents
import Study

/// Metrics over steps, as stages reported them while they ran.
struct LearningCurves {
  let study: StudyView

  /// The most curves of one report, and of one figure.
  static let countMax = 20
  static let figureMax = 6

  func write(to text: inout Document) {
    let runs = ranked
    var names: [String] = []
    for run in runs {
      for (_, _, curve) in run.curves where !names.contains(curve.name) { names.append(curve.name) }
    }
    guard !names.isEmpty else { return }
    text.section("Curves")
    var left = Self.countMax
    var omitted = 0
    for (place, name) in names.enumerated() {
      let found = runs.flatMap { run in
        run.curves.filter { $0.curve.name == name }.map { (label(run, $0), $0.curve) }
      }
      let shown = found.prefix(min(Self.figureMax, left))
      left -= shown.count
      omitted += found.count - shown.count
      guard !shown.isEmpty else { continue }
      let hasSteps = shown.allSatisfy { $0.1.points.allSatisfy { $0.step != nil } }
      text.figure(
        LinePlot(
          PlotText(
            name: "curve-\(place + 1)", title: "\(name) over \(hasSteps ? "steps" : "reports")",
            caption: "\(name) as it was reported, "
              + "\(hasSteps ? "by step" : "in the order of the reports")."),
          x: PlotAxis(hasSteps ? "step" : "report"), y: PlotAxis(name),
          series: shown.map { LinePlot.Series($0.0, $0.1.linePoints) }
        ).figure)
    }
    if omitted > 0 {
      text.paragraph(
        "\(ReportText.count(omitted, "more curve")): runledger plot METRIC \(study.slug)/RUN.")
    }
  }

  private func label(
    _ run: RunView, _ found: (stage: String, unit: String, curve: ReportedCurve)
  ) -> String {
    let name = study.shortName(run)
    return found.unit.isEmpty ? name : "\(name)[\(found.unit)]"
  }

  /// The best run, the baseline's, the worst, then the others by the study's metric.
  private var ranked: [RunView] {
    let runs = study.runs.filter { $0.isCounted && !$0.curves.isEmpty }
    guard let metric = study.plan?.metric else { return runs }
    let sign = study.plan?.isLowerBetter == true ? 1.0 : -1
    let known = runs.filter { $0.value(of: metric) != nil }
      .sorted {
        (sign * ($0.value(of: metric) ?? 0), $0.id) < (sign * ($1.value(of: metric) ?? 0), $1.id)
      }
    var order: [RunView] = []
    func add(_ run: RunView?) {
      if let run, !order.contains(where: { $0.id == run.id }) { order.append(run) }
    }
    add(known.first)
    let baseline = study.latest
    add(known.first { [$0.id, $0.assignment?.variant, $0.assignment?.batch].contains(baseline) })
    add(known.last)
    for run in known + runs { add(run) }
    return order
  }
}

extension RunView {
  /// What its attempts that count, or that are under way, reported over steps; curves of two points
  /// at least.
  var curves: [(stage: String, unit: String, curve: ReportedCurve)] {
    stages.flatMap { stage in
      stage.units.flatMap { unit in
        (unit.attempts.last?.curves ?? []).filter { $0.points.count > 1 }
          .map { (stage.name, unit.key, $0) }
      }
    }
  }
}

extension ReportedCurve {
  /// The points across steps, or across the order of the reports where one has no step.
  var linePoints: [LinePlot.Point] {
    guard points.allSatisfy({ $0.step != nil }) else {
      return points.enumerated().map { LinePlot.Point(Double($0.offset + 1), $0.element.value) }
    }
    // Of several reports of one step the last counts; a step may come late.
    return points.enumerated().sorted {
      ($0.element.step ?? 0, $0.offset) < ($1.element.step ?? 0, $1.offset)
    }.map { LinePlot.Point($0.element.step ?? 0, $0.element.value) }
  }
}
