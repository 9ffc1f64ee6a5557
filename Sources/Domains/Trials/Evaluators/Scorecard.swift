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
    [
      "run_id": .text(run), "variant": .text(variant), "task_id": .text(task),
      "timestamp": .text(timestamp),
      "evaluator_versions": .map(ValueMap(rubrics.all.map { ($0.pin.name, $0.value) })),
      "metrics": [
        "task_success": success.value, "constraint_adherence": adherence.value,
        "runtime": runtime.value, "clarification_count": clarifications.value,
        "reproducibility": reproducibility.value,
      ],
      "raw_outputs": ["path": "outputs", "files": .array(outputs)],
      "execution_log": ["path": "agent.log", "hash": .text("sha256:\(logDigest)")],
    ]
  }
}
