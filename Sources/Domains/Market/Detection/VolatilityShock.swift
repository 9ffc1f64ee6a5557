/// A jump of short-term volatility over its base, and how it relaxes.
struct VolatilityShock: EventDetector {
  static let family = "vol_shock_relaxation"
  static let signal = "vol_shock_relaxation_event"
  static let prefix = "vsr_v1"
  static let bias = -1.0
  static let severity = (feature: "range_pct_96", isSmallStrong: false)
  static let measures = [
    "time_to_relax", "rv_peak", "t_rv_peak", "rv_base_enter", "rv_decay_half_life",
    "auc_excess_rv", "secondary_shock_within_h", "time_to_secondary_shock", "range_pct_96",
    "relaxed_within_96",
  ]
  static let controls = 5

  let horizon: Int
  private let window: Int
  private let median: Int
  private let quantile: Double
  private let exitRatio: Double
  private let cooldown: Int
  private let opportunityBars: Int

  /// Bars in a row at or below the exit ratio that end a shock.
  private static let calmBars = 3

  init(_ settings: RunSettings) {
    horizon = settings.whole("horizon")
    window = settings.whole("shock_window")
    median = settings.whole("shock_median_window")
    quantile = settings.number("shock_quantile")
    exitRatio = settings.number("shock_exit_ratio")
    cooldown = settings.whole("shock_cooldown")
    opportunityBars = settings.whole("opportunity_horizon")
  }

  func gauge(_ features: FeatureTable) -> Gauge {
    let level = volatility(features)
    let base = self.base(level)
    return Gauge(
      values: level.indices.map { base[$0] > 0 ? level[$0] / base[$0] : .nan }, level: level,
      base: base)
  }

  func calibrate(_ features: FeatureTable, gauge: Gauge, train: Range<Int>) -> DetectorCalibration?
  {
    let known = gauge.values[train].filter { $0.isFinite }
    guard let threshold = Quantile.of(known, quantile) else { return nil }
    return DetectorCalibration(
      threshold: threshold, tail: threshold, volatility: quartiles(features, train),
      bars: known.count)
  }

  func onsets(_ gauge: Gauge, _ calibration: DetectorCalibration) -> [EventSpan] {
    let gauge = gauge.values
    var spans: [EventSpan] = []
    var index = 1
    while index < gauge.count {
      guard crosses(gauge, index, calibration.threshold) else {
        index += 1
        continue
      }
      let exit = exit(gauge, from: index) ?? gauge.count - 1
      spans.append(EventSpan(start: index, exit: exit, end: exit + cooldown))
      index = exit + cooldown + 1
    }
    return spans
  }

  func measure(
    _ features: FeatureTable, _ gauge: Gauge, at index: Int, _ calibration: DetectorCalibration
  ) -> EventOutcome? {
    guard let range = range(features, index),
      let opportunity = opportunity(features["close"], index, opportunityBars), index > 0
    else { return nil }
    let window = index...index + horizon
    let base = gauge.base[index]
    guard gauge.values[index].isFinite, base > 0 else { return nil }
    let values = window.map { gauge.level[$0].isFinite ? gauge.level[$0] : 0 }
    var peak = 0
    for position in values.indices where values[position] > values[peak] { peak = position }
    let half = base + (values[peak] - base) / 2
    let decay = values.indices.first { $0 > peak && values[$0] <= half }
    let relaxed = exit(gauge.values, from: index).map { $0 - index }
    let second = window.dropFirst().first { crosses(gauge.values, $0, calibration.tail) }
    let time = second.map { Double($0 - index) } ?? .nan
    let excess = values.reduce(0) { $0 + max(0, $1 - base) }
    let decayTime = decay.map { Double($0) } ?? .nan
    let isRelaxed = relaxed.map { $0 <= horizon } ?? false
    return EventOutcome(
      binary: second == nil ? 0 : 1, magnitude: range, adverseTime: time, opportunity: opportunity,
      halfLife: decayTime,
      measures: [
        relaxed.map { Double($0) } ?? .nan, values[peak], Double(peak), base, decayTime, excess,
        second == nil ? 0 : 1, time, range, isRelaxed ? 1 : 0,
      ])
  }

  /// The root mean square of the last returns.
  func volatility(_ features: FeatureTable) -> [Double] {
    Rolling.mean(features["logret_1"].map { $0 * $0 }, window, least: window)
      .map { $0.squareRoot() }
  }

  /// The median volatility.
  func base(_ volatility: [Double]) -> [Double] {
    Rolling.median(volatility, median, least: median / 5)
  }

  private func crosses(_ gauge: [Double], _ index: Int, _ threshold: Double) -> Bool {
    gauge[index] >= threshold && gauge[index - 1] < threshold
  }

  private func exit(_ gauge: [Double], from start: Int) -> Int? {
    var calm = 0
    for index in start..<gauge.count {
      calm = gauge[index] <= exitRatio ? calm + 1 : 0
      if calm == Self.calmBars { return index }
    }
    return nil
  }
}
