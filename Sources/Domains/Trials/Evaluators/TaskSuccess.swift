import Codecs
import StageKit

/// Whether an execution meets every condition of success of its task.
struct TaskSuccess: Sendable, Equatable {
  struct Result: Sendable, Equatable {
    let name: String
    let finding: CheckFinding
  }

  let results: [Result]
  /// The task's own metrics by their names.
  let taskMetrics: [TaskMetric.Result]

  /// Judges every criterion of the task; an unknown one, or none at all, is an error.
  init(_ evaluation: Evaluation, _ adherence: ConstraintAdherence) throws(StageError) {
    let specification = evaluation.specification
    try require(!specification.criteria.isEmpty, "\(specification.id) names no success criterion")
    var results: [Result] = []
    for name in specification.criteria {
      let criterion = try Criterion.named(name, evaluation.rubrics.success)
      let finding = try criterion.check(evaluation, adherence)
      results.append(Result(name: name, finding: finding))
    }
    self.results = results
    taskMetrics = try TaskMetric.all(evaluation)
  }

  var isSuccess: Bool { results.allSatisfy(\.finding.holds) }

  /// Which criteria are met and which are not, in a sentence.
  var rationale: String {
    let met = results.filter(\.finding.holds).map(\.name)
    let unmet = results.filter { !$0.finding.holds }.map { "\($0.name) (\($0.finding.detail))" }
    if unmet.isEmpty { return "all \(met.count) criteria are met" }
    let failed = unmet.joined(separator: "; ")
    if met.isEmpty { return "none of the \(unmet.count) criteria is met: \(failed)" }
    return "\(met.count) of \(results.count) criteria are met: \(met.joined(separator: ", ")); "
      + "not met: \(failed)"
  }

  /// The metric as the scorecard has it.
  var value: Value {
    [
      "success": .int(isSuccess ? 1 : 0), "rationale": .text(rationale),
      "criteria_results": .map(ValueMap(results.map { ($0.name, .bool($0.finding.holds)) })),
      "task_metrics": .map(ValueMap(taskMetrics.map { ($0.metric.rawValue, .double($0.value)) })),
    ]
  }
}

/// What single tasks measure beside the five common metrics.
enum TaskMetric: String, CaseIterable, Sendable {
  case jsonValidity = "json_validity"
  case readonlyViolationAttempts = "readonly_violation_attempts"
  case errorRecoveryAttempts = "error_recovery_attempts"
  case toolInvocationCount = "tool_invocation_count"
  case filteringAccuracy = "filtering_accuracy"
  case assumptionsDocumented = "assumptions_documented"
  case reportQuality = "report_quality"

  struct Result: Sendable, Equatable {
    let metric: TaskMetric
    let value: Double
  }

  /// The metrics that every task has, under the names that specifications give them.
  static let common = [
    "task_success", "constraint_adherence", "runtime", "clarification_count", "reproducibility",
  ]

  /// Measures what the task's specification names beside the common ones; an unknown name is an
  /// error.
  static func all(_ evaluation: Evaluation) throws(StageError) -> [Result] {
    var results: [Result] = []
    let names = evaluation.specification.metrics.keys.filter { !common.contains($0) }
    for name in names {
      let metric = try require(
        TaskMetric(rawValue: name),
        "\(evaluation.specification.id): there is no metric '\(name)'; correct the task's "
          + "specification")
      results.append(Result(metric: metric, value: try metric.measure(evaluation)))
    }
    return results
  }

  private func measure(_ evaluation: Evaluation) throws(StageError) -> Double {
    switch self {
    case .jsonValidity: return try evaluation.jsonWellFormed().holds ? 1 : 0
    case .readonlyViolationAttempts:
      let paths = try evaluation.specification.expected.texts("unchanged")
      return Double(evaluation.readOnlyAttempts(paths).count)
    case .errorRecoveryAttempts: return Double(try evaluation.recoveryActions().count)
    case .toolInvocationCount: return Double(evaluation.log.invocations.count)
    case .filteringAccuracy:
      let rows = try evaluation.comparedRows()
      let scanned = try evaluation.expectedFields("same_as").integer("total_rows_scanned")
      let wrong = min(scanned, rows.missing + rows.excess)
      return 100 * (1 - Double(wrong) / Double(max(1, scanned)))
    case .assumptionsDocumented: return Double(try evaluation.assumptionsDocumented())
    case .reportQuality: return Double(try evaluation.reportQuality())
    }
  }
}
