import Codecs
import StageKit

/// What single tasks measure beside the five common metrics.
enum TaskMetric: String, CaseIterable, Sendable {
  case jsonValidity = "json_validity"
  case readonlyViolationAttempts = "readonly_violation_attempts"
  case errorRecoveryAttempts = "error_recovery_attempts"
  case toolInvocationCount = "tool_invocation_count"
  case filteringAccuracy = "filtering_accuracy"
  case assumptionsDocumented = "assumptions_documented"
  case reportQuality = "report_quality"

  /// A metric and its value.
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
