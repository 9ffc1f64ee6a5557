import StageKit

/// Derives a blueprint's numbers from the events of its hypothesis, on train and validation only.
struct BlueprintDraft {
  let blueprint: Blueprint

  init(
    _ row: EdgeTable.Row, _ samples: [EventSample], _ family: any EventDetector.Type, _ job: Job,
    overrides: [String]
  ) throws(StageError) {
    guard let condition = EventCondition(row.condition),
      let action = HypothesisAction.find(row.action)
    else {
      throw .invalid("candidate '\(row.id)' has no condition or action that is known")
    }
    let members = samples.filter { condition.holds($0.row.event) && $0.split != .test }.map(\.row)
    let robustness = row.robustness
    let halfLife = Quantile.of(
      members.map(\.outcome.halfLife).filter { $0.isFinite }, 0.5)
    let timeStop =
      halfLife.map { Self.clip($0.rounded(), 4, 192) }
      ?? Self.clip(0.1 * Double(members.count), 8, 96)
    let adverse = Quantile.of(members.map(\.outcome.adverse).filter { $0.isFinite }, 0.75)
    let favourable = Quantile.of(
      members.map(\.outcome.opportunity).filter { $0.isFinite }, 0.6)
    guard let adverse, let favourable else {
      throw .invalid("candidate '\(row.id)' has no events to derive a blueprint from")
    }
    let stop = Self.clip(adverse, 0.0005, 5)
    let delay: Int =
      if case .delay(let bars) = action {
        bars
      } else {
        robustness < 0.5 ? 12 : robustness < 0.7 ? 8 : robustness < 0.85 ? 4 : 0
      }
    var cooldown = max(8, 3 * delay, Int(timeStop) / 3)
    if robustness < 0.75 { cooldown = max(cooldown, 12) }
    if robustness < 0.60 { cooldown = max(cooldown, 16) }
    var overlays: [Blueprint.Overlay] = []
    if robustness < 0.8 {
      overlays.append(
        Blueprint.Overlay(name: "risk_throttle", value: robustness < 0.6 ? 0.25 : 0.5))
    }
    if case .keep(let share, _) = action {
      overlays.append(Blueprint.Overlay(name: "risk_throttle", value: share))
    }
    let isTargeted = robustness >= 0.75 && row.capacity >= 0.5
    var sizing = Blueprint.Sizing.plain
    sizing.mode = isTargeted ? "vol_target" : "fixed_risk"
    sizing.targetVolatility = isTargeted ? 0.12 : 0
    sizing.risk = robustness >= 0.7 ? 0.004 : 0.003
    let symbols: [String] = if case .symbol(let symbol) = condition { [symbol] } else { [] }
    let scope = symbols.first ?? "all"
    blueprint = Blueprint(
      id: Slug.of("bp \(job.run) \(row.id) \(scope)"), run: job.run,
      eventType: row.family, candidate: row.id,
      scopeMode: symbols.isEmpty ? "all" : "single_symbol", symbols: symbols,
      direction: "conditional", trigger: family.signal, delay: delay, cooldown: cooldown,
      arm: max(1, delay / 2), lockout: 0, logic: "all", nodes: condition.nodes,
      timeStop: min(Int(timeStop), job.settings.whole("strategy_blueprint_max_time_stop")),
      invalidation: nil, stopType: .rangePct, stop: stop,
      targetType: .percent, target: Self.clip(favourable, 0.0005, 8),
      trailing: job.settings.number("strategy_blueprint_trailing_share") * stop,
      breakEven: job.settings.number("strategy_blueprint_break_even_r"), sizing: sizing,
      overlays: overlays,
      minTrades: Int(Self.clip(Double(members.count) / 2, 20, 200)),
      fees: job.settings.number("fees_bps"), slippage: job.settings.number("slippage_bps"),
      source: row.source, overrides: overrides, promotion: nil)
  }

  private static func clip(_ value: Double, _ low: Double, _ high: Double) -> Double {
    min(max(value, low), high)
  }
}
