import Agents
import Codecs
import StageKit

/// What the five evaluators found about one run.
struct Scorecard: Sendable {
  let run: String
  let variant: String
  let task: String
  /// When the execution ended; judging takes no time of its own.
  let timestamp: String
  let rubrics: RubricSet
  let success: TaskSuccess
  let adherence: ConstraintAdherence
  let runtime: RuntimeMeasure
  let clarifications: ClarificationCount
  let reproducibility: Reproducibility
  /// SHA-256 and size of every delivered file, sorted by path.
  let outputs: [Value]
  let logDigest: String

  /// Judges an execution by the pinned rubrics; changes nothing.
  ///
  /// Fails closed: a criterion, a constraint or a kind of constraint that no rubric knows, a log
  /// that cannot be read, a task or rubric that is not what was registered is an error.
  ///
  /// `run` and `variant` are ids; the design gives the permission set and the evaluators.
  static func evaluate(
    run: String, variant: String, task: TrialContext.Task, design: TrialContext.Paired,
    evidence: ExecutionEvidence
  ) throws(StageError) -> Scorecard {
    let rubrics = try RubricSet(design.evaluators)
    let evaluation = try Evaluation(
      task: task, permissions: PermissionSet(design.permissions), rubrics: rubrics,
      evidence: evidence)
    let adherence = try ConstraintAdherence(evaluation)
    return Scorecard(
      run: run, variant: variant, task: task.id, timestamp: evidence.execution.completedAt,
      rubrics: rubrics, success: try TaskSuccess(evaluation, adherence), adherence: adherence,
      runtime: evaluation.runtime, clarifications: evaluation.clarifications,
      reproducibility: try Reproducibility(evidence.execution, rubrics.reproducibility),
      outputs: evidence.delivered.records, logDigest: evidence.logDigest)
  }

  /// The content of `scorecard.json`.
  var value: Value {
    Self.value(
      run, variant, task, timestamp, rubrics,
      metrics: [
        "task_success": success.value, "constraint_adherence": adherence.value,
        "runtime": runtime.value, "clarification_count": clarifications.value,
        "reproducibility": reproducibility.value,
      ], outputs: outputs, logHash: .text("sha256:\(logDigest)"))
  }

  private static func value(
    _ run: String, _ variant: String, _ task: String, _ timestamp: String, _ rubrics: RubricSet,
    metrics: Value, outputs: [Value], logHash: Value
  ) -> Value {
    [
      "run_id": .text(run), "variant": .text(variant), "task_id": .text(task),
      "timestamp": .text(timestamp),
      "evaluator_versions": .map(ValueMap(rubrics.all.map { ($0.pin.name, $0.value) })),
      "metrics": metrics, "raw_outputs": ["path": "outputs", "files": .array(outputs)],
      "execution_log": ["path": "agent.log", "hash": logHash],
    ]
  }

  /// The reason that stands for what nobody can tell without a log.
  static let silence = "no_log"

  /// The content of `scorecard.json` of a run that its agent left without a log that can be judged;
  /// nil where there is one.
  ///
  /// Silence is failure: the run did not succeed. What was measured beside the log is kept, and the
  /// rest is absent with a reason.
  static func silent(
    run: String, variant: String, task: TrialContext.Task, design: TrialContext.Paired,
    execution: ExecutionRecord
  ) throws(StageError) -> Value? {
    guard let problem = execution.logProblem else { return nil }
    let rubrics = try RubricSet(design.evaluators)
    let maximum = try rubrics.runtime.fields.number("timeout_seconds_maximum")
    var runtime: ValueMap = [
      "total_seconds": execution.isMeasured ? .double(execution.durationSeconds) : .null,
      "timeout_seconds": .double(min(task.timeoutSeconds, maximum)), "reason": .text(silence),
      "timeout_reached": .bool(execution.timeoutReached), "phases": [:],
    ]
    if execution.isContended { runtime["contended"] = true }
    return value(
      run, variant, task.id, execution.completedAt, rubrics,
      metrics: [
        "task_success": [
          "success": 0, "rationale": .text("the agent left no log that can be judged: \(problem)"),
          "criteria_results": [:],
        ],
        "constraint_adherence": ["score": .null, "reason": .text(silence)],
        "runtime": .map(runtime),
        "clarification_count": ["total_count": .null, "reason": .text(silence)],
        "reproducibility": try Reproducibility(execution, rubrics.reproducibility).value,
      ], outputs: [], logHash: .null)
  }
}
