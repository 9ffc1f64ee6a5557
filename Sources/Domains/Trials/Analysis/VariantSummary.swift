import Codecs
import Numerics

/// The two tables that describe the runs: `variant-summary.csv` and `task-variant-summary.csv`.
///
/// Standard deviations have n - 1 in the denominator. What is undefined is an empty field, such as
/// the deviation of one run. Counts are of runs that have the metric.
struct VariantSummary {
  let index: ScoreIndex
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

  /// One row for each variant.
  var csv: String {
    let rows = design.variants.map { variant in
      let rows = index.rows(of: variant)
      let success = ScoreMetric.taskSuccess.values(rows)
      let adherence = ScoreMetric.constraintAdherence.values(rows)
      let runtime = ScoreMetric.runtime.values(rows)
      let clarifications = ScoreMetric.clarificationCount.values(rows)
      let reproducibility = ScoreMetric.reproducibility.values(rows)
      return [
        variant, "\(rows.count)", text(Descriptive.mean(success)),
        text(Descriptive.standardDeviation(success)), "\(success.count)",
        text(Descriptive.mean(adherence)), text(Descriptive.standardDeviation(adherence)),
        text(Descriptive.minimum(adherence)), text(Descriptive.maximum(adherence)),
        text(Descriptive.mean(runtime)), text(Descriptive.standardDeviation(runtime)),
        text(Descriptive.median(runtime)), "\(rows.reduce(0) { $0 + $1.scores.clarifications })",
        text(Descriptive.mean(clarifications)),
        text(Descriptive.standardDeviation(clarifications)),
        text(Descriptive.mean(reproducibility)),
        text(Descriptive.standardDeviation(reproducibility)),
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
        let rows = index.rows(of: variant, task: task)
        return [task, variant, "\(rows.count)"]
          + metrics.map { text(Descriptive.mean($0.values(rows))) }
      }
    }
    return ([Self.taskHeader] + rows).map(CSV.row).joined()
  }

  private func text(_ outcome: Outcome<Double>) -> String {
    outcome.value.map { "\($0)" } ?? ""
  }
}
