import Codecs

/// The gates of promotion for one blueprint.
struct PromotionDecision {
  /// One gate.
  struct Gate {
    let name: String
    let isPassed: Bool
    let observed: Double
    let threshold: Double
  }

  let blueprint: Blueprint
  let gates: [Gate]

  private let evidence: BlueprintEvidence?
  private let trials: Int
  private let pboProblem: String?

  /// Whether every gate passed.
  var isPromoted: Bool { gates.allSatisfy(\.isPassed) }

  /// Judges evidence; where there is none nothing passes but what can be said without it, which is
  /// nothing.
  init(
    _ evidence: BlueprintEvidence?, _ blueprint: Blueprint, _ settings: RunSettings, trials: Int,
    pboProblem: String?
  ) {
    self.blueprint = blueprint
    self.evidence = evidence
    self.trials = trials
    self.pboProblem = pboProblem
    var gates: [Gate] = []
    func gate(_ name: String, _ observed: Double?, _ passes: (Double) -> Bool, _ threshold: Double)
    {
      let value = observed ?? .nan
      gates.append(
        Gate(
          name: name, isPassed: value.isFinite && passes(value), observed: value,
          threshold: threshold))
    }
    func atLeast(_ name: String, _ observed: Double?, _ setting: String) {
      let threshold = settings.number(setting)
      gate(name, observed, { $0 >= threshold }, threshold)
    }
    func atMost(_ name: String, _ observed: Double?, _ setting: String) {
      let threshold = settings.number(setting)
      gate(name, observed, { $0 <= threshold }, threshold)
    }
    atLeast("min_trades", evidence.map { Double($0.trades.reduce(0, +)) }, "promotion_min_trades")
    let worst = evidence.flatMap { $0.net.min() }
    let hasNumber = blueprint.nodes.contains { $0.op != "in_range" && $0.value != 0 }
    let gap = evidence.flatMap { evidence -> Double? in
      let size = evidence.net.map { abs($0) }.max() ?? 0
      return size > 0 ? abs(evidence.net[0] - evidence.net[1]) / size : nil
    }
    let most = settings.number("promotion_max_neighborhood_gap")
    gate(
      "parameter_neighborhood_stability", worst,
      { $0 > 0 && (!hasNumber || (gap ?? .infinity) <= most) }, 0)
    atLeast("cross_symbol_pass_rate", evidence?.symbolPassRate, "promotion_min_symbol_pass_rate")
    let share = settings.number("walkforward_regime_max_share")
    gate(
      "regime_stability", evidence.flatMap { $0.largestShare.max() },
      { $0 <= share && (evidence?.isConsistent.allSatisfy { $0 } ?? false) }, share)
    gate(
      "cost_stress_train_validation_positive", evidence.flatMap { $0.stressed.min() }, { $0 > 0 },
      0)
    atMost(
      "drawdown_cluster_len", evidence.flatMap { $0.clusterLength.max() }.map { Double($0) },
      "promotion_max_loss_cluster_len")
    atMost(
      "drawdown_cluster_concentration", evidence.flatMap { $0.concentration.max() },
      "promotion_max_cluster_loss_concentration")
    atLeast(
      "tail_conditional_drawdown", evidence.flatMap { $0.tail.min() },
      "promotion_min_tail_conditional_drawdown_95")
    atMost(
      "cost_ratio_train_validation", evidence?.costRatio,
      "promotion_max_cost_ratio_train_validation")
    atLeast("probabilistic_sharpe", evidence?.psr, "promotion_min_psr")
    atLeast("deflated_sharpe", evidence?.dsr, "promotion_min_dsr")
    atMost("overfitting_probability", evidence?.pbo, "promotion_max_pbo")
    self.gates = gates
  }

  /// The row of `promotion_report.json`.
  func record(mode: String) -> Value {
    var passed: ValueMap = [:]
    var details: ValueMap = [:]
    for gate in gates {
      passed[gate.name] = .bool(gate.isPassed)
      details[gate.name] = [
        "observed": number(gate.observed), "threshold": .double(gate.threshold),
        "margin": number(gate.observed - gate.threshold), "passed": .bool(gate.isPassed),
      ]
    }
    let failed = gates.filter { !$0.isPassed }.map { Value.text($0.name) }
    var row: ValueMap = [
      "blueprint_id": .text(blueprint.id), "strategy_id": .text(blueprint.strategy),
      "event_type": .text(blueprint.eventType), "candidate_id": .text(blueprint.candidate),
      "gates": .map(passed), "gate_details": .map(details), "fail_reasons": .array(failed),
      "evidence_mode": .text(mode), "promoted": .bool(isPromoted), "n_trials": .int(Int64(trials)),
      "psr": number(evidence?.psr), "dsr": number(evidence?.dsr), "pbo": number(evidence?.pbo),
    ]
    guard let evidence else { return .map(row) }
    func pair(_ values: [Double]) -> Value {
      ["train": number(values[0]), "validation": number(values[1])]
    }
    row["trades"] = .int(Int64(evidence.trades.reduce(0, +)))
    row["split_trades"] = pair(evidence.trades.map { Double($0) })
    row["split_pnl"] = pair(evidence.net)
    row["stressed_split_pnl"] = pair(evidence.stressed)
    row["symbol_pass_rate"] = number(evidence.symbolPassRate)
    row["regime_max_share_by_split"] = pair(evidence.largestShare)
    row["drawdown_cluster_len_by_split"] = pair(evidence.clusterLength.map { Double($0) })
    row["drawdown_concentration_by_split"] = pair(evidence.concentration)
    row["drawdown_tail_by_split"] = pair(evidence.tail)
    row["realized_cost_ratio_by_split"] = pair(evidence.costRatios)
    return .map(row)
  }

  /// What is embedded in a blueprint that was promoted.
  func promotion(_ run: String, overrides: [String]) -> Value {
    [
      "run_id": .text(run), "gates_passed": .int(Int64(gates.count)),
      "n_trials": .int(Int64(trials)), "psr": number(evidence?.psr), "dsr": number(evidence?.dsr),
      "pbo": number(evidence?.pbo), "production": .bool(overrides.isEmpty),
      "non_production_overrides": .array(overrides.map(Value.text)),
    ]
  }

  private func number(_ value: Double?) -> Value {
    value.flatMap { $0.isFinite ? .double($0) : nil } ?? .null
  }
}
