import StageKit
import Testing

@testable import Market

/// Every command of the operator's runbook, as it is printed, with one prefix put for another.
@Suite struct RunbookTests {
  private static let window = "--symbols BTCUSDT,ETHUSDT --start 2020-01-01 --end 2025-12-31"

  static let commands: [(section: String, verb: String, words: String)] = [
    (
      "1", "run_all",
      """
      --run_id RUN \(window) --run_hypothesis_generator 1 --run_phase2_conditional 1 \
      --phase2_event_type all --phase2_min_ess 150 --phase2_ess_max_lag 24 \
      --phase2_multiplicity_k 1.0 --phase2_parameter_curvature_max_penalty 0.50 \
      --phase2_delay_grid_bars 0,4,8,16,30 --phase2_min_delay_positive_ratio 0.60 \
      --phase2_min_delay_robustness_score 0.60
      """
    ),
    (
      "2", "run_all",
      """
      --run_id RUN_FULL \(window) --run_phase2_conditional 1 --phase2_event_type all \
      --run_edge_candidate_universe 1 --run_backtest 1 --run_walkforward_eval 1 \
      --run_make_report 1 \
      --blueprints_path data/reports/strategy_blueprints/RUN_FULL/blueprints.jsonl \
      --blueprints_top_k 10 --blueprints_filter_event_type all --fees_bps 4 --slippage_bps 2 \
      --cost_bps 6 --walkforward_drawdown_cluster_top_frac 0.10 \
      --walkforward_drawdown_tail_q 0.05 --promotion_max_loss_cluster_len 64 \
      --promotion_max_cluster_loss_concentration 0.50 \
      --promotion_min_tail_conditional_drawdown_95 -0.20
      """
    ),
    (
      "3", "run_all",
      """
      --run_id RUN \(window) --skip_ingest_ohlcv 1 --skip_ingest_funding 1 \
      --skip_ingest_spot_ohlcv 1 --force 0
      """
    ),
    (
      "4", "backtest_strategies",
      """
      --run_id RUN --symbols BTCUSDT,ETHUSDT \
      --blueprints_path data/reports/strategy_blueprints/RUN/blueprints.jsonl \
      --blueprints_top_k 10 --blueprints_filter_event_type all --fees_bps 4 --slippage_bps 2 \
      --cost_bps 6 --force 1 --clean_engine_artifacts 1
      """
    ),
    (
      "4", "run_walkforward",
      """
      --run_id RUN \(window) --embargo_days 0 --train_frac 0.6 --validation_frac 0.2 \
      --regime_max_share 0.80 \
      --blueprints_path data/reports/strategy_blueprints/RUN/blueprints.jsonl \
      --blueprints_top_k 10 --blueprints_filter_event_type all --fees_bps 4 --slippage_bps 2 \
      --cost_bps 6 --force 1 --allow_unexpected_strategy_files 0 --clean_engine_artifacts 1 \
      --config project/configs/pipeline.yaml --config project/configs/fees.yaml
      """
    ),
    ("4", "promote_blueprints", "--run_id RUN --regime_max_share 0.80"),
    ("4", "make_report", "--run_id RUN"),
    (
      "8", "run_all",
      """
      --run_id RUN_OVERRIDE \(window) --strategy_blueprint_ignore_checklist 1 \
      --strategy_blueprint_allow_fallback 1 \
      --strategy_blueprint_allow_non_executable_conditions 1 \
      --strategy_blueprint_allow_naive_entry_fail 1 --run_naive_entry_eval 0 \
      --strategy_builder_ignore_checklist 1 --strategy_builder_allow_non_promoted 1 \
      --strategy_builder_allow_missing_candidate_detail 1 --promotion_allow_fallback_evidence 1
      """
    ),
    (
      "8", "run_all",
      "--run_id RUN \(window) --naive_min_trades 100 --naive_min_expectancy_after_cost 0.0 "
        + "--naive_max_drawdown -0.25 --auto_continue_on_keep_research 0"
    ),
    ("9", "promote_blueprints", "--run_id RUN --allow_fallback_evidence 1"),
    (
      "9", "promote_blueprints",
      "--run_id RUN --max_loss_cluster_len 64 --max_cluster_loss_concentration 0.50 "
        + "--min_tail_conditional_drawdown_95 -0.20 --max_cost_ratio_train_validation 0.60"
    ),
    ("10", "make_report", "--run_id RUN --allow_backtest_artifact_fallback 1"),
    (
      "11", "run_all",
      """
      --run_id RUN_2022_2023 \(window) --run_phase2_conditional 1 --phase2_event_type all \
      --run_backtest 1 --run_walkforward_eval 1 --run_make_report 1 --force 1 \
      --clean_engine_artifacts 1 --walkforward_allow_unexpected_strategy_files 0
      """
    ),
  ]

