extension Setting {
  private static let share = 0.0...1.0
  private static let execution: [StageName] = [.backtest, .walkforward]
  private static let costed: [StageName] = [
    .phase2, .naive, .compile, .backtest, .walkforward, .promote,
  ]

  static let preparation: [Setting] = [
    Setting(
      "strategy_blueprint_ignore_checklist", .flag, "0", .bypass, [.compile],
      "compile although the checklist says KEEP_RESEARCH"),
    Setting(
      "strategy_blueprint_allow_fallback", .flag, "0", .bypass, [.compile],
      also: ["allow_fallback_blueprints"],
      "also compile candidates of the same quality that were not promoted"),
    Setting(
      "strategy_blueprint_allow_non_executable_conditions", .flag, "0", .bypass, [.compile],
      also: ["allow_non_executable_conditions"], "drop conditions that the engine cannot execute"),
    Setting(
      "strategy_blueprint_allow_naive_entry_fail", .flag, "0", .bypass, [.compile],
      also: ["allow_naive_entry_fail"], "also compile candidates that failed the naive entry"),
    Setting(
      "strategy_blueprint_max_per_event", .whole(1...100), "2", .evidence, [.compile],
      "maximum blueprints per event family"),
    Setting(
      "strategy_blueprint_min_robustness", .number(share), "0.60", .evidence, [.compile],
      "minimum robustness score"),
    Setting(
      "strategy_blueprint_min_events", .whole(1...1_000_000), "100", .evidence, [.compile],
      "minimum number of events"),
    Setting(
      "strategy_blueprint_trailing_share", .number(0...10), "0.75", lab: "0", .evidence, [.compile],
      "trailing stop distance as a fraction of the stop distance; 0: none"),
    Setting(
      "strategy_blueprint_break_even_r", .number(0...100), "1.0", lab: "0", .evidence, [.compile],
      "gain, in multiples of risk, that moves the stop to the entry price; 0: none"),
    Setting(
      "strategy_blueprint_max_time_stop", .whole(1...1_000_000), "192", lab: "10", .evidence,
      [.compile], "maximum bars in a trade"),
    Setting(
      "strategy_builder_ignore_checklist", .flag, "0", .bypass, [.build],
      "build although the checklist says KEEP_RESEARCH"),
    Setting(
      "strategy_builder_allow_non_promoted", .flag, "0", .bypass, [.build],
      also: ["allow_non_promoted"], "also use candidates that were not promoted"),
    Setting(
      "strategy_builder_allow_missing_candidate_detail", .flag, "0", .bypass, [.build],
      also: ["allow_missing_candidate_detail"], "drop candidates without details"),
  ]

  static let runs: [Setting] = [
    Setting("run_backtest", .flag, "0", .request, [.backtest], "backtest the blueprints"),
    Setting(
      "run_walkforward_eval", .flag, "0", .request, [.walkforward],
      "run the walk-forward evaluation"),
    Setting("run_make_report", .flag, "0", .request, [.report], "write the report"),
    Setting("strategies", .text, "", execution, "built-in strategies, separated by commas"),
    Setting("blueprints_path", .text, "", execution, "file of blueprints to execute"),
    Setting(
      "blueprints_top_k", .whole(1...1_000), "10", execution,
      "maximum number of blueprints to execute"),
    Setting("blueprints_filter_event_type", .text, "all", execution, "an event family, or all"),
    Setting(
      "fees_bps", .number(0...1_000), "4", lab: "1", .evidence, costed,
      "fees per unit of turnover, in basis points"),
    Setting(
      "slippage_bps", .number(0...1_000), "2", lab: "1", .evidence, costed,
      "slippage per unit of turnover, in basis points"),
    Setting(
      "cost_bps", .text, "", costed, "sum of fees and slippage; refused if it differs from theirs"),
    Setting(
      "borrow_bps_per_year", .number(0...100_000), "0", execution,
      "annual borrow cost of short positions, in basis points"),
    Setting(
      "clean_engine_artifacts", .flag, "1", .bypass, execution,
      also: ["walkforward_clean_engine_artifacts"], "remove artifacts of an earlier engine run"),
    Setting(
      "walkforward_embargo_days", .whole(0...10_000), "0", .evidence, [.walkforward],
      also: ["embargo_days"], "embargo between splits, in days"),
    Setting(
      "walkforward_purge_bars", .whole(0...1_000_000), "0", .evidence, [.walkforward],
      also: ["purge_bars"], "bars purged at the end of train and validation"),
    Setting(
      "walkforward_train_frac", .number(share), "0.6", .evidence, [.walkforward],
      also: ["train_frac"], "fraction of days for training"),
    Setting(
      "walkforward_validation_frac", .number(share), "0.2", .evidence, [.walkforward],
      also: ["validation_frac"], "fraction of days for validation"),
    Setting(
      "walkforward_regime_max_share", .number(share), "0.80", .evidence, [.walkforward, .promote],
      also: ["regime_max_share", "promotion_regime_max_share"],
      "maximum share of the P&L in one regime"),
    Setting(
      "walkforward_drawdown_cluster_top_frac", .number(share), "0.10", .evidence, [.walkforward],
      also: ["drawdown_cluster_top_frac"], "fraction of drawdown clusters counted as the worst"),
    Setting(
      "walkforward_drawdown_tail_q", .number(share), "0.05", .evidence, [.walkforward],
      also: ["drawdown_tail_q"], "quantile of the drawdown tail"),
    Setting(
      "walkforward_allow_unexpected_strategy_files", .flag, "0", .bypass, [.walkforward],
      also: ["allow_unexpected_strategy_files"],
      "ignore files of strategies that were not requested"),
  ]

