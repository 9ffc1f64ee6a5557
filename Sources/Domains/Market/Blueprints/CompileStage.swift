import Codecs
import StageKit

/// Compiles promoted hypotheses into blueprints; nothing is compiled that any gate kept back.
enum CompileStage {
  static func run(_ job: Job) throws(StageError) {
    try ChecklistStage.demandPromote(
      "the compiler", override: "strategy_blueprint_ignore_checklist", job)
    let edges = try EdgeTable(job.table(job.paths.edges("edge_candidates_normalized.csv")))
    let naive = try NaiveResults(job)
    var blueprints: [Blueprint] = []
    var rejections: ValueMap = [:]
    let overrides = try StageRunner.overrides(upTo: .compile, job)
    for family in EventFamily.all {
      let rows = edges.rows.filter { $0.family == family.family }
      if rows.isEmpty { continue }
      var reasons: [String: Int] = [:]
      let chosen = try choose(rows, naive, &reasons, job)
      rejections[family.family] = .map(
        ValueMap(
          reasons.sorted { $0.key < $1.key }.map { ($0.key, .int(Int64($0.value))) }))
      let samples = try FamilySamples(family, job).samples
      for row in chosen {
        blueprints.append(
          try BlueprintDraft(row, samples, family, job, overrides: overrides).blueprint)
      }
    }
    guard !blueprints.isEmpty else {
      throw StageError(
        .refused, "no blueprint is left: no candidate of run '\(job.run)' passed the quality floor",
        hint: "runledger market show CANDIDATE --run_id \(job.run) --why")
    }
    var kept: [Blueprint] = []
    var duplicates: ValueMap = [:]
    for blueprint in blueprints.sorted(by: {
      ($0.eventType, $0.candidate, $0.id) < ($1.eventType, $1.candidate, $1.id)
    }) {
      if let twin = kept.first(where: { $0.fingerprint == blueprint.fingerprint }) {
        duplicates[blueprint.id] = .text(twin.id)
      } else {
        kept.append(blueprint)
      }
    }
    let trimmed = try trim(&kept, job)
    guard !kept.isEmpty else {
      throw StageError(
        .refused,
        "no blueprint is left: the last walk-forward of run '\(job.run)' trims every one of them",
        hint: "'run_all --force 1' begins without it")
    }
    var lines: [UInt8] = []
    for blueprint in kept {
      lines += JSON.encode(blueprint.record)
      lines.append(UInt8(ascii: "\n"))
    }
    // What was written has to be readable as it stands.
    _ = try Blueprint.read(lines, path: "blueprints.jsonl")
    try job.write(job.paths.blueprints("blueprints.jsonl"), lines, rows: kept.count)
    try job.write(
      job.paths.blueprints("blueprints_summary.json"),
      [
        "run_id": .text(job.run), "blueprint_count": .int(Int64(kept.count)),
        "quality_floor": [
          "min_robustness": .text(job.settings["strategy_blueprint_min_robustness"]),
          "min_events": .text(job.settings["strategy_blueprint_min_events"]),
          "max_cost_ratio": .text(job.settings["phase2_max_cost_ratio"]),
        ],
        "per_event_rejections": .map(rejections), "duplicates": .map(duplicates),
        "historical_trim": .map(trimmed),
        "production": .bool(overrides.isEmpty),
        "non_production_overrides": .array(overrides.map(Value.text)),
      ])
    try SelectionLog.enter(
      .compile,
      [
        [
          "stage": .text(StageName.compile.rawValue), "selection_split": "validation",
          "test_usage": "read_only", "decision": "compiled",
          "compiled_count": .int(Int64(kept.count)),
          "dropped_blueprint_ids": .array(
            trimmed.map { .text($0.key) } + duplicates.map { .text($0.key) }),
        ]
      ], job)
    job.stats["blueprints"] = .int(Int64(kept.count))
  }

  /// Takes out what an earlier walk-forward of the run says of train and validation: what never
  /// traded, and the one that lost most on validation at twice the costs.
  private static func trim(
    _ kept: inout [Blueprint], _ job: Job
  ) throws(StageError) -> ValueMap {
    let path = job.paths.evaluation("walkforward_summary.json")
    guard job.lake.has(path) else { return [:] }
    let summary = try job.fields(path)
    let all = StageFields(
      place: summary.place, map: try summary.map("per_strategy_split_metrics"))
    var reasons: ValueMap = [:]
    var worst: (id: String, loss: Double)?
    for blueprint in kept where all.has(blueprint.strategy) {
      let own = StageFields(place: all.place, map: try all.map(blueprint.strategy))
      let splits = try ["train", "validation"].map { (label) throws(StageError) in
        StageFields(place: "\(own.place): \(label)", map: try own.map(label))
      }
      let trades = try splits.map { (split) throws(StageError) in
        try split.integer("total_trades")
      }
      let stressed = try splits[1].number("stressed_net_pnl")
      if trades.allSatisfy({ $0 == 0 }) {
        reasons[blueprint.id] = "zero_trades"
      } else if stressed < (worst?.loss ?? 0) {
        worst = (blueprint.id, stressed)
      }
    }
    if let worst { reasons[worst.id] = "worst_negative_on_validation" }
    kept.removeAll { reasons[$0.id] != nil }
    return reasons
  }

