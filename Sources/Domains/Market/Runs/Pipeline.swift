import Codecs
import StageKit

/// Takes a run through its stages: what was asked for, what that needs, and no further than gates
/// allow.
enum Pipeline {
  /// The work of every stage.
  static func work(_ stage: StageName) -> (Job) throws(StageError) -> Void {
    switch stage {
    case .ingest: Ingest.run
    case .clean: Cleaning.run
    case .features: FeatureStage.run
    case .universe: UniverseStage.run
    case .context: ContextStage.run
    case .queue: QueueStage.run
    case .detect: DetectionStage.run
    case .registry: RegistryStage.run
    case .phase2: Phase2Stage.run
    case .edges: EdgeStage.run
    case .naive: NaiveEntryStage.run
    case .expectancy: ExpectancyStage.run
    case .traps: TrapsStage.run
    case .checklist: ChecklistStage.run
    case .compile: CompileStage.run
    case .build: BuilderStage.run
    case .backtest: Backtest.run
    case .walkforward: WalkForward.run
    case .promote: Promotion.run
    case .report: ReportStage.run
    }
  }

  /// The stages that settings ask for, with everything that those need.
  ///
  /// A test of hypotheses plans its own evidence: expectancy and traps are part of it unless they
  /// are turned off, so that a checklist does not fail for what nobody was told to compute.
  static func plan(_ settings: RunSettings) -> [StageName] {
    let isPrepared = Setting.preparation.contains { settings.isGiven($0.name) }
    let isTested =
      settings.flag("run_phase2_conditional") || settings.flag("run_edge_candidate_universe")
      || isPrepared || wantsExecution(settings)
    let isExpected =
      settings["run_expectancy"] == "1" || settings["run_expectancy"] == "auto" && isTested
    return StageName.allCases.filter { stage in
      switch stage {
      case .ingest, .clean, .features, .universe, .context: true
      case .queue: settings.flag("run_hypothesis_generator")
      case .detect, .registry, .phase2, .edges, .checklist: isTested
      case .naive: isTested && settings.flag("run_naive_entry_eval")
      case .expectancy, .traps: isExpected
      case .compile, .build: isTested
      case .backtest: wantsExecution(settings)
      case .walkforward: settings.flag("run_walkforward_eval")
      case .promote: settings.flag("run_backtest") && settings.flag("run_walkforward_eval")
      case .report: wantsExecution(settings) || settings.flag("run_make_report")
      }
    }
  }

  /// Whether strategies are to be executed.
  static func wantsExecution(_ settings: RunSettings) -> Bool {
    settings.flag("run_backtest") || settings.flag("run_walkforward_eval")
  }

  /// Runs all that is planned; gives the exit code.
  static func run(_ job: Job) throws(StageError) -> Int32 {
    var manifest = RunManifest(planned: plan(job.settings))
    try begin(job, &manifest)
    for (index, stage) in manifest.planned.enumerated() {
      try manifest.write(job)
      if let code = try hold(stage, job, &manifest) { return code }
      do throws(StageError) {
        try StageRunner.run(stage, job, work(stage))
        manifest.stages.append((stage, "done"))
      } catch {
        manifest.status = "failed"
        manifest.failedStage = stage.rawValue
        try manifest.write(job)
        try Funnel.write(job)
        throw StageError(error.kind, "\(stage.rawValue): \(error.message)", hint: error.hint)
      }
      try job.events.progress(done: index + 1, of: manifest.planned.count)
      if stage == .checklist { try decide(job, &manifest) }
    }
    manifest.status = "success"
    try manifest.write(job)
    try Funnel.write(job)
    return 0
  }

  private static func begin(_ job: Job, _ manifest: inout RunManifest) throws(StageError) {
    if let policy = try Revocation.reason(job) {
      let wrong =
        !job.isForced
        ? "--force 1"
        : !job.settings.flag("clean_engine_artifacts")
          ? "--clean_engine_artifacts 1"
          : job.settings.flag("walkforward_allow_unexpected_strategy_files")
            ? "--walkforward_allow_unexpected_strategy_files 0" : nil
      if let wrong {
        throw StageError(
          .refused,
          "run '\(job.run)' is invalid (\(policy)) and may only be rebuilt with '\(wrong)'")
      }
      manifest.invalidations.append(policy)
      try job.lake.remove(job.paths.invalidation)
    }
    guard job.isForced else { return }
    // What is done again begins from nothing: no file of a former call marks it, excuses it, or is
    // taken for its own. Only the register of trials stays, and engine files where that is asked
    // for.
    for directory in try job.owned() { try job.lake.removeTree(directory) }
  }

  /// What the checklist means for the rest of the run.
  private static func decide(_ job: Job, _ manifest: inout RunManifest) throws(StageError) {
    let decision = try ChecklistStage.decision(job)
    manifest.decision = decision?.rawValue
    guard wantsExecution(job.settings), try ChecklistStage.inject(job) else { return }
    manifest.autoContinueApplied = true
    let reason = job.settings["override_reason"]
    manifest.autoContinueReason =
      "checklist KEEP_RESEARCH, execution requested" + (reason.isEmpty ? "" : ": \(reason)")
  }

  /// Stops before a stage that the checklist does not allow; gives the exit code of the run.
  private static func hold(
    _ stage: StageName, _ job: Job, _ manifest: inout RunManifest
  ) throws(StageError) -> Int32? {
    guard manifest.decision == ChecklistStage.Decision.keep.rawValue else { return nil }
    let isStrict = job.settings.flag("strict_recommendations_checklist")
    let ignores =
      manifest.autoContinueApplied
      || !isStrict
        && job.settings.flag("strategy_blueprint_ignore_checklist")
        && job.settings.flag("strategy_builder_ignore_checklist")
    // Whoever executes what research keeps says why: the profile is a reason of its own.
    let isUnexplained =
      job.settings["override_reason"].isEmpty && job.settings.profile == .strict
    if ignores, !(isUnexplained && wantsExecution(job.settings)) { return nil }
    if stage == .compile, wantsExecution(job.settings) || isStrict {
      manifest.status = "failed"
      manifest.failedStage = "checklist_gate"
      manifest.blockedByChecklist = wantsExecution(job.settings)
      try manifest.write(job)
      try Funnel.write(job)
      let reasons = try job.lake.fields(job.paths.checklist).texts("failure_reasons")
      throw StageError(
        .refused,
        "the checklist of run '\(job.run)' is KEEP_RESEARCH: \(reasons.joined(separator: ", "))",
        hint: ignores
          ? "an override that executes needs '--override_reason TEXT'"
          : "runledger market triage \(job.run) says why; '--auto_continue_on_keep_research 1' "
            + "with '--override_reason TEXT' goes on, non-production")
    }
    // Discovery alone ends well: there is nothing to compile, and nothing was asked to run.
    if stage == .compile || stage == .build {
      let flag =
        stage == .compile
        ? "strategy_blueprint_ignore_checklist" : "strategy_builder_ignore_checklist"
      if job.settings.flag(flag) { return nil }
      manifest.status = "success"
      manifest.stages.append((.compile, "skipped: KEEP_RESEARCH"))
      manifest.stages.append((.build, "skipped: KEEP_RESEARCH"))
      try job.events.skipped(
        "blueprints", reason: "the checklist is KEEP_RESEARCH and no execution was requested")
      try manifest.write(job)
      try Funnel.write(job)
      return 0
    }
    return nil
  }
}
