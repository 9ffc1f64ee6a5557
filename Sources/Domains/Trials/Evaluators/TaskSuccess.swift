import Codecs
import StageKit

/// Whether an execution meets every condition of success of its task.
struct TaskSuccess: Sendable, Equatable {
  /// One condition and what was found.
  struct Result: Sendable, Equatable {
    let name: String
    let finding: Finding
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