  /// The rows of a family that are compiled, with why the others are not.
  private static func choose(
    _ rows: [EdgeTable.Row], _ naive: NaiveResults?, _ reasons: inout [String: Int], _ job: Job
  ) throws(StageError) -> [EdgeTable.Row] {
    let settings = job.settings
    func drop(_ reason: String) { reasons[reason, default: 0] += 1 }
    var floor: [EdgeTable.Row] = []
    for row in rows {
      guard row.isPromoted || settings.flag("strategy_blueprint_allow_fallback") else {
        drop("not_promoted")
        continue
      }
      guard row.robustness >= settings.number("strategy_blueprint_min_robustness"),
        row.events >= settings.number("strategy_blueprint_min_events"), row.afterCost > 0,
        row.stressed > 0, row.costRatio < settings.number("phase2_max_cost_ratio")
      else {
        drop("below_quality_floor")
        continue
      }
      floor.append(row)
    }
    // Promoted ones first: a fallback only fills what they leave.
    floor.sort { ($0.rank, $0.id) < ($1.rank, $1.id) }
    if floor.contains(where: \.isPromoted) { floor = floor.filter(\.isPromoted) }
    var able: [EdgeTable.Row] = []
    for row in floor {
      if row.isExecutable { able.append(row) } else { drop("non_executable") }
    }
    if able.isEmpty, !floor.isEmpty,
      !settings.flag("strategy_blueprint_allow_non_executable_conditions")
    {
      throw StageError(
        .refused, "every candidate of '\(floor[0].family)' asks what no engine can run",
        hint: "'--strategy_blueprint_allow_non_executable_conditions 1' leaves them out")
    }
    guard let naive, !settings.flag("strategy_blueprint_allow_naive_entry_fail") else {
      return Array(able.prefix(settings.whole("strategy_blueprint_max_per_event")))
    }
    var passed: [EdgeTable.Row] = []
    for row in able {
      if naive.passed(row.family, row.id) { passed.append(row) } else { drop("naive_entry_fail") }
    }
    if passed.isEmpty, !able.isEmpty {
      throw StageError(
        .refused, "every candidate of '\(able[0].family)' failed its naive entry",
        hint: "'--strategy_blueprint_allow_naive_entry_fail 1' compiles them, non-production")
    }
    return Array(passed.prefix(settings.whole("strategy_blueprint_max_per_event")))
  }
}

/// `naive_entry_validation.csv`, read.
struct NaiveResults {
  private var results: [String: Bool] = [:]

  /// Nil where naive entries are not asked for.
  init?(_ job: Job) throws(StageError) {
    guard job.settings.flag("run_naive_entry_eval") else { return nil }
    let path = job.paths.naive("naive_entry_validation.csv")
    guard job.lake.has(path) else {
      throw StageError(
        .refused, "'\(path)' is missing: the naive entries were not tried",
        hint: "'--run_naive_entry_eval 0' goes on without them, non-production")
    }
    let table = try job.table(path)
    let (types, ids) = (try table.texts("event_type"), try table.texts("candidate_id"))
    let passes = try table.numbers("naive_pass")
    for row in ids.indices { results["\(types[row])/\(ids[row])"] = passes[row] == 1 }
  }

  /// Whether a candidate's plain entry passed; one that was not tried did not.
  func passed(_ family: String, _ id: String) -> Bool { results["\(family)/\(id)"] ?? false }
}

/// `edge_candidates_normalized.csv`, read.
struct EdgeTable {
  struct Row {
    let id: String
    let family: String
    let condition: String
    let action: String
    let symbol: String
    let isPromoted: Bool
    let isExecutable: Bool
    let robustness: Double
    let events: Double
    let afterCost: Double
    let stressed: Double
    let costRatio: Double
    let edge: Double
    let stability: Double
    let density: Double
    let capacity: Double
    let isOutside: Bool
    let isStrict: Bool
    let source: String

    /// Promoted first, then after-cost, stressed and robustness descending, validation,
    /// multiplicity, cost.
    var rank: RowRank {
      RowRank(values: [
        isPromoted ? 0 : 1, -afterCost, -stressed, -robustness, isOutside ? 0 : 1,
        isStrict ? 0 : 1, costRatio,
      ])
    }
  }

  let rows: [Row]

  init(_ table: CellTable) throws(StageError) {
    func texts(_ name: String) throws(StageError) -> [String] { try table.texts(name) }
    func numbers(_ name: String) throws(StageError) -> [Double] { try table.numbers(name) }
    let (ids, events) = (try texts("candidate_id"), try texts("event"))
    let (conditions, actions) = (try texts("condition"), try texts("action"))
    let (symbols, statuses) = (try texts("candidate_symbol"), try texts("status"))
    let sources = try texts("source_path")
    let names = [
      "gate_executable", "robustness_score", "n_events", "after_cost_expectancy",
      "stressed_expectancy", "cost_ratio", "edge_score", "stability_proxy", "profit_density_score",
      "capacity_proxy", "gate_oos_validation", "gate_multiplicity_strict",
    ]
    let columns = try names.map(numbers)
    rows = ids.indices.map { row in
      Row(
        id: ids[row], family: events[row], condition: conditions[row], action: actions[row],
        symbol: symbols[row], isPromoted: statuses[row] == "PROMOTED",
        isExecutable: columns[0][row] == 1, robustness: columns[1][row], events: columns[2][row],
        afterCost: columns[3][row], stressed: columns[4][row], costRatio: columns[5][row],
        edge: columns[6][row], stability: columns[7][row], density: columns[8][row],
        capacity: columns[9][row], isOutside: columns[10][row] == 1,
        isStrict: columns[11][row] == 1, source: sources[row])
    }
  }
}

/// Numbers that are compared one after the other; what is no number comes last.
struct RowRank: Comparable {
  let values: [Double]

  static func < (left: RowRank, right: RowRank) -> Bool {
    for (first, second) in zip(left.values, right.values) {
      let (a, b) = (first.isNaN ? .infinity : first, second.isNaN ? .infinity : second)
      if a != b { return a < b }
    }
    return false
  }
}
