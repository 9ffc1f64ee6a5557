import Numerics

/// Tests the hypotheses of one family on train and validation; the test split is only shown.
struct HypothesisTest {
  let settings: RunSettings
  let seed: Int64
  let detector: any EventDetector.Type
  let samples: [EventSample]
  /// The cost input of an event.
  let cost: (MarketEvent) -> EventCost.Input
  /// What a trade would have returned: side times the return over the horizon, entered after a
  /// delay.
  let forward: (MarketEvent, Int) -> Double

  /// What is needed of each hypothesis before any is judged.
  private struct Draft {
    var candidate: Candidate
    let selected: [EventSample]
    let effects: Effects
    let ess: Double
    let p: Double
  }

  /// Every hypothesis with its gates.
  func candidates(symbols: [String]) -> (candidates: [Candidate], skipped: [(String, Int)]) {
    let conditions = EventCondition.generate(samples, symbols: symbols, detector: detector)
    var skipped: [(String, Int)] = []
    var drafts: [Draft] = []
    for (i, condition) in conditions.enumerated() {
      let members = samples.filter { condition.holds($0.row.event) && $0.split != .purged }
      let usable = members.filter { $0.split != .test }
      guard usable.count >= settings.whole("phase2_min_condition_events") else {
        skipped.append((condition.name, usable.count))
        continue
      }
      for (j, action) in HypothesisAction.all.enumerated() {
        if action == .halfLife, !usable.contains(where: { $0.row.outcome.halfLife.isFinite }) {
          continue
        }
        drafts.append(
          draft(condition, action, members, seed: seed + 1_000 * Int64(i) + 50 * Int64(j)))
      }
    }
    let isSimple =
      conditions.count <= EventCondition.countMax
      && HypothesisAction.all.count <= HypothesisAction.countMax
    let adjusted = Correction.benjaminiHochberg(drafts.map(\.p)).value ?? drafts.map { _ in 1 }
    let judged = drafts.indices.map { index in
      judge(drafts[index], adjusted: adjusted[index], tests: drafts.count, isSimple: isSimple)
    }
    return (judged, skipped)
  }

  private func draft(
    _ condition: EventCondition, _ action: HypothesisAction, _ members: [EventSample], seed: Int64
  ) -> Draft {
    let selected = members.filter { $0.split != .test }
    let effects = effects(selected, action)
    var candidate = Candidate(family: detector.family, condition: condition, action: action)
    let resamples = settings.whole("phase2_bootstrap")
    let vectors = [
      ("delta_adverse", effects.adverse, Int64(1)), ("delta_opportunity", effects.opportunity, 7),
      ("delta_exposure", effects.exposure, 13),
    ]
    candidate.note("n_events", Double(selected.count))
    for (name, values, offset) in vectors {
      let interval = Resampling.interval(values, seed: seed + offset, resamples: resamples)
      candidate.note("mean_\(name)", Moment.mean(values))
      candidate.note("\(name)_ci_low", interval?.low)
      candidate.note("\(name)_ci_high", interval?.high)
    }
    for split in [EventSample.Split.train, .validation, .test] {
      let values = self.effects(members.filter { $0.split == split }, action).adverse
      candidate.note("\(split.rawValue)_n_events", Double(values.count))
      candidate.note("\(split.rawValue)_mean_delta_adverse", Moment.mean(values))
    }
    let validation = self.effects(members.filter { $0.split == .validation }, action).adverse
    let p = Self.probability(validation)
    candidate.note("validation_p", p)
    let ess = EffectiveSample.effective(effects.gains, lagMax: settings.whole("phase2_ess_max_lag"))
    return Draft(candidate: candidate, selected: selected, effects: effects, ess: ess, p: p)
  }

  /// Two-sided, from t by the normal distribution; 1 without two values or without variance.
  static func probability(_ values: [Double]) -> Double {
    guard let mean = Moment.mean(values), let deviation = Moment.deviation(values), deviation > 0
    else { return 1 }
    let t = mean / (deviation / Double(values.count).squareRoot())
    return min(1, 2 * (Normal.survival(abs(t)).value ?? 0.5))
  }

