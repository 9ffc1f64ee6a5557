import Codecs
import Files
import Runtime
import StageKit
import Study

/// The steps of a paired trial as its operators call them: each is `run`, `lock` or `reproduce` for
/// one run of the schedule.
extension Verb {
  static let trialInit = step(
    "init", "take the snapshot of a run's inputs", until: "init")
  static let trialValidate = step(
    "validate", "check a run's manifest, once its inputs are there", until: "validate")
  static let trialExecute = step(
    "execute", "let the agent do the run's task", until: "execute")
  static let trialEvaluate = step(
    "evaluate", "judge what the agent did", until: "evaluate")
  static let trialFull = step(
    "full", "do every step of a run, from its inputs to its lock", until: nil)

  static let trialLock = Verb(
    name: "trial lock", summary: "freeze a finished run; a second time changes nothing",
    usage: "trial lock RUN | trial lock --manifest FILE", options: TrialSelection.options,
    example: "runledger trial lock run-0001-role-centric-TASK-001",
    operands: 0...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let target = try TrialSelection(invocation, workspace).target()
    let state = try Subjects(workspace).states.run(target.study, target.id)
    if state?.isLocked == true, try invocation.former(workspace) == nil {
      invocation.console.note("warning: run '\(target.id)' is locked already; nothing was added")
      return .done
    }
    let reason = invocation.arguments.reason
    return try invocation.submit(
      LockRun(
        study: target.study, run: target.id, reason: reason.isEmpty ? "run_completed" : reason),
      in: workspace)
  }

  static let trialReproduce = Verb(
    name: "trial reproduce", summary: "execute a locked run again and compare",
    usage: "trial reproduce RUN | trial reproduce --manifest FILE",
    options: TrialSelection.options + [
      .values("tolerate", nil, "PATTERN", "outputs that may differ")
    ],
    example: "runledger trial reproduce run-0001-role-centric-TASK-001",
    operands: 0...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let target = try TrialSelection(invocation, workspace).target()
    return try invocation.reproduce(target, in: workspace, try Subjects(workspace))
  }

  static let trialSynthesize = Verb(
    name: "trial synthesize", summary: "collect the scorecards, analyse them, and report",
    usage: "trial synthesize [STUDY]", details: ["Does what is left of the whole study."],
    options: [TrialSelection.experiment], example: "runledger trial synthesize role-vs-goal",
    operands: 0...1, writes: true, completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let word = invocation.operand(0) ?? invocation.arguments.value("experiment")
    let slug = try Subjects(workspace).study(word)
    return try invocation.runTrial(of: slug, in: workspace) { _ in }
  }

  private static func step(_ word: String, _ summary: String, until stage: String?) -> Verb {
    Verb(
      name: "trial \(word)", summary: summary,
      usage: "trial \(word) RUN | trial \(word) --variant V --task T --pair-id PAIR",
      details: [
        "The run is named, or found in the pre-registered schedule by variant, task and pair, or",
        "by its manifest. 'runledger run' does the same for all of them, in the order drawn.",
      ], options: TrialSelection.options,
      example: "runledger trial \(word) run-0001-role-centric-TASK-001",
      operands: 0...1, writes: true, completes: .subjects
    ) { invocation in
      let workspace = try invocation.writing()
      let target = try TrialSelection(invocation, workspace).target()
      if let stage, try Subjects(workspace).states.plan(target.study)?.stage(stage) == nil {
        throw Failure.notFound(
          "study '\(target.study)' has no stage '\(stage)'",
          hint: "runledger run \(target.study) --run \(target.id) does all of its stages")
      }
      return try invocation.runTrial(of: target.study, in: workspace) { options in
        options.runs = [target.id]
        options.until = stage.map { [$0] } ?? []
      }
    }
  }
}

extension Invocation {
  /// Runs the part of a registered study that `narrow` leaves.
  fileprivate func runTrial(
    of slug: String, in workspace: Workspace, _ narrow: (inout RunOptions) -> Void
  ) throws -> ExitCode {
    let target = try RunTarget(registered: slug, self, workspace)
    var options = RunOptions(studyDirectory: target.directory, environment: environment)
    narrow(&options)
    if isDryRun {
      let claim = ClaimWork(
        study: slug, slots: 1, until: options.until, runs: options.runs, pins: [:])
      show(Outcome(preview: try workspace.handler.preview(claim)))
      return .done
    }
    _ = try repetition(of: options, study: slug, workspace)
    try register(target, in: workspace)
    return try execute(target, options, in: workspace)
  }
}
