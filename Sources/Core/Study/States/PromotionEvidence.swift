public import Codecs

/// What may speak for the promotion of a batch or a candidate: its report, its windows, and where
/// it was promoted before.
///
/// Bounded by the number of baselines in the plan.
public struct PromotionEvidence: Recordable {
  /// Where a report of its own was published.
  public var report: EventPosition?
  /// What was observed of it while it was not promoted, for each baseline.
  public var watches: [WatchState] = []
  /// Its latest promotion to each baseline.
  public var promotions: [PromotionState] = []

  /// Nothing yet.
  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("report", &report)
    coder.field("watches", &watches)
    coder.field("promotions", &promotions)
  }

  /// Its latest promotion to a baseline.
  public func promotion(to baseline: String) -> PromotionState? {
    promotions.first { $0.baseline == baseline }
  }

  /// What was observed for a baseline since that last moved, as `moves` tells.
  public func watch(for baseline: String, moves: Int) -> WatchState {
    watches.first { $0.baseline == baseline && $0.moves == moves }
      ?? WatchState(baseline: baseline, moves: moves)
  }

  /// Puts an observation in the place of the one before.
  mutating func put(_ watch: WatchState) {
    watches.removeAll { $0.baseline == watch.baseline }
    watches.append(watch)
  }

  /// Puts a promotion in the place of the one before.
  mutating func put(_ promotion: PromotionState) {
    promotions.removeAll { $0.baseline == promotion.baseline }
    promotions.append(promotion)
  }
}

/// The windows of something that stands beside a baseline.
public struct WatchState: Recordable {
  public var baseline = ""
  /// How often the baseline had moved: windows from before count no longer.
  public var moves = 0
  /// Windows in a row that passed.
  public var streak = 0
  /// The number of the last window.
  public var window: Int?
  /// The windows of the streak that a promotion needs, oldest first.
  public var windows: [EventPosition] = []
  /// What the last window measured.
  public var values = ValueMap()

  /// No window yet.
  public init(baseline: String, moves: Int) {
    self.baseline = baseline
    self.moves = moves
  }

  public init() {}

  public mutating func code(_ coder: inout some FieldCoder) {
    coder.field("baseline", &baseline)
    coder.field("moves", &moves)
    coder.field("streak", &streak)
    coder.field("window", &window)
    var places = windows.flatMap { [Int64($0.entry), Int64($0.ordinal)] }
    coder.field("windows", &places)
    if coder.isReading { take(places, &coder) }
    coder.field("values", &values)
  }
  /// Takes entries and ordinals in turn for places in the log.
  private mutating func take(_ places: [Int64], _ coder: inout some FieldCoder) {
    guard places.count.isMultiple(of: 2), places.allSatisfy({ $0 >= 0 }) else {
      return coder.refuse("windows", "are not entries and ordinals")
    }
    windows = stride(from: 0, to: places.count, by: 2).map {
      EventPosition(entry: UInt64(places[$0]), ordinal: Int(places[$0 + 1]))
    }
  }
}