  private func judge(
    _ draft: Draft, adjusted: Double, tests: Int, isSimple: Bool
  ) -> Candidate {
    var candidate = draft.candidate
    let (effects, action) = (draft.effects, candidate.action)
    let expectancy = effects.expectancy
    let opportunity = Moment.mean(effects.opportunity).map { max(0, -$0) }
    let penalty = EffectiveSample.penalty(
      k: settings.number("phase2_multiplicity_k"), tests: tests, ess: draft.ess)
    let cost = EventCost(
      draft.selected.map { self.cost($0.row.event) }, fees: settings.number("fees_bps"),
      slippage: settings.number("slippage_bps"))
    let perTrade = cost.perTrade ?? .nan
    candidate.note("p_adjusted", adjusted)
    candidate.note("n_tests", Double(tests))
    candidate.note("proxy_expectancy", expectancy)
    candidate.note("expectancy_per_trade", expectancy)
    candidate.note("opportunity_cost", opportunity)
    candidate.note("ess_effective", draft.ess)
    candidate.note("multiplicity_penalty", penalty)
    candidate.note("expectancy_penalized", (expectancy ?? .nan) - penalty)
    candidate.note("cost_per_trade", perTrade)
    candidate.note("cost_coverage", cost.coverage)
    let after = (expectancy ?? .nan) - perTrade
    let stressed = (expectancy ?? .nan) - 1.5 * perTrade
    let ratio = perTrade / (abs(expectancy ?? .nan) + perTrade)
    candidate.note("after_cost_expectancy", after)
    candidate.note("stressed_expectancy", stressed)
    candidate.note("cost_ratio", ratio)
    let delay = if case .delay(let bars) = action { bars } else { 0 }
    let returns = draft.selected.map { forward($0.row.event, delay) }.filter { $0.isFinite }
    candidate.note("return_expectancy", Moment.mean(returns))
    candidate.note(
      "return_expectancy_after_cost",
      Moment.mean(returns).map { $0 - 2 * settings.costBps / 10_000 })
    let delays = delays(draft, penalty)
    candidate.note("delay_positive_ratio", delays?.ratio)
    candidate.note("delay_deviation", delays?.deviation)
    candidate.note("delay_robustness_score", delays?.score)
    let curvature = curvature(draft)
    candidate.note("parameter_curvature_penalty", curvature.penalty)
    gates(
      &candidate, draft, adjusted, penalty, cost, delays, curvature, isSimple: isSimple)
    candidate.note(
      "profit_density",
      after * candidate.robustness * Double(draft.selected.count) / Double(max(1, samples.count)))
    return candidate
  }

  func effects(_ samples: [EventSample], _ action: HypothesisAction, further: Int = 0) -> Effects {
    Effects(
      samples.map(\.row), action, exposureHorizon: settings.whole("exposure_horizon"),
      further: further)
  }

  private func delays(
    _ draft: Draft, _ penalty: Double
  ) -> (ratio: Double, deviation: Double, score: Double)? {
    let grid = settings.wholes("phase2_delay_grid_bars")
    let values = grid.compactMap { bars in
      effects(draft.selected, draft.candidate.action, further: bars).expectancy.map { $0 - penalty }
    }
    return values.count == grid.count ? Robustness.delays(values) : nil
  }

  private func curvature(_ draft: Draft) -> (positive: Int, penalty: Double) {
    let candidate = draft.candidate
    guard let (left, right) = candidate.condition.neighbours else { return (3, 0) }
    let all = samples.filter { $0.split == .train || $0.split == .validation }
    let values = [left, candidate.condition, right].map { condition in
      effects(all.filter { condition.holds($0.row.event) }, candidate.action).expectancy ?? .nan
    }
    guard values.allSatisfy({ $0.isFinite }) else { return (0, .nan) }
    return (
      values.count { $0 > 0 },
      Robustness.curvature(left: values[0], center: values[1], right: values[2])
    )
  }
}

extension HypothesisTest {
  /// The gates, in the order of the columns.
  private func gates(
    _ candidate: inout Candidate, _ draft: Draft, _ adjusted: Double, _ penalty: Double,
    _ cost: EventCost, _ delays: (ratio: Double, deviation: Double, score: Double)?,
    _ curvature: (positive: Int, penalty: Double), isSimple: Bool
  ) {
    let effects = draft.effects
    let upper = candidate["delta_adverse_ci_high"]
    candidate.gate("gate_a_ci_separated", upper < 0, observed: upper, threshold: 0, counted: true)
    let years = share(draft) { $0.row.event.year }
    candidate.gate(
      "gate_b_time_stable", years >= 0.8, observed: years, threshold: 0.8, counted: true)
    let regimes = regimes(draft)
    candidate.gate(
      "gate_c_regime_stable", regimes.stable >= min(2, regimes.checks),
      observed: Double(regimes.stable), threshold: Double(min(2, regimes.checks)), counted: true)
    let floor = settings.number("phase2_friction_floor")
    let reduction = Moment.mean(effects.adverse).map { -$0 } ?? .nan
    let tail = tailReduction(draft) ?? .nan
    candidate.gate(
      "gate_d_friction_floor", reduction >= floor || tail >= 2 * floor,
      observed: reduction, threshold: floor, counted: true)
    candidate.gate(
      "gate_e_simplicity", isSimple, observed: isSimple ? 1 : 0, threshold: 1)
    let exposure = Moment.mean(effects.exposure) ?? .nan
    let opportunity = candidate["opportunity_cost"]
    let isTight =
      candidate["delta_opportunity_ci_low"] >= -0.005
      && candidate["delta_opportunity_ci_high"] <= 0.005
    candidate.gate(
      "gate_f_exposure_guard", !(exposure <= -0.9 && opportunity > 0.001 && !isTight),
      observed: exposure, threshold: -0.9, counted: true)
    let benefit = effects.expectancy ?? .nan
    candidate.gate(
      "gate_g_net_benefit", benefit >= 0, observed: benefit, threshold: 0, counted: true)
    candidate.gate(
      "gate_h_executable_condition", candidate.condition.isExecutable,
      observed: candidate.condition.isExecutable ? 1 : 0, threshold: 1, demanded: false)
    let isRunnable = candidate.action != .halfLife
    candidate.gate(
      "gate_h_executable_action", isRunnable, observed: isRunnable ? 1 : 0, threshold: 1,
      demanded: false)
    let validation = candidate["validation_n_events"]
    candidate.gate(
      "gate_oos_min_samples", validation >= 10, observed: validation, threshold: 10)
    let outside = candidate["validation_mean_delta_adverse"]
    candidate.gate("gate_oos_validation", outside < 0, observed: outside, threshold: 0)
    let least = settings.number("phase2_min_ess")
    candidate.gate("gate_ess", draft.ess >= least, observed: draft.ess, threshold: least)
    let rate = settings.number("phase2_max_fdr")
    candidate.gate("gate_multiplicity", adjusted <= rate, observed: adjusted, threshold: rate)
    candidate.gate(
      "gate_multiplicity_strict", adjusted <= rate && benefit - penalty > 0,
      observed: benefit - penalty, threshold: 0)
    let most = settings.number("phase2_parameter_curvature_max_penalty")
    candidate.gate(
      "gate_parameter_curvature", curvature.positive >= 2 && curvature.penalty <= most,
      observed: curvature.penalty, threshold: most)
    let ratio = settings.number("phase2_min_delay_positive_ratio")
    let score = settings.number("phase2_min_delay_robustness_score")
    candidate.gate(
      "gate_delay_robustness",
      delays.map { $0.ratio >= ratio && $0.score >= score } ?? false, observed: delays?.score,
      threshold: score)
    costGates(&candidate, cost)
  }

