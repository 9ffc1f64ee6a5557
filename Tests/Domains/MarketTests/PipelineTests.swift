import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Market

/// Runs over the shipped stocks, one after the other in one data root.
@Suite(.serialized) struct PipelineTests {
  @Test func `the strict profile ends in KEEP_RESEARCH and says why`() throws {
    let directory = try TemporaryDirectory()
    do {
      try call("run_all", stockWords("S", profile: "strict", executed), in: directory.path)
      Issue.record("nothing held the run back")
    } catch let error as StageError {
      #expect(error.exitCode == 11)
      #expect(error.message.contains("KEEP_RESEARCH"))
      #expect(error.message.contains("promoted_edge_candidates"))
    }
    let manifest = try fields(directory, "runs/S/run_manifest.json")
    #expect(try manifest.text("status") == "failed")
    #expect(try manifest.text("failed_stage") == "checklist_gate")
    #expect(try manifest.text("checklist_decision") == "KEEP_RESEARCH")
    #expect(try manifest.flag("execution_blocked_by_checklist"))
    #expect(try manifest.flag("production"))
    #expect(!FileSystem.exists(directory.path("data/runs/S/backtest_strategies.json")))
    #expect(try call("triage", ["S"], in: directory.path) == 11)
    // An override without a reason is none, and one with a reason is on the record with it.
    let onward = executed + ["--auto_continue_on_keep_research", "1", "--force", "1"]
    for (more, isHeld) in [([], true), (["--override_reason", "to see the rest"], false)] {
      let words = stockWords("S", profile: "strict", onward + more)
      let text = message { try call("run_all", words, in: directory.path) }
      #expect(text.contains("is KEEP_RESEARCH: ") == isHeld, "\(text)")
      let manifest = try fields(directory, "runs/S/run_manifest.json")
      #expect(try manifest.flag("execution_blocked_by_checklist") == isHeld)
      if !isHeld {
        #expect(try manifest.text("auto_continue_reason").contains("to see the rest"))
        #expect(try manifest.text("override_reason") == "to see the rest")
      }
    }
  }

  @Test func `discovery alone ends well without a PROMOTE`() throws {
    let directory = try TemporaryDirectory()
    #expect(try call("run_all", stockWords("D", profile: "strict"), in: directory.path) == 0)
    let manifest = try fields(directory, "runs/D/run_manifest.json")
    #expect(try manifest.text("status") == "success")
    #expect(try !manifest.flag("execution_blocked_by_checklist"))
  }

