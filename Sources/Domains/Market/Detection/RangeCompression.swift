/// A range that is narrow against its own median, and the breakout that may follow.
struct RangeCompression: EventDetector {
  static let family = "range_compression_breakout_window"
  static let signal = "range_compression_breakout_event"
  static let prefix = "rcbw"
  static let bias = 1.0
  static let severity = (feature: "compression_ratio", isSmallStrong: true)
  static let measures = [
    "realized_vol_mean", "range_expansion", "tail_move_probability", "tail_move_within",
    "time_to_tail_move",
  ]
  static let controls = 1

  let horizon: Int
  private let quantile: Double
  private let opportunityBars: Int

  init(_ settings: RunSettings) {
    horizon = settings.whole("horizon")
    quantile = settings.number("compression_quantile")
    opportunityBars = settings.whole("opportunity_horizon")
  }

  func gauge(_ features: FeatureTable) -> Gauge { Gauge(values: features["compression_ratio"]) }

  func calibrate(_ features: FeatureTable, gauge: Gauge, train: Range<Int>) -> DetectorCalibration?
  {
    let known = gauge.values[train].filter { $0.isFinite }
    let moves = features["ret_1"][train].filter { $0.isFinite }.map { abs($0) }
    guard let threshold = Quantile.of(known, quantile), let tail = Quantile.of(moves, 0.95) else {
      return nil
    }
    return DetectorCalibration(
      threshold: threshold, tail: tail, volatility: quartiles(features, train), bars: known.count)
  }

  func onsets(_ gauge: Gauge, _ calibration: DetectorCalibration) -> [EventSpan] {
    var spans: [EventSpan] = []
    let values = gauge.values
    for index in values.indices where values[index] <= calibration.threshold {
      // Within the window of the one before it is the same event.
      if let last = spans.last, index <= last.end { continue }
      spans.append(EventSpan(start: index, exit: index + horizon, end: index + horizon))
    }
    return spans
  }

  func measure(
    _ features: FeatureTable, _ gauge: Gauge, at index: Int, _ calibration: DetectorCalibration
  ) -> EventOutcome? {
    guard let range = range(features, index),
      let opportunity = opportunity(features["close"], index, opportunityBars)
    else { return nil }
    let moves = features["ret_1"][index + 1...index + horizon]
    let hits = moves.indices.filter { abs(moves[$0]) >= calibration.tail }
    let known = moves.filter { $0.isFinite }
    guard !known.isEmpty else { return nil }
    let volatility = (known.reduce(0) { $0 + $1 * $1 } / Double(known.count)).squareRoot()
    let time = hits.first.map { Double($0 - index) } ?? .nan
    let binary = hits.isEmpty ? 0.0 : 1
    return EventOutcome(
      binary: binary, magnitude: range, adverseTime: time, opportunity: opportunity, halfLife: .nan,
      measures: [volatility, range, Double(hits.count) / Double(known.count), binary, time])
  }
}
