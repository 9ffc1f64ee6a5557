import StageKit

/// A family of market events: how thresholds are taken, where events begin, what is measured behind
/// them.
///
/// A new family is a type of its own and a row in ``EventFamily/all``. Thresholds come from
/// training bars only; whether an event begins at a bar depends on that bar and earlier ones.
protocol EventDetector: Sendable {
  /// The family's name.
  static var family: String { get }
  /// The column that marks its events.
  static var signal: String { get }
  /// How identifiers begin, the symbol follows.
  static var prefix: String { get }
  /// What a strategy does with the direction that the market took: 1 follows it, -1 fades it.
  static var bias: Double { get }
  /// The feature that says how strong an event is, and whether strong ones have small values.
  static var severity: (feature: String, isSmallStrong: Bool) { get }
  /// The names of ``EventOutcome/measures``.
  static var measures: [String] { get }
  /// How many controls are matched to an event.
  static var controls: Int { get }

  /// A detector with the windows of some settings.
  init(_ settings: RunSettings)

  /// Bars behind an event that belong to it.
  var horizon: Int { get }

  /// What marks an event at every bar: crossing or undercutting it is compared with the threshold.
  func gauge(_ features: FeatureTable) -> Gauge

  /// Thresholds from the bars of training.
  func calibrate(_ features: FeatureTable, gauge: Gauge, train: Range<Int>) -> DetectorCalibration?

  /// Where events begin, and where each ends.
  func onsets(_ gauge: Gauge, _ calibration: DetectorCalibration) -> [EventSpan]

  /// What followed a bar, whether it is an event or a control.
  func measure(
    _ features: FeatureTable, _ gauge: Gauge, at index: Int, _ calibration: DetectorCalibration
  ) -> EventOutcome?
}

/// What a family measures at every bar.
struct Gauge: Sendable {
  /// What is compared with the threshold.
  var values: [Double]
  /// What it is a share of its base of, where the family has one.
  var level: [Double] = []
  var base: [Double] = []
}

/// Thresholds that were taken from training bars.
struct DetectorCalibration: Sendable, Equatable {
  /// What the gauge is compared with.
  var threshold: Double
  /// What counts as an extreme move of one bar.
  var tail: Double
  /// The middle of the volatility, which parts calm from restless.
  var volatility: [Double]
  /// How many bars they were taken from.
  var bars: Int
}

/// From the bar at which an event begins to the last that belongs to it, cooling down included.
struct EventSpan: Equatable {
  var start: Int
  var exit: Int
  var end: Int
}

/// What followed an event or a control.
///
/// None of it is known when a strategy would act.
struct EventOutcome: Equatable {
  /// Whether something adverse happened within the horizon: 0 or 1.
  var binary: Double
  /// The range of prices within the horizon, as a share.
  var magnitude: Double
  /// Bars until the adverse move; not-a-number without one.
  var adverseTime: Double
  /// The size of the move over the opportunity's horizon.
  var opportunity: Double
  /// Bars until half of what was unusual had passed; not-a-number where the family has none.
  var halfLife: Double
  /// The family's own figures.
  var measures: [Double]

  /// Half the chance, half the size.
  var adverse: Double { 0.5 * binary + 0.5 * magnitude }
}

/// The families there are.
enum EventFamily {
  static let all: [any EventDetector.Type] = [VolatilityShock.self, RangeCompression.self]

  /// The families that a filter names.
  static func named(_ filter: String) throws(StageError) -> [any EventDetector.Type] {
    if filter == "all" { return all }
    let found = all.filter { $0.family == filter }
    guard !found.isEmpty else {
      throw .usage(
        "there is no event family '\(filter)'",
        hint: Hint.choice(filter, among: all.map { $0.family } + ["all"]))
    }
    return found
  }

  /// A family by its name.
  static func find(_ name: String) -> (any EventDetector.Type)? { all.first { $0.family == name } }
}

extension EventDetector {
  /// The size of the move from one close to another, nil at the end of the data.
  func opportunity(_ close: [Double], _ index: Int, _ bars: Int) -> Double? {
    guard index + bars < close.count else { return nil }
    let size = abs(close[index + bars] / close[index] - 1)
    return size.isFinite ? size : nil
  }

  /// Highest high less lowest low over the horizon behind a bar, as a share of its close.
  func range(_ features: FeatureTable, _ index: Int) -> Double? {
    guard index + horizon < features.count else { return nil }
    let window = index + 1...index + horizon
    let high = features["high"][window].lazy.filter { $0.isFinite }.max()
    let low = features["low"][window].lazy.filter { $0.isFinite }.min()
    guard let high, let low else { return nil }
    let range = (high - low) / features["close"][index]
    return range.isFinite ? range : nil
  }

  /// Quartiles of the volatility in training.
  func quartiles(_ features: FeatureTable, _ train: Range<Int>) -> [Double] {
    let values = features["rv_96"][train].filter { $0.isFinite }
    return [0.25, 0.5, 0.75].compactMap { Quantile.of(values, $0) }
  }
}