  @Test func `the lab profile promotes, and everything it touched is marked`() throws {
    let directory = try TemporaryDirectory()
    #expect(try call("run_all", stockWords("L", executed), in: directory.path) == 0)
    let manifest = try fields(directory, "runs/L/run_manifest.json")
    #expect(try manifest.flag("auto_continue_applied"))
    #expect(try !manifest.flag("production"))
    let overrides = try manifest.texts("non_production_overrides")
    #expect(
      overrides.contains(
        "compile_strategy_blueprints:--ignore_checklist=1,--allow_fallback_blueprints=1"))
    #expect(
      overrides.contains(
        "build_strategy_candidates:--ignore_checklist=1,--allow_non_promoted=1"))
    #expect(overrides.contains("profile:--phase2_multiplicity_k=0.25"))
    let report = try fields(directory, "reports/promotions/L/promotion_report.json")
    #expect(try report.integer("survivors_count") >= 1)
    #expect(try report.integer("pbo_splits") == 12_870)
    #expect(try report.integer("n_trials") >= 70)
    for path in [
      "reports/promotions/L/promotion_report.json", "reports/eval/L/walkforward_summary.json",
      "lake/trades/backtests/vol_compression_expansion_v1/L/metrics.json",
      "reports/vol_compression_expansion_v1/L/summary.json", "runs/L/make_report.json",
    ] { #expect(try !fields(directory, path).flag("production"), "\(path)") }
    let page = directory.path("data/reports/vol_compression_expansion_v1/L/summary.html")
    try PageCheck.expectSound(String(decoding: try FileSystem.readFile(page), as: UTF8.self))
    let promoted = directory.path("data/reports/promotions/L/promoted_blueprints.jsonl")
    for blueprint in try Blueprint.read(StageFiles.read(promoted), path: promoted) {
      #expect(!blueprint.overrides.isEmpty)
      #expect(blueprint.promotion?.asMap?["production"] == .bool(false))
    }
    try tamper(directory)
  }

  /// What is done to the files of a finished run, and what each stage says to it.
  private func tamper(_ directory: TemporaryDirectory) throws {
    func refusal(_ step: String, _ words: [String] = []) -> StageError? {
      do {
        try call(step, ["--run_id", "L", "--profile", "lab"] + words, in: directory.path)
      } catch {
        return error as? StageError
      }
      return nil
    }
    // Nothing changed: nothing is done again, and nothing is refused.
    #expect(try call("run_all", stockWords("L", executed), in: directory.path) == 0)
    #expect(
      message {
        try call("run_all", stockWords("L", executed + ["--fees_bps", "3"]), in: directory.path)
      }
      .contains("other settings"))

    // A judgement that is asked for by name is made again, and an override marks it.
    let report = "reports/promotions/L/promotion_report.json"
    for flags in [["--allow_fallback_evidence", "1"], []] {
      let words = ["--run_id", "L", "--profile", "lab"] + flags
      #expect(try call("promote_blueprints", words, in: directory.path) == 0)
      #expect(try call("make_report", words.prefix(4).map { $0 }, in: directory.path) == 0)
      let marks = try fields(directory, report).texts("non_production_overrides")
      #expect(
        marks.contains("promote_blueprints:--promotion_allow_fallback_evidence=1") == !flags.isEmpty
      )
    }

    let engine = "data/runs/L__wf_train/engine"
    let extra = directory.path("\(engine)/strategy_returns_extra.csv")
    try FileSystem.writeAtomically(extra, Array("timestamp\n".utf8))
    try FileSystem.remove(directory.path("data/runs/L/run_walkforward.json"))
    let unexpected = refusal("run_walkforward")
    #expect(unexpected?.exitCode == 11)
    #expect(unexpected?.message.contains("strategy_returns_extra.csv") ?? false)
    #expect(
      try call(
        "run_walkforward",
        [
          "--run_id", "L", "--profile", "lab", "--allow_unexpected_strategy_files", "1",
        ], in: directory.path) == 0)
    let summary = try fields(directory, "reports/eval/L/walkforward_summary.json")
    #expect(try summary.texts("unexpected_strategy_ids").contains("extra"))
    try FileSystem.remove(extra)

    let metrics = directory.path(
      "data/lake/trades/backtests/vol_compression_expansion_v1/L/metrics.json")
    let whole = try StageFiles.read(metrics)
    try without("net_alpha", at: metrics)
    #expect(refusal("make_report", ["--force", "1"])?.message.contains("net_alpha") ?? false)
    try FileSystem.writeAtomically(metrics, whole)
    let trades = directory.path(
      "data/lake/trades/backtests/vol_compression_expansion_v1/L/trades_AAPL.csv")
    let rows = try StageFiles.read(trades)
    let short = rows.dropLast().lastIndex(of: 10).map { Array(rows[...$0]) } ?? []
    try FileSystem.writeAtomically(trades, short)
    #expect(refusal("make_report", ["--force", "1"])?.message.contains("trades") ?? false)
    // A stale file is found by its digest, whatever its time.
    #expect(try call("triage", ["L"], in: directory.path) == 11)
    try FileSystem.writeAtomically(trades, rows)

    #expect(try call("invalidate", ["L", "--policy", "hardening"], in: directory.path) == 0)
    #expect(refusal("promote_blueprints", ["--force", "1"])?.exitCode == 11)
    #expect(refusal("make_report", ["--force", "1"])?.exitCode == 11)
    #expect(
      FileSystem.exists(directory.path("data/reports/promotions/L/promotion_revoked.json")))
    for (words, expected) in [
      (["--force", "0"], "--force 1"),
      (["--force", "1", "--clean_engine_artifacts", "0"], "--clean_engine_artifacts 1"),
      (
        ["--force", "1", "--walkforward_allow_unexpected_strategy_files", "1"],
        "--walkforward_allow_unexpected_strategy_files 0"
      ),
    ] {
      let text = message {
        try call("run_all", stockWords("L", executed + words), in: directory.path)
      }
      #expect(text.contains(expected), "\(words): \(text)")
    }
  }

  @Test func `two runs of the same input are the same bytes, also where one came in two pieces`()
    throws
  {
    let (first, second) = (try TemporaryDirectory(), try TemporaryDirectory())
    try call("run_all", stockWords("E", executed), in: first.path)
    try call("run_all", stockWords("E"), in: second.path)
    try call("run_all", stockWords("E", executed), in: second.path)
    let files = try FileSystem.walk(first.path("data"))
    #expect(files == (try FileSystem.walk(second.path("data"))))
    #expect(files.count > 60)
    for file in files {
      let (left, right) = (
        try StageFiles.read(first.path("data/\(file)")),
        try StageFiles.read(second.path("data/\(file)"))
      )
      #expect(left == right, "\(file)")
    }
  }

  @Test func `compiler and builder need a checklist, walk-forward a source`() throws {
    let directory = try TemporaryDirectory()
    try call("run_all", stockWords("C", profile: "strict"), in: directory.path)
    let text = message {
      try call("compile_strategy_blueprints", ["--run_id", "C"], in: directory.path)
    }
    #expect(text.contains("KEEP_RESEARCH, not PROMOTE"))
    try FileSystem.remove(directory.path("data/runs/C/research_checklist/checklist.json"))
    #expect(
      message { try call("build_strategy_candidates", ["--run_id", "C"], in: directory.path) }
        .contains("missing, not PROMOTE"))
    #expect(
      message { try call("run_walkforward", ["--run_id", "C"], in: directory.path) }
        .contains("nothing to execute"))
    #expect(
      message {
        try call("backtest_strategies", ["--run_id", "C", "--strategies", "x"], in: directory.path)
      }.contains("no strategy 'x'"))
    // A built-in strategy is executed without any blueprint.
    #expect(
      try call(
        "backtest_strategies", ["--run_id", "C", "--strategies", "vol_compression_v1"],
        in: directory.path) == 0)
    // An event that the registry does not know is no evidence.
    let events = directory.path("data/events/C/events.csv")
    let rows = try StageFiles.read(events)
    let short = rows.dropLast().lastIndex(of: 10).map { Array(rows[...$0]) } ?? []
    try FileSystem.writeAtomically(events, short)
    #expect(
      message {
        try call(
          "phase2_conditional_hypotheses", ["--run_id", "C", "--force", "1"], in: directory.path)
      }.contains("registry"))
  }

  private func fields(_ directory: TemporaryDirectory, _ path: String) throws -> StageFields {
    try StageFiles.readFields(directory.path("data/\(path)"))
  }

  private func without(_ name: String, at path: String) throws {
    var map = try StageFiles.readFields(path).map
    var costs = map["cost_decomposition"]?.asMap ?? [:]
    costs[name] = "none"
    map["cost_decomposition"] = .map(costs)
    try FileSystem.writeAtomically(path, JSON.encode(.map(map)))
  }
}