  private func costGates(_ candidate: inout Candidate, _ cost: EventCost) {
    let after = candidate["after_cost_expectancy"]
    let stressed = candidate["stressed_expectancy"]
    candidate.gate(
      "gate_after_cost_positive", after > 0, observed: after, threshold: 0, counted: true)
    candidate.gate(
      "gate_after_cost_stressed_positive", stressed > 0, observed: stressed, threshold: 0,
      counted: true)
    let coverage = settings.number("phase2_min_cost_coverage")
    candidate.gate(
      "gate_cost_model_valid", cost.coverage >= coverage && (cost.perTrade?.isFinite ?? false),
      observed: cost.coverage, threshold: coverage, counted: true)
    let most = settings.number("phase2_max_cost_ratio")
    let ratio = candidate["cost_ratio"]
    candidate.gate(
      "gate_cost_ratio", ratio < most, observed: ratio, threshold: most, counted: true)
  }

  /// The share of groups with a negative mean among those whose mean is not zero; nil without any.
  private func share(_ draft: Draft, _ group: (EventSample) -> Int) -> Double {
    let groups = Years.of(draft.selected.map(group))
    var negative = 0
    var counted = 0
    for value in groups {
      let mean = mean(draft) { group($0) == value }
      if let mean, abs(mean) > 1e-12 {
        counted += 1
        if mean < 0 { negative += 1 }
      }
    }
    return counted == 0 ? .nan : Double(negative) / Double(counted)
  }

  private func mean(_ draft: Draft, _ holds: (EventSample) -> Bool) -> Double? {
    Moment.mean(
      draft.selected.indices.filter { holds(draft.selected[$0]) }.map { draft.effects.adverse[$0] })
  }

  /// How many of the splits by symbol, volatility and trend have no group with a positive mean.
  private func regimes(_ draft: Draft) -> (stable: Int, checks: Int) {
    var checks: [[(EventSample) -> Bool]] = []
    let condition = draft.candidate.condition
    let events = draft.selected.map(\.row.event)
    var symbols: [String] = []
    for event in events where !symbols.contains(event.symbol) { symbols.append(event.symbol) }
    if case .symbol = condition {
    } else {
      checks.append(symbols.map { symbol in { $0.row.event.symbol == symbol } })
    }
    if case .volatility = condition {
    } else {
      checks.append(["low", "high"].map { regime in { $0.row.event.volatility == regime } })
    }
    if case .trend = condition {
    } else {
      checks.append(["bull", "bear"].map { trend in { $0.row.event.trend == trend } })
    }
    let stable = checks.count { groups in
      groups.allSatisfy { group in (mean(draft, group) ?? 0) <= 1e-12 }
    }
    return (stable, checks.count)
  }

  /// The reduction among the events whose adverse move is in the top twentieth.
  private func tailReduction(_ draft: Draft) -> Double? {
    let adverse = draft.selected.map(\.row.adverse)
    guard let bound = Quantile.of(adverse.filter { $0.isFinite }, 0.95) else { return nil }
    return Moment.mean(
      adverse.indices.filter { adverse[$0] >= bound }.map { draft.effects.adverse[$0] }
    ).map { -$0 }
  }
}
