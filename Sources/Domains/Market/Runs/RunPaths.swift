/// Where the files of a run lie, relative to the data root.
struct RunPaths: Sendable {
  /// The run's id.
  let run: String

  /// The family of strategies whose directory the report reads first.
  static let executionFamily = "vol_compression_expansion_v1"

  func stage(_ name: String) -> String { "runs/\(run)/\(name).json" }
  var manifest: String { "runs/\(run)/run_manifest.json" }
  var invalidation: String { "runs/\(run)/invalidated.json" }
  var checklist: String { "runs/\(run)/research_checklist/checklist.json" }
  var checklistPage: String { "runs/\(run)/research_checklist/checklist.md" }
  var engine: String { "runs/\(run)/engine" }
  var clock: String { "lake/runs/\(run)/cleaned/clock.json" }
  func cleaned(_ symbol: String) -> String { "lake/runs/\(run)/cleaned/perp/\(symbol)/bars.csv" }
  func features(_ symbol: String) -> String {
    "lake/runs/\(run)/features/perp/\(symbol)/features_v1.csv"
  }
  var featureManifest: String { "lake/runs/\(run)/features/features_manifest.json" }
  func context(_ symbol: String) -> String {
    "lake/runs/\(run)/context/market_state/\(symbol).csv"
  }
  func persistence(_ symbol: String) -> String {
    "lake/runs/\(run)/context/funding_persistence/\(symbol).csv"
  }
  var universe: String { "reports/universe/\(run)/universe_membership.json" }
  var universeSnapshots: String { "metadata/universe_snapshots/\(run).csv" }
  func queue(_ name: String) -> String { "reports/hypothesis_generator/\(run)/\(name)" }
  func family(_ family: String, _ name: String) -> String { "reports/\(family)/\(run)/\(name)" }
  func registry(_ name: String) -> String { "events/\(run)/\(name)" }
  func phase2(_ family: String, _ name: String) -> String {
    "reports/phase2/\(run)/\(family)/\(name)"
  }
  func edges(_ name: String) -> String { "reports/edge_candidates/\(run)/\(name)" }
  func naive(_ name: String) -> String { "reports/naive_entry/\(run)/\(name)" }
  func expectancy(_ name: String) -> String { "reports/expectancy/\(run)/\(name)" }
  func blueprints(_ name: String) -> String { "reports/strategy_blueprints/\(run)/\(name)" }
  func builder(_ name: String) -> String { "reports/strategy_builder/\(run)/\(name)" }
  func trades(_ name: String, family: String = executionFamily) -> String {
    "lake/trades/backtests/\(family)/\(run)/\(name)"
  }
  func evaluation(_ name: String) -> String { "reports/eval/\(run)/\(name)" }
  func promotions(_ name: String) -> String { "reports/promotions/\(run)/\(name)" }
  func report(_ name: String) -> String { "reports/\(Self.executionFamily)/\(run)/\(name)" }
  var trials: String { "trials/\(run)/trials.csv" }
  var funnel: String { "reports/funnel/\(run)/funnel_summary.json" }

  /// The run of one split of the walk-forward.
  func split(_ label: String) -> RunPaths { RunPaths(run: "\(run)__wf_\(label)") }
}
