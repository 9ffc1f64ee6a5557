import Codecs
import StageKit

/// The scorecard of a run that its agent left without a log that can be judged.
///
/// Silence is failure: the run did not succeed. What was measured beside the log is kept, and the
/// rest is absent with a reason.
struct SilentScorecard {
  /// The reason that stands for what nobody can tell without a log.
  static let reason = "no_log"

  let value: Value

  /// Judges what is known of a run; nil where there is a log to be judged.
  init?(
    run: String, variant: String, task: TrialContext.Task, design: TrialContext.Paired,
    execution: ExecutionRecord
  ) throws(StageError) {
    guard let problem = execution.logProblem else { return nil }
    let rubrics = try RubricSet(design.evaluators)
    let repeats = try Reproducibility(execution, rubrics.reproducibility)
    let limit = min(
      task.timeoutSeconds, try rubrics.runtime.fields.number("timeout_seconds_maximum"))
    var runtime: ValueMap = [
      "total_seconds": execution.isMeasured ? .double(execution.durationSeconds) : .null,
      "timeout_seconds": .double(limit), "reason": .text(Self.reason),
      "timeout_reached": .bool(execution.timeoutReached), "phases": [:],
    ]
    if execution.isContended { runtime["contended"] = true }
    value = [
      "run_id": .text(run), "variant": .text(variant), "task_id": .text(task.id),
      "timestamp": .text(execution.completedAt),
      "evaluator_versions": .map(ValueMap(rubrics.all.map { ($0.pin.name, $0.value) })),
      "metrics": [
        "task_success": [
          "success": 0, "rationale": .text("the agent left no log that can be judged: \(problem)"),
          "criteria_results": [:],
        ],
        "constraint_adherence": ["score": .null, "reason": .text(Self.reason)],
        "runtime": .map(runtime),
        "clarification_count": ["total_count": .null, "reason": .text(Self.reason)],
        "reproducibility": repeats.value,
      ],
      "raw_outputs": ["path": "outputs", "files": .array([])],
      "execution_log": ["path": "agent.log", "hash": .null],
    ]
  }
}
