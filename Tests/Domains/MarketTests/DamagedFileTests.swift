import Files
import StageKit
import TestKit
import Testing

@testable import Market

/// A file of a finished run that is gone or is not what it should be: which stage says what to it.
@Suite(.serialized) struct DamagedFileTests {
  /// What is done to a file, and what the stage that reads it has to say.
  private struct Damage {
    let step: String
    let path: String
    /// The text that takes the place of the file's own; nil takes the file away.
    let edit: (String) -> String?
    let expected: String
    var words: [String] = []
  }

  private static let family = RangeCompression.family
  private static let events = "reports/\(family)/L/\(family)_events.csv"
  private static let summary = "reports/\(family)/L/\(family)_summary.json"
  private static let checklist = "runs/L/research_checklist/checklist.json"
  private static let naive = "reports/naive_entry/L/naive_entry_validation.csv"
  private static let blueprints = "reports/strategy_blueprints/L/blueprints.jsonl"
  private static let trades = "lake/trades/backtests/vol_compression_expansion_v1/L"

  private static func gone(_: String) -> String? { nil }

  private static func renamed(_ column: String) -> (String) -> String? {
    { text in text.replacing(column, with: "no_\(column)", maxReplacements: 1) }
  }

  private static func replaced(_ old: String, _ new: String) -> (String) -> String? {
    { text in text.replacing(old, with: new) }
  }

  private static let scoped =
    "\"mode\":\"single_symbol\",\"symbols\":[\"NOBODY\"]"

  private static func shortened(_ text: String) -> String? {
    text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
  }

  private static var research: [Damage] {
    [
      Damage(
        step: "build_market_context", path: "lake/runs/L/features/perp/AAPL/features_v1.csv",
        edit: renamed("rv_96"), expected: "has no column 'rv_96'"),
      Damage(
        step: "phase2_conditional_hypotheses", path: events, edit: gone, expected: "is missing"),
      Damage(
        step: "phase2_conditional_hypotheses", path: summary, edit: gone, expected: "is missing"),
      Damage(
        step: "phase2_conditional_hypotheses", path: summary, edit: { _ in "nonsense" },
        expected: "is not json"),
      Damage(
        step: "phase2_conditional_hypotheses", path: events, edit: renamed("symbol"),
        expected: "has no column 'symbol'"),
      Damage(
        step: "phase2_conditional_hypotheses", path: "events/L/events.csv", edit: shortened,
        expected: "build the registry again"),
    ]
  }

  private static var preparation: [Damage] {
    [
      Damage(
        step: "build_strategy_candidates", path: checklist,
        edit: replaced("\"KEEP_RESEARCH\"", "\"MAYBE\""),
        expected: "neither PROMOTE nor KEEP_RESEARCH"),
      Damage(
        step: "build_strategy_candidates", path: checklist, edit: { _ in "x" },
        expected: "is not json"),
      Damage(
        step: "compile_strategy_blueprints", path: naive, edit: gone,
        expected: "the naive entries were not tried"),
      Damage(
        step: "compile_strategy_blueprints", path: naive, edit: renamed("naive_pass"),
        expected: "has no column 'naive_pass'"),
      Damage(
        step: "compile_strategy_blueprints", path: naive, edit: replaced(",1\n", ",0\n"),
        expected: "failed its naive entry"),
    ]
  }

