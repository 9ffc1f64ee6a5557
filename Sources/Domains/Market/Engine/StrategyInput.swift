import StageKit

/// The bars of one symbol as one strategy sees them: everything it may know, computed once.
struct StrategyInput {
  let close: [Double]
  let high: [Double]
  let low: [Double]
  let stopUnit: [Double]
  let targetUnit: [Double]
  let isSignal: [Bool]
  /// The bars at which an event begins, ascending.
  let signals: [Int]
  let permits: [Bool]
  let isInvalid: [Bool]
  let side: [Int8]

  /// Columns of equal length.
  init(
    close: [Double], high: [Double], low: [Double], stopUnit: [Double], targetUnit: [Double],
    isSignal: [Bool], permits: [Bool], isInvalid: [Bool], side: [Int8]
  ) {
    (self.close, self.high, self.low) = (close, high, low)
    (self.stopUnit, self.targetUnit) = (stopUnit, targetUnit)
    (self.isSignal, self.permits, self.isInvalid) = (isSignal, permits, isInvalid)
    self.side = side
    signals = isSignal.indices.filter { isSignal[$0] }
  }

  /// The bar at an index.
  @inline(__always)
  func bar(_ index: Int) -> StrategyEngine.Bar {
    StrategyEngine.Bar(
      close: close[index], high: high[index], low: low[index], stopUnit: stopUnit[index],
      targetUnit: targetUnit[index], isSignal: isSignal[index], permits: permits[index],
      isInvalid: isInvalid[index], side: side[index])
  }

  /// The first of some bars at which a trade with these levels would end before its time, or the
  /// one behind them: what the engine says of each, without its other answers.
  func firstTouch(from first: Int, to end: Int, side: Int8, stop: Double, target: Double) -> Int {
    let (floor, ceiling) = side > 0 ? (stop, target) : (target, stop)
    var index = first
    while index < end, low[index] > floor, high[index] < ceiling, !isInvalid[index],
      close[index] == close[index]
    {
      index += 1
    }
    return index
  }

  fileprivate static func unit(_ level: Blueprint.Level, _ features: FeatureTable) -> [Double] {
    switch level {
    case .percent: return features["close"]
    case .rangePct: return features["range_96"]
    case .atr:
      let (high, low, close) = (features["high"], features["low"], features["close"])
      let range = high.indices.map { index in
        let before = index > 0 ? close[index - 1] : close[index]
        return max(high[index], before) - min(low[index], before)
      }
      return Rolling.mean(range, 14, least: 14)
    }
  }

  fileprivate static func apply(
    _ overlay: Blueprint.Overlay, _ features: FeatureTable, _ permits: inout [Bool]
  ) {
    let limit = overlay.value
    switch overlay.name {
    case "liquidity_guard":
      let notional = features["quote_volume"]
      for index in permits.indices where !(notional[index] >= limit) { permits[index] = false }
    case "spread_guard":
      let spread = features["spread_bps"]
      for index in permits.indices where spread[index] > limit { permits[index] = false }
    case "funding_guard":
      let funding = features["funding_rate_scaled"]
      for index in permits.indices where abs(funding[index]) * 10_000 > limit {
        permits[index] = false
      }
    case "cross_venue_guard":
      let basis = features["basis_bps"]
      for index in permits.indices where abs(basis[index]) > limit { permits[index] = false }
    case "risk_throttle":
      if limit == 0 { for index in permits.indices { permits[index] = false } }
    default: break
    }
  }
}

extension StrategyInput {
  /// What a blueprint sees of a symbol; `events` are the times of its trigger in the registry.
  init(
    _ blueprint: Blueprint, _ features: FeatureTable, events: [Int64]
  ) throws(StageError) {
    var signals = [Bool](repeating: false, count: features.count)
    for time in events {
      let index = features.index(at: time)
      try require(
        index < features.count && features.time[index] == time,
        "an event of '\(features.symbol)' at \(CivilTime.text(time)) has no bar")
      signals[index] = true
    }
    var permits = [Bool](repeating: true, count: features.count)
    if !blueprint.nodes.isEmpty {
      let answers = blueprint.nodes.map { $0.holds(features) }
      for index in permits.indices {
        permits[index] =
          blueprint.logic == "any"
          ? answers.contains { $0[index] } : answers.allSatisfy { $0[index] }
      }
    }
    for overlay in blueprint.overlays { Self.apply(overlay, features, &permits) }
    let bias = Int8(EventFamily.find(blueprint.eventType)?.bias ?? 1)
    let side =
      switch blueprint.direction {
      case "long": [Int8](repeating: 1, count: features.count)
      case "short": [Int8](repeating: -1, count: features.count)
      default: features["ret_4"].map { $0 > 0 ? bias : $0 < 0 ? -bias : 0 }
      }
    self.init(
      close: features["close"], high: features["high"], low: features["low"],
      stopUnit: Self.unit(blueprint.stopType, features),
      targetUnit: Self.unit(blueprint.targetType, features), isSignal: signals, permits: permits,
      isInvalid: blueprint.invalidation?.holds(features)
        ?? [Bool](repeating: false, count: features.count), side: side)
  }
}
