import Numerics
import StageKit

/// The two tables that describe the runs: `variant-summary.csv` and `task-variant-summary.csv`.
///
/// They are of analysed pairs only. Standard deviations have n - 1 in the denominator. What is
/// undefined is an empty field, such as the deviation of one run.
struct VariantSummary {
  /// What is told of each metric, in the order of the columns.
  private static let statistics: [(metric: ScoreMetric, names: [String])] = [
    (.taskSuccess, ["mean", "std", "count"]),
    (.constraintAdherence, ["mean", "std", "min", "max"]), (.runtime, ["mean", "std", "median"]),
    (.clarificationCount, ["sum", "mean", "std"]), (.reproducibility, ["mean", "std"]),
  ]

  static let header =
    ["variant", "runs"]
    + statistics.flatMap { metric, names in names.map { "\(metric.rawValue)_\($0)" } }

  let pairs: PairedScores
  let design: Contrast

  /// The values of a variant, of one task if it is named.
  func values(_ metric: ScoreMetric, _ variant: String, task: String? = nil) -> [Double] {
    pairs.complete.filter { task == nil || $0.task == task }.compactMap {
      metric.value(variant == design.reference ? $0.reference : $0.treatment)
    }
  }

  /// One row for each variant.
  var csv: String {
    let rows = design.variants.map { variant in
      [variant, "\(pairs.complete.count)"]
        + Self.statistics.flatMap { metric, names in
          names.map { Self.cell($0, values(metric, variant)) }
        }
    }
    return CSVTable(Self.header, rows).text
  }

  /// One row for each variant of each task.
  var taskCSV: String {
    let metrics = Self.statistics.map(\.metric)
    let rows = design.tasks.flatMap { task in
      design.variants.map { variant in
        [task, variant, "\(pairs.complete.count { $0.task == task })"]
          + metrics.map { Self.cell("mean", values($0, variant, task: task)) }
      }
    }
    let header = metrics.map { "\($0.rawValue)_mean" }
    return CSVTable(["task_id", "variant", "runs"] + header, rows).text
  }

  private static func cell(_ statistic: String, _ values: [Double]) -> String {
    let value =
      switch statistic {
      case "std": Descriptive.standardDeviation(values)
      case "min": Descriptive.minimum(values)
      case "max": Descriptive.maximum(values)
      case "median": Descriptive.median(values)
      default: Descriptive.mean(values)
      }
    return switch statistic {
    case "count": "\(values.count)"
    case "sum": "\(Int(values.reduce(0, +)))"
    default: CSVTable.cell(value.value)
    }
  }
}
