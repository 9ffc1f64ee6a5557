import Study

/// The answer of a study: its metric, by level and by unit.
struct ReportAnswer {
  let study: StudyView

  func write(to page: inout Page) {
    page.heading("Answer")
    guard let plan = study.plan, let metric = plan.metric else {
      return page.paragraph("The study names no metric.")
    }
    if let paired = plan.design.paired {
      return ReportVariants(study: study, paired: paired).write(metric, of: plan, to: &page)
    }
    let levels = plan.levels.map { row(metric, level: $0.name) }.filter { $0[1] != "0" }
    guard !levels.isEmpty else { return page.paragraph("Not known yet: no run has a \(metric).") }
    page.paragraph(
      "The metric is \(metric): one value a run, statistics over the seeds of a level.")
    postHoc(&page)
    page.table(["level", "runs", "mean", "std", "min", "max"], levels)
    let units = plan.stages.flatMap { stage in
      plan.levels.flatMap { unitRows(metric, stage, level: $0.name) }
    }
    guard !units.isEmpty else { return }
    page.paragraph("By unit, over the seeds of a level:")
    page.table(["stage", "unit", "level", "n", "mean", "std"], units)
  }

  /// Names the changes of the plan that were made when results were known.
  func postHoc(_ page: inout Page) {
    for plan in study.plans where plan.isPostHoc {
      page.paragraph(
        "Revision \(plan.revision) of the plan was made when results were known: \(plan.reason)")
    }
  }

  /// The runs of a level whose results count, in the order in which they came into being.
  private func runs(_ level: String) -> [RunView] {
    study.runs.filter { $0.planned?.level == level && $0.isCounted }
  }

  private func row(_ metric: String, level: String) -> [String] {
    let values = runs(level).compactMap { run in
      run.evaluations.last { $0.evaluated.metric == metric }?.evaluated.value
    }
    return [Page.level(level), "\(values.count)"]
      + [Statistic.mean, .std, .min, .max].map { statistic in
        statistic.of(values).map(Text.decimals) ?? ""
      }
  }

  private func unitRows(_ metric: String, _ stage: StagePlan, level: String) -> [[String]] {
    var keys: [String] = []
    var values: [String: [Double]] = [:]
    for run in runs(level) {
      for unit in run.stage(stage.name)?.units ?? [] {
        let metrics = unit.result?.end?.metrics ?? []
        guard let value = metrics.last(where: { $0.name == metric })?.value else { continue }
        if values[unit.key] == nil { keys.append(unit.key) }
        values[unit.key, default: []].append(value)
      }
    }
    return keys.map { key in
      let values = values[key] ?? []
      let statistics = [Statistic.mean, .std].map { $0.of(values).map(Text.decimals) ?? "" }
      return [stage.name, key, Page.level(level), "\(values.count)"] + statistics
    }
  }
}
