import Codecs
import StageKit

/// Exports every tested hypothesis as an edge candidate, with all that was computed of it.
enum EdgeStage {
  static let columns = [
    "run_id", "candidate_symbol", "run_symbols", "event", "candidate_id", "condition", "action",
    "status", "edge_score", "expected_return_proxy", "expectancy_per_trade",
    "after_cost_expectancy", "stressed_expectancy", "cost_ratio", "variance", "stability_proxy",
    "robustness_score", "event_frequency", "capacity_proxy", "profit_density_score", "n_events",
    "gate_oos_validation", "gate_multiplicity_strict", "gate_executable", "symbol_scores",
    "rollout_eligible", "source_path",
  ]

  static func run(_ job: Job) throws(StageError) {
    var text = TableText(columns)
    var objects: [Value] = []
    var promoted = 0
    let bars = try totalBars(job)
    for family in EventFamily.all {
      let path = job.paths.phase2(family.family, "phase2_candidates.csv")
      guard job.lake.has(path) else { continue }
      let table = try job.table(path)
      let symbols = try SymbolTable(
        job.table(job.paths.phase2(family.family, "phase2_symbol_evaluation.csv")))
      for cells in try rows(table, symbols, family.family, path, bars, job) {
        text.row(cells)
        var object: ValueMap = [:]
        for (name, cell) in zip(columns, cells) {
          object[name] = Double(cell).map { .double($0) } ?? .text(cell)
        }
        objects.append(.map(object))
        if cells[7] == "PROMOTED" { promoted += 1 }
      }
    }
    try job.write(job.paths.edges("edge_candidates_normalized.csv"), text)
    try job.write(job.paths.edges("edge_candidates_normalized.json"), .array(objects))
    job.stats["edges"] = .int(Int64(text.count))
    job.stats["promoted"] = .int(Int64(promoted))
  }

  private static func totalBars(_ job: Job) throws(StageError) -> Int {
    var count = 0
    for symbol in try job.eligible() { count += try job.features(symbol).count }
    return count
  }

  private static func rows(
    _ table: CellTable, _ symbols: SymbolTable, _ family: String, _ path: String, _ bars: Int,
    _ job: Job
  ) throws(StageError) -> [[String]] {
    let ids = try table.texts("candidate_id")
    let (conditions, actions) = (try table.texts("condition"), try table.texts("action"))
    let statuses = try table.texts("status")
    func numbers(_ name: String) throws(StageError) -> [Double] {
      ids.isEmpty ? [] : try table.numbers(name)
    }
    let adverse = try numbers("mean_delta_adverse")
    let opportunity = try numbers("mean_delta_opportunity")
    let expectancy = try numbers("expectancy_per_trade")
    let after = try numbers("after_cost_expectancy")
    let stressed = try numbers("stressed_expectancy")
    let ratio = try numbers("cost_ratio")
    let robustness = try numbers("robustness_score")
    let density = try numbers("profit_density_score")
    let count = try numbers("n_events")
    let names = [
      "gate_a_ci_separated", "gate_b_time_stable", "gate_c_regime_stable", "gate_d_friction_floor",
      "gate_f_exposure_guard", "gate_g_net_benefit",
    ]
    let gates = try names.map(numbers)
    let (outside, strict) = (
      try numbers("gate_oos_validation"), try numbers("gate_multiplicity_strict")
    )
    let (condition, action) = (
      try numbers("gate_h_executable_condition"), try numbers("gate_h_executable_action")
    )
    return ids.indices.map { row in
      let own = symbols.rows(of: ids[row])
      let best = own.filter(\.isDeployable).max {
        ($0.edge, $1.symbol) < ($1.edge, $0.symbol)
      }
      let positive = own.filter { $0.isDeployable && $0.edge > 0 }.map(\.edge)
      let isRollout =
        positive.count > 1 && (positive.min() ?? 0) >= 0.75 * (positive.max() ?? 1)
      let score = max(0, -adverse[row]) + max(0, opportunity[row])
      let stability = Double(gates.count { $0[row] == 1 }) / Double(gates.count)
      let scope = EventCondition(conditions[row])
      let symbol = if case .symbol(let symbol) = scope { symbol } else { "ALL" }
      let scores = own.map { "\($0.symbol)=\(Decimal64.text($0.edge))" }.joined(separator: "|")
      return [
        job.run, symbol, job.symbols.joined(separator: "|"), family, ids[row], conditions[row],
        actions[row], statuses[row], Decimal64.text(best?.edge ?? score),
        Decimal64.text(expectancy[row]), Decimal64.text(expectancy[row]),
        Decimal64.text(after[row]), Decimal64.text(stressed[row]), Decimal64.text(ratio[row]),
        Decimal64.text(best?.variance ?? .nan), Decimal64.text(stability),
        Decimal64.text(robustness[row]), Decimal64.text(count[row] / Double(max(1, bars))),
        Decimal64.text(min(1, count[row] / 250)), Decimal64.text(density[row]),
        Decimal64.text(count[row]), outside[row] == 1 ? "1" : "0", strict[row] == 1 ? "1" : "0",
        condition[row] == 1 && action[row] == 1 ? "1" : "0", scores, isRollout ? "1" : "0", path,
      ]
    }
  }
}

/// `phase2_symbol_evaluation.csv`, read.
struct SymbolTable {
  struct Row {
    let candidate: String
    let symbol: String
    let variance: Double
    let isDeployable: Bool
    /// `ev max(0, sharpe) max(0, stability)`.
    let edge: Double
  }

  private let all: [Row]

  init(_ table: CellTable) throws(StageError) {
    let (ids, symbols) = (try table.texts("candidate_id"), try table.texts("symbol"))
    let ev = try table.numbers("ev")
    let variance = try table.numbers("variance")
    let sharpe = try table.numbers("sharpe_like")
    let stability = try table.numbers("stability_score")
    let deployable = try table.numbers("deployable")
    all = ids.indices.map { row in
      let edge = ev[row] * max(0, sharpe[row]) * max(0, stability[row])
      return Row(
        candidate: ids[row], symbol: symbols[row], variance: variance[row],
        isDeployable: deployable[row] == 1, edge: edge.isFinite ? edge : 0)
    }
  }

  /// The rows of one candidate.
  func rows(of candidate: String) -> [Row] { all.filter { $0.candidate == candidate } }
}
