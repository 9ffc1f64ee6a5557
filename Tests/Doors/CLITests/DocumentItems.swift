/// The commands, files and flags that the five operating documents name, read off the documents
/// themselves; values, angle brackets and directories before a file's own name are left out where
/// they tell nothing.
enum DocumentItems {
  /// The items of each document, by its number.
  static let all: [(document: String, items: [String])] = [
    ("000", population), ("001", town), ("002", paired), ("003", backtest), ("004", goals),
  ]

  private static let population =
    words(
      """
      -o -s -p --agents -a -n --seed --yes
      runs/<study>/ base.yaml population.yaml agents.json network.json population.persona.yaml
      scenario.yaml results/ simulation.db
      registry/runs.csv registry/latest.txt
      specs/pop/ specs/persona/ specs/network-config/ specs/scenario/
      batches/<batch_id>/manifest.yaml variants/<variant_id>/inputs/ variants/<variant_id>/results/
      study_slug batch_id variant_id scenario_rev config_rev
      QUALITY_TRIAGE_ESCALATION.md EXPERIMENT_REPORT_TEMPLATE.md
      """)
    + [
      "extropy config show", "extropy spec", "extropy extend", "extropy sample", "extropy network",
      "extropy persona", "extropy scenario", "extropy estimate", "extropy simulate",
      "extropy results",
    ]

  private static let town =
    words(
      """
      scripts/run_simulation.py scripts/run_training.py scripts/telemetry_check.py
      scripts/observer_ui.py --config --tick-limit config_id schema_version
      SimulationConfig.require_observation_variant snapshots/rel snapshots/shadow
      snapshots/release/<timestamp>.pkl viewer admin cmd_id
      telemetry_snapshot employment_status promote_policy rollback_policy
      spawn setneed force_chat arrange_meet pytest
      ops/rollouts.md logs/console/*.jsonl ops/crash
      reward_clip_events clip_per_tick pending_count queue_limit employment_exit_manual_request
      docs/TELEMETRY_CHANGELOG.md docs/OBSERVER_UI_GUIDE.md docs/ARCHITECTURE_INTERFACES.md
      docs/EMPLOYMENT_DOCS_TEST_CHECKLIST.md
      """)
    + [
      "employment_exit review", "employment_exit approve", "employment_exit defer", "debug queues",
      "ruff check src tests", "mypy src",
    ]

  private static let paired =
    words(
      """
      validate-manifest.py evaluate.py lock-run.sh verify-pairing.py execute-full-runs.sh
      --experiment --variant --task --seed --pair-id --output --manifest
      runs/registry.csv runs/progress.csv runs/violations.log
      manifest.json agent.log outputs/ scorecard.json evaluation.log results/ execution-plan.md
      """)
    + [
      "pin-and-run --init", "pin-and-run --execute", "pin-and-run --full",
      "echo ... >> runs/registry.csv",
    ]

  private static let backtest =
    words(
      """
      requirements-dev.txt BACKTEST_DATA_ROOT
      project/pipelines/run_all.py project/pipelines/backtest/backtest_strategies.py
      project/pipelines/eval/run_walkforward.py project/pipelines/research/promote_blueprints.py
      project/pipelines/report/make_report.py
      project/configs/pipeline.yaml project/configs/fees.yaml
      --run_id --symbols --start --end --run_hypothesis_generator --run_phase2_conditional
      --run_edge_candidate_universe --run_backtest --run_walkforward_eval --run_make_report
      --phase2_event_type --phase2_min_ess --phase2_ess_max_lag --phase2_multiplicity_k
      --phase2_parameter_curvature_max_penalty --phase2_delay_grid_bars
      --phase2_min_delay_positive_ratio --phase2_min_delay_robustness_score
      --strategies --blueprints_path --blueprints_top_k --blueprints_filter_event_type
      --fees_bps --slippage_bps --cost_bps --embargo_days --train_frac --validation_frac --config
      --walkforward_drawdown_cluster_top_frac --walkforward_drawdown_tail_q
      --promotion_max_loss_cluster_len --promotion_max_cluster_loss_concentration
      --promotion_min_tail_conditional_drawdown_95 --regime_max_share
      --max_loss_cluster_len --max_cluster_loss_concentration --min_tail_conditional_drawdown_95
      --max_cost_ratio_train_validation
      --naive_min_trades --naive_min_expectancy_after_cost --naive_max_drawdown
      --skip_ingest_ohlcv --skip_ingest_funding --skip_ingest_spot_ohlcv --force
      --run_naive_entry_eval --clean_engine_artifacts --auto_continue_on_keep_research
      --ignore_checklist --strategy_blueprint_ignore_checklist
      --strategy_builder_ignore_checklist --allow_fallback_blueprints
      --strategy_blueprint_allow_fallback --strategy_blueprint_allow_non_executable_conditions
      --strategy_blueprint_allow_naive_entry_fail --allow_non_promoted
      --strategy_builder_allow_non_promoted --strategy_builder_allow_missing_candidate_detail
      --allow_unexpected_strategy_files --walkforward_allow_unexpected_strategy_files
      --allow_fallback_evidence --promotion_allow_fallback_evidence
      --allow_backtest_artifact_fallback
      data/runs/<run_id>/ backtest_strategies.json blueprints.jsonl promotion_report.json
      walkforward_summary.json promoted_blueprints.jsonl edge_candidates_normalized.csv
      metrics.json strategy_returns_*.csv equity_curve.csv trades_*.csv
      cost_decomposition.net_alpha metrics.total_trades metrics.metadata.strategy_ids
      per_strategy_split_metrics per_strategy_regime_metrics per_strategy_drawdown_cluster_metrics
      KEEP_RESEARCH checklist_decision auto_continue_applied auto_continue_reason
      execution_blocked_by_checklist non_production_overrides RUN_2022_2023
      """) + ["python3 -m venv .venv", "pip install -r requirements.txt"]

  private static let goals =
    words(
      """
      scripts/orchestrator/run_goal_orchestrator.py scripts/orchestrator/spec_example.yaml
      scripts/comprehensive_run/plans/active_run_specs/ --resume-from-state
      analysis/plan0/k_selection_summary.csv
      analysis/preprocess_cache/<tag>/adata_with_dr.h5ad
      logs/agent_run.log logs/validation.log logs/decision.log RUN_STATE.json blocked
      scripts/comprehensive_run/ scripts/orchestrator/ scripts/comprehensive_run/plans/
      .cursor/plans/ experiments/
      """) + ["(method, K)"]

  private static func words(_ text: String) -> [String] {
    text.split { $0.isWhitespace }.map(String.init)
  }
}