  static let judgement: [Setting] = [
    Setting(
      "promotion_min_trades", .whole(0...1_000_000), "100", .evidence, [.promote],
      also: ["min_trades"], "minimum trades in train and validation"),
    Setting(
      "promotion_max_loss_cluster_len", .whole(0...1_000_000), "64", .evidence, [.promote],
      also: ["max_loss_cluster_len"], "maximum length of a losing streak, in bars"),
    Setting(
      "promotion_max_cluster_loss_concentration", .number(share), "0.50", .evidence, [.promote],
      also: ["max_cluster_loss_concentration"], "maximum share of losses in the worst clusters"),
    Setting(
      "promotion_min_tail_conditional_drawdown_95", .number(-1_000...0), "-0.20", lab: "-1.0",
      .evidence, [.promote], also: ["min_tail_conditional_drawdown_95"],
      "deepest allowed mean of the drawdown tail"),
    Setting(
      "promotion_max_cost_ratio_train_validation", .number(share), "0.60", .evidence, [.promote],
      also: ["max_cost_ratio_train_validation"], "maximum ratio of costs to gross profit plus costs"
    ),
    Setting(
      "promotion_min_symbol_pass_rate", .number(share), "0.60", lab: "0.50", .evidence, [.promote],
      also: ["min_symbol_pass_rate"], "minimum fraction of profitable symbols"),
    Setting(
      "promotion_max_neighborhood_gap", .number(0...100), "0.75", .evidence, [.promote],
      also: ["max_neighborhood_gap"], "maximum relative gap between train and validation"),
    Setting(
      "promotion_min_psr", .number(share), "0.75", lab: "0.50", .evidence, [.promote],
      also: ["min_psr"], "minimum probabilistic Sharpe ratio on validation"),
    Setting(
      "promotion_min_dsr", .number(share), "0.60", lab: "0.0", .evidence, [.promote],
      also: ["min_dsr"], "minimum deflated Sharpe ratio on validation"),
    Setting(
      "promotion_max_pbo", .number(share), "0.50", lab: "1.0", .evidence, [.promote],
      also: ["max_pbo"], "maximum probability of backtest overfitting"),
    Setting(
      "promotion_pbo_blocks", .whole(2...20), "16", .evidence, [.promote], also: ["pbo_blocks"],
      "blocks of the combinatorially symmetric cross-validation, an even number"),
    Setting(
      "promotion_allow_fallback_evidence", .flag, "0", .bypass, [.promote],
      also: ["allow_fallback_evidence"], "allow missing walk-forward evidence"),
    Setting(
      "allow_backtest_artifact_fallback", .flag, "0", .bypass, [.report],
      also: ["report_allow_backtest_artifact_fallback"], "use the backtest of another family"),
  ]
}
