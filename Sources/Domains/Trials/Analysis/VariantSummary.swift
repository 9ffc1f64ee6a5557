import Codecs
import Numerics

/// The two tables that describe the runs: `variant-summary.csv` and `task-variant-summary.csv`.
///
/// They are of analysed pairs only. Standard deviations have n - 1 in the denominator. What is
/// undefined is an empty field, such as the deviation of one run.
struct VariantSummary {
  let pairs: PairedScores
  let design: Comparison

  /// The columns of `variant-summary.csv`.
  static let header = [
    "variant", "runs", "task_success_mean", "task_success_std", "task_success_count",
    "constraint_adherence_mean", "constraint_adherence_std", "constraint_adherence_min",
    "constraint_adherence_max", "runtime_mean", "runtime_std", "runtime_median",
    "clarification_count_sum", "clarification_count_mean", "clarification_count_std",
    "reproducibility_mean", "reproducibility_std",
  ]

  /// The columns of `task-variant-summary.csv`.
  static let taskHeader = [
    "task_id", "variant", "runs", "task_success_mean", "constraint_adherence_mean",
    "runtime_mean", "clarification_count_mean", "reproducibility_mean",
  ]

  /// The values of a variant, of one task if it is named.
  func values(_ metric: ScoreMetric, _ variant: String, task: String? = nil) -> [Double] {
    pairs.complete.filter { task == nil || $0.task == task }.compactMap {
      metric.value(variant == design.reference ? $0.reference : $0.treatment)
    }
  }

  /// One row for each variant.
  var csv: String {
    let rows = design.variants.map { variant in
      let success = values(.taskSuccess, variant)
      let adherence = values(.constraintAdherence, variant)
      let runtime = values(.runtime, variant)
      let asked = values(.clarificationCount, variant)
      let repeats = values(.reproducibility, variant)
      return [
        variant, "\(pairs.complete.count)", text(Descriptive.mean(success)),
        text(Descriptive.standardDeviation(success)), "\(success.count)",
        text(Descriptive.mean(adherence)), text(Descriptive.standardDeviation(adherence)),
        text(Descriptive.minimum(adherence)), text(Descriptive.maximum(adherence)),
        text(Descriptive.mean(runtime)), text(Descriptive.standardDeviation(runtime)),
        text(Descriptive.median(runtime)), "\(Int(asked.reduce(0, +)))",
        text(Descriptive.mean(asked)), text(Descriptive.standardDeviation(asked)),
        text(Descriptive.mean(repeats)), text(Descriptive.standardDeviation(repeats)),
      ]
    }
    return ([Self.header] + rows).map(CSV.row).joined()
  }

  /// One row for each variant of each task.
  var taskCSV: String {
    let metrics: [ScoreMetric] = [
      .taskSuccess, .constraintAdherence, .runtime, .clarificationCount, .reproducibility,
    ]
    let rows = design.tasks.flatMap { task in
      design.variants.map { variant in
        [task, variant, "\(pairs.complete.count { $0.task == task })"]
          + metrics.map { text(Descriptive.mean(values($0, variant, task: task))) }
      }
    }
    return ([Self.taskHeader] + rows).map(CSV.row).joined()
  }

  private func text(_ outcome: Outcome<Double>) -> String {
    outcome.value.map { "\($0)" } ?? ""
  }
}