  private static var execution: [Damage] {
    [
      Damage(
        step: "backtest_strategies", path: "events/L/events.csv", edit: renamed("event_type"),
        expected: "has no column 'event_type'"),
      Damage(
        step: "backtest_strategies", path: "events/L/events.csv",
        edit: replaced("T00:00:00Z,AAPL", "T00:00:01Z,AAPL"), expected: "has no bar"),
      Damage(
        step: "backtest_strategies", path: blueprints,
        edit: replaced("\"mode\":\"all\",\"symbols\":[]", scoped), expected: "has a symbol among"),
      Damage(
        step: "compile_strategy_blueprints", path: checklist, edit: gone,
        expected: "missing, not PROMOTE"),
      Damage(
        step: "compile_strategy_blueprints", path: checklist,
        edit: replaced("\"KEEP_RESEARCH\"", "\"MAYBE\""),
        expected: "neither PROMOTE nor KEEP_RESEARCH"),
      Damage(
        step: "compile_strategy_blueprints", path: naive, edit: renamed("event_type"),
        expected: "has no column 'event_type'"),
      Damage(
        step: "compile_strategy_blueprints", path: naive, edit: renamed("candidate_id"),
        expected: "has no column 'candidate_id'"),
      Damage(
        step: "compile_strategy_blueprints",
        path: "reports/edge_candidates/L/edge_candidates_normalized.csv", edit: { $0 },
        expected: "passed the quality floor",
        words: ["--strategy_blueprint_min_events", "1000000"]),
      Damage(
        step: "backtest_strategies", path: blueprints, edit: replaced("\"mode\"", "\"moode\""),
        expected: "line 1"),
      Damage(
        step: "backtest_strategies", path: blueprints,
        edit: replaced(RangeCompression.signal, "no_event"), expected: "which is no signal"),
      Damage(
        step: "backtest_strategies", path: blueprints,
        edit: replaced("\"max_position_scale\":1", "\"max_position_scale\":-1"),
        expected: "sizing.max_position_scale"),
      Damage(
        step: "backtest_strategies", path: blueprints, edit: { $0 },
        expected: "is of the event type 'none'", words: ["--blueprints_filter_event_type", "none"]),
      Damage(
        step: "promote_blueprints", path: "reports/eval/L/walkforward_summary.json", edit: gone,
        expected: "there is no evidence to promote by"),
      Damage(
        step: "promote_blueprints", path: "reports/eval/L/walkforward_summary.json",
        edit: replaced("dsl_interpreter_v1__", "another__"), expected: "says nothing of blueprint"),
      Damage(
        step: "make_report", path: "\(trades)/metrics.json", edit: gone,
        expected: "the report needs"),
      Damage(
        step: "make_report", path: "\(trades)/metrics.json",
        edit: replaced("\"sharpe_annualized\"", "\"no_sharpe\""), expected: "'sharpe_annualized'"),
      Damage(
        step: "make_report", path: "\(trades)/equity_curve.csv", edit: renamed("equity"),
        expected: "has no column 'equity'"),
      Damage(
        step: "make_report", path: "\(trades)/equity_curve.csv",
        edit: { _ in "timestamp,equity\n" },
        expected: "has no rows"),
      Damage(
        step: "make_report", path: "\(trades)/trades_AAPL.csv", edit: shortened,
        expected: "and the metrics count"),
    ]
  }