  @Test(arguments: commands.indices)
  func `a command of the runbook is understood as it is printed`(index: Int) throws {
    let (section, verb, words) = Self.commands[index]
    let step = try #require(Market.verbs.first { $0.name == verb }, "section \(section)")
    var parsed = try ArgumentParser(options: step.options).parse(
      words.split(separator: " ").map(String.init))
    let request = try step.request(parsed)
    guard case .exec(let exec) = request else {
      Issue.record("'\(verb)' is not recorded")
      return
    }
    #expect(exec.step == verb)
    #expect(exec.files.outputs.allSatisfy { $0.hasPrefix("${BACKTEST_DATA_ROOT:-data}/") })
    parsed.options["config"] = nil
    let settings = try RunSettings(parsed, directory: "/")
    // What the runbook writes out are the strict values, except where it overrides them.
    let marks = settings.nonProduction(of: StageName.allCases)
    let isOverride = words.contains("RUN_OVERRIDE") || words.contains("fallback")
    #expect(marks.isEmpty == !isOverride, "section \(section): \(marks)")
  }

  @Test func `both spellings of a setting are one setting`() throws {
    for (long, short) in [
      ("promotion_max_loss_cluster_len", "max_loss_cluster_len"),
      ("walkforward_embargo_days", "embargo_days"), ("phase2_min_ess", "min_ess"),
    ] {
      let options = MarketCall.options(StageName.allCases)
      let left = try RunSettings(
        ArgumentParser(options: options).parse(["--\(long)", "7"]), directory: "/")
      let right = try RunSettings(
        ArgumentParser(options: options).parse(["--\(short)", "7"]), directory: "/")
      #expect(left[long] == "7")
      #expect(right[long] == "7")
    }
  }

  /// The page has a row for every flag: what it is called, what it may be, who reads it.
  @Test func `the table of flags is the settings' own`() throws {
    let parts = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let page = String(decoding: try StageFiles.read("/\(parts)/docs/MARKET.md"), as: UTF8.self)
    let rows = Setting.all.map { setting -> String in
      let names = ([setting.name] + setting.aliases).map { "`--\($0)`" }.joined(separator: " ")
      let strict = setting.strict.isEmpty ? "" : "`\(setting.strict)`"
      let lab = setting.lab == setting.strict ? "" : "`\(setting.lab)`"
      let stages = setting.stages.map(\.rawValue).joined(separator: ", ")
      return "| \(names) | \(setting.summary) | \(strict) | \(lab) | \(stages) |"
    }
    let own = page.split(separator: "\n").map(String.init).filter { $0.hasPrefix("| `--") }
    for (row, line) in zip(rows, own) { #expect(row == line) }
    #expect(own.count == rows.count)
  }

  @Test func `no name of a setting means two`() {
    let names = Setting.all.flatMap { [$0.name] + $0.aliases }
    #expect(names.count == Set(names).count)
    for setting in Setting.all where !setting.strict.isEmpty {
      #expect(setting.problem(setting.strict) == nil, "\(setting.name)")
      #expect(setting.problem(setting.lab) == nil, "\(setting.name)")
    }
  }

  @Test func `a test of hypotheses plans its own evidence`() throws {
    let settings = RunSettings().with("run_phase2_conditional", "1")
    let plan = Pipeline.plan(settings)
    // Without these the checklist would fail for what nobody was told to compute.
    #expect(plan.contains(.expectancy) && plan.contains(.traps) && plan.contains(.naive))
    #expect(!plan.contains(.backtest))
    let full = Pipeline.plan(
      settings.with("run_backtest", "1").with("run_walkforward_eval", "1"))
    #expect(full.contains(.promote) && full.contains(.report))
  }
}
