public import Codecs

/// What may speak for the promotion of a batch or a candidate: its report, its windows, and where
/// it was promoted before.
///
/// Bounded by the number of baselines in the plan.
public struct Standing: Recordable {
  /// Where a report of its own was published.
  public var report: EventPosition?
  /// What was observed of it while it was not promoted, for each baseline.
  public var watches: [WatchState] = []
  /// Its latest promotion to each baseline.
  public var promotions: [PromotionState] = []

  /// Nothing yet.
  public init() {}

  /// Reads a stored standing.
  public init(_ fields: Fields) throws(FieldError) {
    report = try fields.positionIfPresent("report")
    watches = try fields.records("watches")
    promotions = try fields.records("promotions")
  }

  /// Writes the standing.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("report", report)
    fields.put("watches", watches)
    fields.put("promotions", promotions)
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
  /// The baseline.
  public var baseline: String
  /// How often the baseline had moved: windows from before count no longer.
  public var moves: Int
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

  /// Reads a stored watch.
  public init(_ fields: Fields) throws(FieldError) {
    baseline = try fields.text("baseline")
    moves = try fields.count("moves")
    streak = try fields.count("streak")
    window = try fields.countIfPresent("window")
    windows = try fields.positions("windows")
    values = try fields.nested("values")
  }

  /// Writes the watch.
  public func put(into fields: inout FieldsBuilder) {
    fields.put("baseline", baseline)
    fields.put("moves", moves)
    fields.put("streak", streak)
    fields.put("window", window)
    fields.put("windows", windows)
    fields.put("values", values)
  }
}

extension Fields {
  /// Places in the log; none when the field is not there.
  fileprivate func positions(_ name: String) throws(FieldError) -> [EventPosition] {
    let numbers = try ints(name)
    guard numbers.count.isMultiple(of: 2), numbers.allSatisfy({ $0 >= 0 }) else {
      throw error(name, "are no entries and ordinals")
    }
    return stride(from: 0, to: numbers.count, by: 2).map {
      EventPosition(entry: UInt64(numbers[$0]), ordinal: Int(numbers[$0 + 1]))
    }
  }
}

extension FieldsBuilder {
  /// Writes places in the log.
  fileprivate mutating func put(_ name: String, _ positions: [EventPosition]) {
    put(name, positions.flatMap { [Int64($0.entry), Int64($0.ordinal)] })
  }
}
