extension Setting {
  private static let anyNumber = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  private static let atLeastZero = 0...Double.greatestFiniteMagnitude
  private static let share = 0.0...1.0

  static let phase2: [Setting] = [
    Setting(
      "phase2_event_type", .text, "all", [.detect, .registry, .phase2], "an event family, or all"),
    Setting(
      "phase2_min_ess", .number(atLeastZero), "150", .evidence, [.phase2], also: ["min_ess"],
      "minimum effective sample size"),
    Setting(
      "phase2_ess_max_lag", .whole(1...1_000), "24", .evidence, [.phase2], also: ["ess_max_lag"],
      "maximum lag of the effective sample size"),
    Setting(
      "phase2_multiplicity_k", .number(0...100), "1.0", lab: "0.25", .evidence, [.phase2],
      also: ["multiplicity_k"], "factor of the multiplicity penalty"),
    Setting(
      "phase2_parameter_curvature_max_penalty", .number(atLeastZero), "0.50", .evidence, [.phase2],
      also: ["parameter_curvature_max_penalty"],
      "maximum penalty for sensitivity to neighbouring thresholds"),
    Setting(
      "phase2_delay_grid_bars", .wholes(0...100_000), "0,4,8,16,30", .evidence, [.phase2],
      also: ["delay_grid_bars"], "entry delays to try, in bars"),
    Setting(
      "phase2_min_delay_positive_ratio", .number(share), "0.60", .evidence, [.phase2],
      also: ["min_delay_positive_ratio"], "minimum fraction of delays with positive expectancy"),
    Setting(
      "phase2_min_delay_robustness_score", .number(share), "0.60", .evidence, [.phase2],
      also: ["min_delay_robustness_score"], "minimum robustness score over delays"),
    Setting(
      "phase2_bootstrap", .whole(100...100_000), "1000", .evidence, [.phase2], "bootstrap resamples"
    ),
    Setting(
      "phase2_min_condition_events", .whole(1...1_000_000), "20", .evidence, [.phase2],
      "minimum number of events of a tested condition"),
    Setting(
      "phase2_max_fdr", .number(share), "0.05", .evidence, [.phase2],
      "maximum adjusted p-value"),
    Setting(
      "phase2_friction_floor", .number(0...100), "0.01", .evidence, [.phase2],
      "minimum reduction of risk"),
    Setting(
      "phase2_min_controls_coverage", .number(share), "0.80", .evidence, [.phase2],
      "minimum fraction of events with matched controls"),
    Setting(
      "phase2_min_cost_coverage", .number(share), "0.80", .evidence, [.phase2],
      "minimum fraction of cost model inputs present"),
    Setting(
      "phase2_max_cost_ratio", .number(share), "0.60", .evidence, [.phase2],
      "maximum ratio of costs to expectancy plus costs"),
  ]

  static let research: [Setting] = [
    Setting(
      "run_hypothesis_generator", .flag, "0", .request, [.queue], "generate the hypothesis queue"),
    Setting(
      "run_phase2_conditional", .flag, "0", .request, [.phase2], "detect events and test hypotheses"
    ),
    Setting(
      "run_edge_candidate_universe", .flag, "0", .request, [.edges],
      "export edge candidates as a stage of its own"),
    Setting(
      "run_naive_entry_eval", .flag, "1", .bypass, [.naive, .compile],
      "evaluate a naive entry for every candidate"),
    Setting(
      "naive_min_trades", .whole(1...1_000_000), "100", .evidence, [.naive],
      "minimum number of naive trades"),
    Setting(
      "naive_min_expectancy_after_cost", .number(anyNumber), "0.0", .evidence, [.naive],
      "minimum mean return after costs"),
    Setting(
      "naive_max_drawdown", .number(-1_000...0), "-0.25", lab: "-1.0", .evidence, [.naive],
      "deepest allowed drawdown"),
    Setting(
      "run_expectancy", .word(["auto", "0", "1"]), "auto", .request, [.expectancy, .traps],
      "analyse conditional expectancy; auto: whenever phase 2 runs"),
    Setting(
      "expectancy_min_samples", .whole(2...1_000_000), "100", .evidence, [.expectancy, .traps],
      "minimum samples of a condition"),
    Setting(
      "expectancy_min_t", .number(anyNumber), "2.0", .evidence, [.expectancy, .traps],
      "minimum t statistic of a condition"),
    Setting(
      "expectancy_max_fdr", .number(share), "0.05", .evidence, [.expectancy],
      "maximum adjusted p-value"),
    Setting(
      "expectancy_min_jaccard", .number(share), "0.30", .evidence, [.traps],
      "minimum Jaccard similarity of survivors under neighbouring thresholds"),
    Setting(
      "expectancy_min_events_per_day", .number(atLeastZero), "0.5", lab: "0.05", .evidence,
      [.traps], "minimum capacity, in events per day"),
    Setting(
      "auto_continue_on_keep_research", .flag, "0", lab: "1", .bypass,
      [.checklist, .compile, .build],
      "continue to execution without a PROMOTE"),
    Setting(
      "strict_recommendations_checklist", .flag, "0", [.checklist],
      "KEEP_RESEARCH ends the run, whatever was requested"),
    Setting(
      "override_reason", .text, "", .request, [.checklist],
      "why gates are bypassed; recorded in run_manifest.json"),
  ]
}
