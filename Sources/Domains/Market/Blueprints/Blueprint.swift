import Codecs
import StageKit

/// A strategy as data: when to enter, when to leave, how much, and where it comes from.
struct Blueprint: Equatable {
  /// How stops and targets are measured.
  enum Level: String, CaseIterable { case atr, rangePct = "range_pct", percent }

  var id: String
  var run: String
  var eventType: String
  var candidate: String
  var scopeMode: String
  var symbols: [String]
  /// `long`, `short`, `both` or `conditional`: the last follows the momentum times the family's
  /// bias.
  var direction: String
  var trigger: String
  var delay: Int
  var cooldown: Int
  var arm: Int
  var lockout: Int
  var logic: String
  var nodes: [ConditionNode]
  var timeStop: Int
  var invalidation: ConditionNode?
  var stopType: Level
  var stop: Double
  var targetType: Level
  var target: Double
  var trailing: Double
  var breakEven: Double
  var sizing: Sizing
  var overlays: [Overlay]
  var minTrades: Int
  var fees: Double
  var slippage: Double
  var source: String
  /// Overrides under which it was compiled; none in production.
  var overrides: [String]
  /// Anything appended by a promotion.
  var promotion: Value?

  /// How much is risked.
  struct Sizing: Equatable {
    var mode: String
    var risk: Double
    var targetVolatility: Double
    var maxGrossLeverage: Double
    var maxPositionScale: Double
    var portfolioBudget: Double
    var symbolBudget: Double
  }

  /// A guard over entries.
  struct Overlay: Equatable {
    var name: String
    var value: Double

    /// The guards there are, with the name of their number.
    static let known: [(name: String, parameter: String)] = [
      ("liquidity_guard", "min_notional"), ("spread_guard", "max_spread_bps"),
      ("funding_guard", "max_abs_funding_bps"), ("cross_venue_guard", "max_desync_bps"),
      ("session_guard", "none"), ("risk_throttle", "size_scale"),
    ]
  }

  /// The strategy's id in files of the engine.
  var strategy: String { "dsl_interpreter_v1__\(Slug.of(id))" }

  /// What the strategy does, whatever it is called and wherever it comes from.
  var fingerprint: String {
    var plain = self
    (plain.id, plain.run, plain.candidate, plain.source) = ("", "", "", "")
    (plain.overrides, plain.promotion) = ([], nil)
    return JSON.string(plain.record)
  }

  /// The line of `blueprints.jsonl`.
  var record: Value {
    var map: ValueMap = [
      "id": .text(id), "run_id": .text(run), "event_type": .text(eventType),
      "candidate_id": .text(candidate), "direction": .text(direction),
      "symbol_scope": [
        "mode": .text(scopeMode), "symbols": .array(symbols.map(Value.text)),
        "candidate_symbol": .text(symbols.count == 1 ? symbols[0] : "ALL"),
      ],
      "entry": [
        "triggers": [.text(trigger)], "conditions": [], "confirmations": [],
        "delay_bars": .int(Int64(delay)), "cooldown_bars": .int(Int64(cooldown)),
        "condition_logic": .text(logic), "condition_nodes": .array(nodes.map(\.record)),
        "arm_bars": .int(Int64(arm)), "reentry_lockout_bars": .int(Int64(lockout)),
      ],
      "exit": [
        "time_stop_bars": .int(Int64(timeStop)),
        "invalidation": invalidation.map {
          [
            "metric": .text($0.feature), "operator": .text($0.op), "value": .double($0.value),
          ]
        } ?? .null,
        "stop_type": .text(stopType.rawValue), "stop_value": .double(stop),
        "target_type": .text(targetType.rawValue), "target_value": .double(target),
        "trailing_stop_type": .text(stopType.rawValue), "trailing_stop_value": .double(trailing),
        "break_even_r": .double(breakEven),
      ],
    ]
    map["sizing"] = [
      "mode": .text(sizing.mode), "risk_per_trade": .double(sizing.risk),
      "target_vol": .double(sizing.targetVolatility),
      "max_gross_leverage": .double(sizing.maxGrossLeverage),
      "max_position_scale": .double(sizing.maxPositionScale),
      "portfolio_risk_budget": .double(sizing.portfolioBudget),
      "symbol_risk_budget": .double(sizing.symbolBudget),
    ]
    map["overlays"] = .array(
      overlays.map { overlay in
        let parameter = Overlay.known.first { $0.name == overlay.name }?.parameter ?? "value"
        return [
          "name": .text(overlay.name),
          "params": .map(ValueMap([(parameter, .double(overlay.value))])),
        ]
      })
    map["evaluation"] = [
      "min_trades": .int(Int64(minTrades)),
      "cost_model": [
        "fees_bps": .double(fees), "slippage_bps": .double(slippage), "funding_included": true,
      ],
      "robustness_flags": [
        "oos_required": true, "multiplicity_required": true, "regime_stability_required": true,
      ],
    ]
    map["lineage"] = [
      "source_path": .text(source), "compiler_version": "strategy_dsl_v1",
      "generated_at_utc": "1970-01-01T00:00:00Z", "production": .bool(overrides.isEmpty),
      "non_production_overrides": .array(overrides.map(Value.text)),
    ]
    map["promotion"] = promotion
    return .map(map)
  }
}
