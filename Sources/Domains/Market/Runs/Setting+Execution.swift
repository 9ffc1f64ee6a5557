extension Setting {
  private static let share = 0.0...1.0
  private static let execution: [StageName] = [.backtest, .walkforward]
  private static let costed: [StageName] = [
    .phase2, .naive, .compile, .backtest, .walkforward, .promote,
  ]

  static let preparation: [Setting] = [
    Setting(
      "strategy_blueprint_ignore_checklist", .flag, "0", .bypass, [.compile], "compile anyway"),
    Setting(
      "strategy_blueprint_allow_fallback", .flag, "0", .bypass, [.compile],
      also: ["allow_fallback_blueprints"], "compile what was not promoted, of the same quality"),
    Setting(
      "strategy_blueprint_allow_non_executable_conditions", .flag, "0", .bypass, [.compile],
      also: ["allow_non_executable_conditions"], "leave out what no engine can run"),
    Setting(
      "strategy_blueprint_allow_naive_entry_fail", .flag, "0", .bypass, [.compile],
      also: ["allow_naive_entry_fail"], "compile what failed its plain entry"),
    Setting(
      "strategy_blueprint_max_per_event", .whole(1...100), "2", .evidence, [.compile],
      "most blueprints of a family"),
    Setting(
      "strategy_blueprint_min_robustness", .number(share), "0.60", .evidence, [.compile],
      "least robustness score"),
    Setting(
      "strategy_blueprint_min_events", .whole(1...1_000_000), "100", .evidence, [.compile],
      "least events"),
    Setting(
      "strategy_blueprint_trailing_share", .number(0...10), "0.75", lab: "0", .evidence, [.compile],
      "distance of the trailing stop over that of the stop; 0: none"),
    Setting(
      "strategy_blueprint_break_even_r", .number(0...100), "1.0", lab: "0", .evidence, [.compile],
      "gain in units of risk that moves the stop to the entry; 0: none"),
    Setting(
      "strategy_blueprint_max_time_stop", .whole(1...1_000_000), "192", lab: "10", .evidence,
      [.compile], "most bars in a trade"),
    Setting(
      "strategy_builder_ignore_checklist", .flag, "0", .bypass, [.build], "build anyway"),
    Setting(
      "strategy_builder_allow_non_promoted", .flag, "0", .bypass, [.build],
      also: ["allow_non_promoted"], "take drafts"),
    Setting(
      "strategy_builder_allow_missing_candidate_detail", .flag, "0", .bypass, [.build],
      also: ["allow_missing_candidate_detail"], "leave out what has no detail"),
  ]

  static let runs: [Setting] = [
    Setting("run_backtest", .flag, "0", .request, [.backtest], "backtest the blueprints"),
    Setting("run_walkforward_eval", .flag, "0", .request, [.walkforward], "walk forward"),
    Setting("run_make_report", .flag, "0", .request, [.report], "write the report"),
    Setting("strategies", .text, "", execution, "built-in strategies, joined by commas"),
    Setting("blueprints_path", .text, "", execution, "blueprints to execute"),
    Setting("blueprints_top_k", .whole(1...1_000), "10", execution, "most blueprints executed"),
    Setting("blueprints_filter_event_type", .text, "all", execution, "a family, or all"),
    Setting("fees_bps", .number(0...1_000), "4", lab: "1", .evidence, costed, "fees a turnover"),
    Setting(
      "slippage_bps", .number(0...1_000), "2", lab: "1", .evidence, costed, "slippage a turnover"),
    Setting(
      "cost_bps", .text, "", costed, "their sum, where it is said; another sum is refused"),
    Setting(
      "borrow_bps_per_year", .number(0...100_000), "0", execution, "what a short costs a year"),
    Setting(
      "clean_engine_artifacts", .flag, "1", .bypass, execution,
      also: ["walkforward_clean_engine_artifacts"], "remove what an earlier engine left"),
    Setting(
      "walkforward_embargo_days", .whole(0...10_000), "0", .evidence, [.walkforward],
      also: ["embargo_days"], "days left out between splits"),
    Setting(
      "walkforward_purge_bars", .whole(0...1_000_000), "0", .evidence, [.walkforward],
      also: ["purge_bars"], "bars left out at the end of train and validation"),
    Setting(
      "walkforward_train_frac", .number(share), "0.6", .evidence, [.walkforward],
      also: ["train_frac"], "share of the days for training"),
    Setting(
      "walkforward_validation_frac", .number(share), "0.2", .evidence, [.walkforward],
      also: ["validation_frac"], "share of the days for validation"),
    Setting(
      "walkforward_regime_max_share", .number(share), "0.80", .evidence, [.walkforward, .promote],
      also: ["regime_max_share", "promotion_regime_max_share"],
      "most that one regime may have of the profit and loss"),
    Setting(
      "walkforward_drawdown_cluster_top_frac", .number(share), "0.10", .evidence, [.walkforward],
      also: ["drawdown_cluster_top_frac"], "share of clusters that counts as the worst"),
    Setting(
      "walkforward_drawdown_tail_q", .number(share), "0.05", .evidence, [.walkforward],
      also: ["drawdown_tail_q"], "quantile of the drawdowns' tail"),
    Setting(
      "walkforward_allow_unexpected_strategy_files", .flag, "0", .bypass, [.walkforward],
      also: ["allow_unexpected_strategy_files"], "ignore files of strategies nobody asked for"),
  ]

  static let judgement: [Setting] = [
    Setting(
      "promotion_min_trades", .whole(0...1_000_000), "100", .evidence, [.promote],
      also: ["min_trades"], "least trades of train and validation"),
    Setting(
      "promotion_max_loss_cluster_len", .whole(0...1_000_000), "64", .evidence, [.promote],
      also: ["max_loss_cluster_len"], "most losing bars in a row"),
    Setting(
      "promotion_max_cluster_loss_concentration", .number(share), "0.50", .evidence, [.promote],
      also: ["max_cluster_loss_concentration"], "most that the worst clusters may have of losses"),
    Setting(
      "promotion_min_tail_conditional_drawdown_95", .number(-1_000...0), "-0.20", lab: "-1.0",
      .evidence, [.promote], also: ["min_tail_conditional_drawdown_95"],
      "deepest mean of the drawdowns' tail"),
    Setting(
      "promotion_max_cost_ratio_train_validation", .number(share), "0.60", .evidence, [.promote],
      also: ["max_cost_ratio_train_validation"], "most that costs may be of gross and costs"),
    Setting(
      "promotion_min_symbol_pass_rate", .number(share), "0.60", lab: "0.50", .evidence, [.promote],
      also: ["min_symbol_pass_rate"], "share of symbols with a profit"),
    Setting(
      "promotion_max_neighborhood_gap", .number(0...100), "0.75", .evidence, [.promote],
      also: ["max_neighborhood_gap"], "most that train and validation may differ"),
    Setting(
      "promotion_min_psr", .number(share), "0.75", lab: "0.50", .evidence, [.promote],
      also: ["min_psr"], "least probabilistic Sharpe ratio on validation"),
    Setting(
      "promotion_min_dsr", .number(share), "0.60", lab: "0.0", .evidence, [.promote],
      also: ["min_dsr"], "least deflated Sharpe ratio on validation"),
    Setting(
      "promotion_max_pbo", .number(share), "0.50", lab: "1.0", .evidence, [.promote],
      also: ["max_pbo"], "most that the probability of overfitting may be"),
    Setting(
      "promotion_pbo_blocks", .whole(2...20), "16", .evidence, [.promote], also: ["pbo_blocks"],
      "blocks of the symmetric cross-validation, an even number"),
    Setting(
      "promotion_allow_fallback_evidence", .flag, "0", .bypass, [.promote],
      also: ["allow_fallback_evidence"], "tolerate missing evidence of the walk-forward"),
    Setting(
      "allow_backtest_artifact_fallback", .flag, "0", .bypass, [.report],
      also: ["report_allow_backtest_artifact_fallback"], "take another family's backtest"),
  ]
}
