/// The stages, in the order in which `run_all` takes them; the names are those of their manifests.
enum StageName: String, CaseIterable, Sendable {
  case ingest
  case clean = "build_cleaned"
  case features = "build_features"
  case universe = "build_universe_snapshots"
  case context = "build_market_context"
  case queue = "generate_hypothesis_queue"
  case detect = "analyze_events"
  case registry = "build_event_registry"
  case phase2 = "phase2_conditional_hypotheses"
  case edges = "export_edge_candidates"
  case naive = "evaluate_naive_entry"
  case expectancy = "analyze_conditional_expectancy"
  case traps = "validate_expectancy_traps"
  case checklist = "generate_recommendations_checklist"
  case compile = "compile_strategy_blueprints"
  case build = "build_strategy_candidates"
  case backtest = "backtest_strategies"
  case walkforward = "run_walkforward"
  case promote = "promote_blueprints"
  case report = "make_report"

  /// Whether the stage executes strategies or judges their execution.
  var isExecution: Bool {
    switch self {
    case .backtest, .walkforward, .promote, .report: true
    default: false
    }
  }
}
