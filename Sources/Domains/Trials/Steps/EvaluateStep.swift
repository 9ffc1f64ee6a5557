import Codecs
import StageKit

/// Judges one execution and writes its scorecard.
enum EvaluateStep: TrialStep {
  static let name = "evaluate"
  static let summary = "evaluate what the agent did"
  static let reads = ["permissions", "evaluators"]

  static func run(_ context: TrialContext) throws(StageError) {
    guard let variant = context.variant, let task = context.task, let design = context.paired
    else {
      throw .invalid("stage '\(context.stage)' has no variant, task or design to judge by")
    }
    let manifest = try StageFiles.readJSON(context.input("manifest"))
    try demand(manifest, context)
    let execution = try ExecutionRecord(
      StageFields(StageFiles.readJSON(context.input("execution")), "execution.json"))
    if let silent = try Scorecard.silent(
      run: context.run, variant: variant.id, task: task, design: design, execution: execution)
    {
      try report(silent, execution, context)
      return
    }
    let evidence = try ExecutionEvidence(
      log: context.input("log"), execution: context.input("execution"),
      delivered: context.input("delivered"), work: context.input("work"),
      snapshot: context.input("snapshot"))
    let scorecard = try Scorecard.evaluate(
      run: context.run, variant: variant.id, task: task, design: design, evidence: evidence)
    let problems = ScorecardQuality.problems(scorecard.value, manifest: manifest)
    let report = EvaluationReport(scorecard, problems: problems)
    try context.write("evaluation.log", report.text)
    try require(
      problems.isEmpty, "the scorecard cannot be used: \(problems.joined(separator: "; "))")
    try context.write("scorecard.json", scorecard.value)
    try self.report(scorecard, context)
  }

  /// A scorecard of another run's manifest would be a measurement of nothing.
  private static func demand(_ manifest: Value, _ context: TrialContext) throws(StageError) {
    let fields = try StageFields(manifest, "manifest.json")
    let run = try fields.text("run_id")
    // A correction that begins further on has its manifest from the run that it replaces.
    try require(
      run.withoutCorrection == context.run.withoutCorrection,
      "manifest.json is that of '\(run)', not of '\(context.run)'; validate the run")
  }

  /// A run without a log that can be judged: not successful, and on record.
  private static func report(
    _ silent: Value, _ execution: ExecutionRecord, _ context: TrialContext
  ) throws(StageError) {
    let problem = execution.logProblem ?? ""
    try context.write("scorecard.json", silent)
    try context.write("evaluation.log", "silent: \(problem)\nsilence is failure: not successful\n")
    try context.events.metric("task_success", 0)
    if let first = execution.outOfScope.first {
      try context.events.violation(
        "access outside of the permitted scope: '\(first)'", isCritical: true,
        action: "the study halts until the harness holds the permission set again")
    }
    try context.events.violation(
      "the agent left no log that can be judged: \(problem)", isCritical: false,
      action: "recorded; the run counts as not successful")
  }

  private static func report(
    _ scorecard: Scorecard, _ context: TrialContext
  ) throws(StageError) {
    try context.events.metric("task_success", scorecard.success.isSuccess ? 1 : 0)
    try context.events.metric("constraint_adherence", scorecard.adherence.score)
    try context.events.metric("runtime", scorecard.runtime.totalSeconds)
    try context.events.metric(
      "clarification_count", Double(scorecard.clarifications.requests.count))
    if let score = scorecard.reproducibility.score {
      try context.events.metric("reproducibility", score)
    }
    if let first = scorecard.adherence.breaches.first {
      try context.events.violation(
        "access outside of the permitted scope: \(first)", isCritical: true,
        action: "the study halts until the harness holds the permission set again")
    }
    let violated = scorecard.adherence.violations
    if !violated.isEmpty {
      let ids = violated.map(\.id).joined(separator: ", ")
      try context.events.violation(
        "constraint adherence \(scorecard.adherence.score): violated \(ids)",
        isCritical: false, action: "recorded; the run stays in the analysis")
    }
  }
}
