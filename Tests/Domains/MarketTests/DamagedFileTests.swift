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
    // The window has to have bars.
    let none = ["--run_id", "L", "--force", "1", "--start", "1990-01-01", "--end", "1990-02-01"]
    #expect(
      message { try call("build_cleaned", none, in: directory.path) }.contains("no bar from"))
  }
}
