import StageKit

extension Evidence {
  /// What one variant did over all tasks.
  struct Summary {
    let variant: String
    let count: Int
    private let means: [ScoreMetric: Double?]
    private let deviations: [ScoreMetric: Double?]
    let runtimeMedian: Double?

    func mean(_ metric: ScoreMetric) -> Double? { means[metric] ?? nil }

    func deviation(_ metric: ScoreMetric) -> Double? { deviations[metric] ?? nil }

    private init(_ row: Row) throws(StageError) {
      variant = try row.text("variant")
      count = try row.count("runs")
      means = try row.byMetric("mean")
      deviations = try row.byMetric("std")
      runtimeMedian = try row.optionalNumber("runtime_median")
    }

    /// One for each variant of the study, in its order.
    static func read(_ files: EvidenceFiles, _ design: Design) throws(StageError) -> [Summary] {
      let table = try files.table("variant-summary.csv", in: "index")
      var all: [Summary] = []
      for row in table.rows { all.append(try Summary(row)) }
      var found: [Summary] = []
      for variant in design.variants {
        guard let summary = all.first(where: { $0.variant == variant }) else {
          throw StageError(.invalid, "'\(table.name)' has no row for variant '\(variant)'")
        }
        found.append(summary)
      }
      return found
    }
  }

  /// What one variant did at one task.
  struct TaskSummary {
    let task: String
    let variant: String
    let count: Int
    private let means: [ScoreMetric: Double?]

    func mean(_ metric: ScoreMetric) -> Double? { means[metric] ?? nil }

    private init(_ row: Row) throws(StageError) {
      task = try row.text("task_id")
      variant = try row.text("variant")
      count = try row.count("runs")
      means = try row.byMetric("mean")
    }

    /// One for each variant of each task of the study, in its order.
    static func read(_ files: EvidenceFiles, _ design: Design) throws(StageError) -> [TaskSummary] {
      let table = try files.table("task-variant-summary.csv", in: "index")
      var all: [TaskSummary] = []
      for row in table.rows { all.append(try TaskSummary(row)) }
      var found: [TaskSummary] = []
      for task in design.tasks {
        for variant in design.variants {
          let summary = all.first { $0.task == task.id && $0.variant == variant }
          guard let summary else {
            throw StageError(
              .invalid, "'\(table.name)' has no row for task '\(task.id)', variant '\(variant)'")
          }
          found.append(summary)
        }
      }
      return found
    }
  }
}

extension Evidence.Row {
  /// One statistic of every metric; nil where it is not defined.
  fileprivate func byMetric(_ statistic: String) throws(StageError) -> [ScoreMetric: Double?] {
    var values: [ScoreMetric: Double?] = [:]
    for metric in ScoreMetric.allCases {
      values[metric] = try optionalNumber("\(metric.rawValue)_\(statistic)")
    }
    return values
  }
}