  /// The files of a split are believed by their digests and their form, by the walk-forward that
  /// finds them there and by promotion.
  private func whatSplitsLeft(_ directory: TemporaryDirectory) throws {
    let engine = "data/runs/L__wf_train/engine"
    let name = try #require(
      FileSystem.list(directory.path(engine)).first { $0.hasPrefix("strategy_returns_") })
    let returns = directory.path("\(engine)/\(name)")
    let metrics = directory.path("data/\(Self.trades)__wf_train/metrics.json")
    let edits: [(path: String, edit: (String) -> String?, said: String, promotion: String)] = [
      (returns, Self.gone, "has no 'runs/L__wf_train/engine/\(name)'", "is missing"),
      (returns, Self.renamed("borrow_cost"), "no column 'borrow_cost'", "no column 'borrow_cost'"),
      (returns, Self.replaced("AAPL,0,0,", "AAPL,x,0,"), "no number", ""),
      (
        returns, Self.replaced("AAPL,0,0,", "AAPL,1,0,"), "is not what 'run_walkforward'",
        "is not what 'run_walkforward'"
      ),
      (metrics, Self.replaced("\"net_alpha\"", "\"no_alpha\""), "'net_alpha'", ""),
      (metrics, Self.replaced("\"win_rate\": 0", "\"win_rate\": 1"), "is not what", ""),
    ]
    for (path, edit, said, promotion) in edits {
      let whole = try StageFiles.read(path)
      let other = edit(String(decoding: whole, as: UTF8.self))
      #expect(other.map { Array($0.utf8) } != whole, "\(path) stays as it is: \(said)")
      if let other {
        try FileSystem.writeAtomically(path, Array(other.utf8))
      } else {
        try FileSystem.remove(path)
      }
      let words = ["--run_id", "L", "--profile", "lab"]
      for _ in 0..<2 {
        let heard = message { try call("run_walkforward", words, in: directory.path) }
        #expect(heard.contains(said), "\(said): \(heard)")
      }
      if !promotion.isEmpty {
        let heard = message { try call("promote_blueprints", words, in: directory.path) }
        #expect(heard.contains(promotion), "\(promotion): \(heard)")
      }
      try FileSystem.writeAtomically(path, whole)
      #expect(try call("run_walkforward", words, in: directory.path) == 0)
    }
    // A split without metrics was not executed: it is, and comes to the same.
    let whole = try StageFiles.readFields(metrics).map("cost_decomposition")
    try FileSystem.remove(metrics)
    let again = ["--run_id", "L", "--profile", "lab"]
    #expect(try call("run_walkforward", again, in: directory.path) == 0)
    #expect(try StageFiles.readFields(metrics).map("cost_decomposition") == whole)
    // A split without a bar is no evidence of anything.
    let later = again + ["--force", "1", "--end", "2020-01-01"]
    #expect(
      message { try call("run_walkforward", later, in: directory.path) }
        .contains("split 'test', 2016-"))
    #expect(try call("run_walkforward", again + ["--force", "1"], in: directory.path) == 0)
  }

  /// Without files of trades the report counts what the engine's own files hold; with others than
  /// were written it does not.
  private func tradesThatAreNotThere(_ directory: TemporaryDirectory) throws {
    let words = ["--run_id", "L", "--profile", "lab"]
    let metrics = directory.path("data/\(Self.trades)/metrics.json")
    let whole = try StageFiles.read(metrics)
    let better = String(decoding: whole, as: UTF8.self)
      .replacing("\"win_rate\": 0", with: "\"win_rate\": 1")
    try FileSystem.writeAtomically(metrics, Array(better.utf8))
    #expect(
      message { try call("make_report", words, in: directory.path) }
        .contains("is not what 'backtest_strategies' has written"))
    try FileSystem.writeAtomically(metrics, whole)
    let folder = directory.path("data/\(Self.trades)")
    for name in try FileSystem.list(folder) where name.hasPrefix("trades_") {
      try FileSystem.remove("\(folder)/\(name)")
    }
    #expect(try call("make_report", words, in: directory.path) == 0)
    let summary = directory.path("data/reports/vol_compression_expansion_v1/L/summary.json")
    let checks = StageFields(
      place: "checks", map: try StageFiles.readFields(summary).map("integrity_checks"))
    #expect(try checks.text("trade_evidence_source") == "engine_fallback")
    let engine = directory.path("data/runs/L/engine")
    let name = try #require(
      FileSystem.list(engine).first { $0.hasPrefix("strategy_returns_") })
    try FileSystem.remove("\(engine)/\(name)")
    #expect(
      message { try call("make_report", words, in: directory.path) }
        .contains("no trades and no 'runs/L/engine/\(name)'"))
  }

  @Test func `whoever reads a damaged file says what is wrong with it`() throws {
    let directory = try TemporaryDirectory()
    #expect(try call("run_all", stockWords("L", executed), in: directory.path) == 0)
    for damage in Self.research + Self.preparation + Self.execution {
      let path = directory.path("data/\(damage.path)")
      let whole = try StageFiles.read(path)
      let text = String(decoding: whole, as: UTF8.self)
      if let other = damage.edit(text) {
        #expect(other != text || !damage.words.isEmpty, "\(damage.path) stays as it is")
        try FileSystem.writeAtomically(path, Array(other.utf8))
      } else {
        try FileSystem.remove(path)
      }
      let words = ["--run_id", "L", "--profile", "lab", "--force", "1"] + damage.words
      let said = message { try call(damage.step, words, in: directory.path) }
      #expect(said.contains(damage.expected), "\(damage.step), \(damage.path): \(said)")
      try FileSystem.writeAtomically(path, whole)
    }
    try whatSplitsLeft(directory)
    try tradesThatAreNotThere(directory)
    // The window has to have bars.
    let none = ["--run_id", "L", "--force", "1", "--start", "1990-01-01", "--end", "1990-02-01"]
    #expect(
      message { try call("build_cleaned", none, in: directory.path) }.contains("no bar from"))
  }
}
