import Numerics

/// Bars like those of events, at which nothing happened: same hour, like volatility, and earlier.
///
/// Only bars whose horizon had ended when the event began are taken, so that a control knows
/// nothing that came after.
struct ControlMatch {
  /// A control of an event.
  struct Control: Equatable {
    let event: String
    let index: Int
    let outcome: EventOutcome
  }

  private let candidates: [[Int]]
  private let volatility: [Double]
  private let draw: Draw

  /// Candidates among a symbol's bars, those outside of events and their cooling down.
  init(
    _ features: FeatureTable, spans: [EventSpan], family: String, horizon: Int
  ) {
    volatility = features["rv_96"]
    draw = Draw(seed: 7, "control/\(family)/\(features.symbol)")
    var byHour = [[Int]](repeating: [], count: 24)
    var span = 0
    for index in features.time.indices where volatility[index].isFinite {
      while span < spans.count, spans[span].end < index { span += 1 }
      if span < spans.count, index >= spans[span].start { continue }
      byHour[CivilTime.hour(features.time[index])].append(index)
    }
    candidates = byHour
    self.horizon = horizon
  }

  private let horizon: Int

  /// Candidates are looked for among the last so many of the hour.
  private static let memory = 2_000
  /// And drawn among the nearest so many in volatility.
  private static let nearest = 200

  /// Controls of an event, the `ordinal`th of its symbol; fewer than asked for when there are none.
  func controls(
    _ event: MarketEvent, ordinal: Int, count: Int, _ measure: (Int) -> EventOutcome?
  ) -> [Control] {
    let hour = candidates[CivilTime.hour(event.time)]
    var low = 0
    var high = hour.count
    while low < high {
      let middle = (low + high) / 2
      if hour[middle] + horizon <= event.index { low = middle + 1 } else { high = middle }
    }
    let own = volatility[event.index]
    guard own.isFinite else { return [] }
    var near = hour[max(0, low - Self.memory)..<low].map { (abs(volatility[$0] - own), $0) }
    near.sort { $0 < $1 }
    near = Array(near.prefix(Self.nearest))
    var controls: [Control] = []
    var attempt: UInt32 = 0
    while controls.count < count, attempt < 40, !near.isEmpty {
      let place = draw.integer(
        below: UInt64(near.count), t: UInt32(truncatingIfNeeded: ordinal), i: attempt)
      attempt += 1
      let index = near[Int(place)].1
      if controls.contains(where: { $0.index == index }) { continue }
      guard let outcome = measure(index) else { continue }
      controls.append(Control(event: event.id, index: index, outcome: outcome))
    }
    return controls
  }
}
