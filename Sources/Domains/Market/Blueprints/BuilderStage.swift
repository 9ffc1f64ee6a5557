import Codecs
import StageKit

/// Lists what could be deployed: promoted blueprints before edge candidates, each behaviour once.
enum BuilderStage {
  private struct Entry {
    var id: String
    var family: String
    var source: String
    var rank: Int
    var score: Double
    var behaviour: String
    var symbols: [String]
    var production: Bool
  }

  /// Families with an execution of their own; any other is unmapped and not ready.
  static let routes: [(family: String, execution: String, strategy: String)] = [
    (RangeCompression.family, RunPaths.executionFamily, "vol_compression_v1"),
    (VolatilityShock.family, RunPaths.executionFamily, "vol_shock_fade_v1"),
  ]

  /// Most candidates, of a family and in all.
  static let perFamily = 2
  static let countMax = 20

  static func run(_ job: Job) throws(StageError) {
    try ChecklistStage.demandPromote(
      "the builder", override: "strategy_builder_ignore_checklist", job)
    var entries = try promoted(job)
    let edges = try EdgeTable(job.table(job.paths.edges("edge_candidates_normalized.csv")))
    var missing = 0
    for row in edges.rows {
      guard row.isPromoted || job.settings.flag("strategy_builder_allow_non_promoted") else {
        continue
      }
      guard EventCondition(row.condition) != nil, row.edge.isFinite else {
        guard job.settings.flag("strategy_builder_allow_missing_candidate_detail") else {
          throw StageError(
            .refused, "candidate '\(row.id)' has no detail in '\(row.source)'",
            hint: "'--strategy_builder_allow_missing_candidate_detail 1' leaves it out")
        }
        missing += 1
        continue
      }
      let score = row.density > 0 ? row.density : 0.65 * row.edge + 0.35 * row.stability
      entries.append(
        Entry(
          id: row.id, family: row.family, source: "edge_candidate", rank: 1, score: score,
          behaviour: "\(row.family)/\(row.id)", symbols: row.symbol == "ALL" ? [] : [row.symbol],
          production: row.isPromoted))
    }
    entries.sort { ($0.rank, -$0.score, $0.id) < ($1.rank, -$1.score, $1.id) }
    var kept: [Entry] = []
    for entry in entries {
      let isTwin = kept.contains { $0.id == entry.id || $0.behaviour == entry.behaviour }
      let ofFamily = kept.count { $0.family == entry.family }
      if isTwin || ofFamily >= perFamily || kept.count >= countMax { continue }
      kept.append(entry)
    }
    try write(kept, entries: entries.count, missing: missing, job)
  }

  private static func promoted(_ job: Job) throws(StageError) -> [Entry] {
    let path = job.paths.promotions("promoted_blueprints.jsonl")
    guard job.lake.has(path), try !Revocation.isRevoked(job) else { return [] }
    try job.reads(path)
    return try Blueprint.read(try job.lake.bytes(path), path: path).map { blueprint in
      Entry(
        id: blueprint.id, family: blueprint.eventType, source: "promoted_blueprint", rank: 0,
        score: 1, behaviour: "\(blueprint.eventType)/\(blueprint.candidate)",
        symbols: blueprint.symbols, production: blueprint.overrides.isEmpty)
    }
  }

  private static func write(
    _ kept: [Entry], entries: Int, missing: Int, _ job: Job
  ) throws(StageError) {
    var candidates: [Value] = []
    var strategies: [Value] = []
    var lines = ["# Strategy candidates of run \(job.run)", ""]
    for entry in kept {
      let route = routes.first { $0.family == entry.family }
      candidates.append([
        "strategy_candidate_id": .text(entry.id), "event": .text(entry.family),
        "source": .text(entry.source), "selection_score": .double(entry.score),
        "execution_family": .text(route?.execution ?? "unmapped"),
        "base_strategy": .text(route?.strategy ?? "unmapped"),
        "backtest_ready": .bool(route != nil),
        "backtest_ready_reason": .text(route == nil ? "no execution for '\(entry.family)'" : ""),
        "production": .bool(entry.production),
      ])
      strategies.append([
        "strategy_candidate_id": .text(entry.id),
        "base_strategy": .text(route?.strategy ?? "unmapped"),
        "deployment_type": .text(entry.symbols.isEmpty ? "multi_symbol" : "single_symbol"),
        "deployment_symbols": .array(
          (entry.symbols.isEmpty ? job.symbols : entry.symbols).map(Value.text)),
        "strategy_instances": .array([.text(entry.id)]),
      ])
      lines.append("* \(entry.id): \(entry.source), score \(Decimal64.text(entry.score))")
    }
    if kept.isEmpty { lines.append("None: look at the export of edges and the checklist.") }
    try job.write(job.paths.builder("strategy_candidates.json"), .array(candidates))
    try job.write(
      job.paths.builder("deployment_manifest.json"),
      [
        "run_id": .text(job.run),
        "builder_diagnostics": [
          "considered": .int(Int64(entries)), "kept": .int(Int64(kept.count)),
          "missing_detail": .int(Int64(missing)),
        ], "strategies": .array(strategies),
      ])
    try job.write(
      job.paths.builder("selection_summary.md"), lines.joined(separator: "\n") + "\n")
    try job.write(
      job.paths.builder("manual_backtest_instructions.md"),
      "# Execute by hand\n\n    runledger market backtest_strategies --run_id \(job.run) "
        + "--symbols \(job.symbols.joined(separator: ",")) --force 1\n")
    job.stats["strategy_candidates"] = .int(Int64(kept.count))
  }
}
