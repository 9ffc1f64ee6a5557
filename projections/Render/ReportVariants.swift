import Study

/// The answer of a paired study as its runs record it: the metric by variant, and by task.
///
/// It describes. What is tested, and how, is in the reports that the study's stages write.
struct ReportVariants {
  let study: StudyView
  let paired: PairedPlan

  func write(_ metric: String, of plan: Plan, to page: inout Page) {
    let rows = plan.levels.flatMap { level in
      paired.variants.compactMap { row(metric, level: level.name, variant: $0.name) }
    }
    guard !rows.isEmpty else { return page.paragraph("Not known yet: no run has a \(metric).") }
    page.paragraph(
      "The metric is \(metric): one value a run, statistics over the complete pairs.")
    ReportAnswer(study: study).postHoc(&page)
    page.table(["level", "variant", "runs", "mean", "std", "min", "max"], rows)
    page.paragraph("By task, the mean over the runs of each variant, with their number:")
    page.table(
      ["level", "task"] + paired.variants.flatMap { [$0.name, "n"] },
      plan.levels.flatMap { level in
        paired.tasks.compactMap { taskRow(metric, level: level.name, task: $0.name) }
      })
  }

  private func row(_ metric: String, level: String, variant: String) -> [String]? {
    let values = values(metric, level, variant, task: nil)
    guard !values.isEmpty else { return nil }
    return [Page.level(level), variant, "\(values.count)"]
      + [Statistic.mean, .std, .min, .max].map { $0.of(values).map(Text.decimals) ?? "" }
  }

  private func taskRow(_ metric: String, level: String, task: String) -> [String]? {
    let values = paired.variants.map { self.values(metric, level, $0.name, task: task) }
    guard values.contains(where: { !$0.isEmpty }) else { return nil }
    return [Page.level(level), task]
      + values.flatMap { [Statistic.mean.of($0).map(Text.decimals) ?? "", "\($0.count)"] }
  }

  /// Whether the pair of a run is complete: neither rejected, nor without its other run.
  private func isAnalysed(_ run: RunView) -> Bool {
    run.assignment?.pair.flatMap { study.pair($0) }
      .map { study.status(of: $0) == .complete } ?? false
  }

  /// The values of the runs that count, in the order in which the runs came into being.
  private func values(
    _ metric: String, _ level: String, _ variant: String, task: String?
  ) -> [Double] {
    study.runs.compactMap { run in
      guard run.planned?.level == level, run.planned?.scope == .run, run.isCounted,
        isAnalysed(run),
        run.assignment?.variant == variant, task == nil || run.assignment?.task == task
      else { return nil }
      return run.evaluations.last { $0.evaluated.metric == metric }?.evaluated.value
    }
  }
}
