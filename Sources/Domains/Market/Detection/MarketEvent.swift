import StageKit

/// One event, with what was known when it began and what followed.
struct MarketEvent: Equatable {
  let family: String
  let symbol: String
  let id: String
  /// The bar at which it begins.
  let index: Int
  let time: Int64
  /// The bar at which it ended.
  let exit: Int
  let exitTime: Int64
  /// The feature that says how strong it is.
  let severity: Double
  /// `low` or `high` against the middle of training.
  let volatility: String
  /// `bull` above the mean close of the window, else `bear`.
  let trend: String
  /// What followed, nil when the data end before the horizon.
  let outcome: EventOutcome?

  /// The session of its hour in UTC.
  var session: String {
    let hour = CivilTime.hour(time)
    return hour < 8 ? "asia" : hour < 16 ? "eu" : "us"
  }
  /// Its year.
  var year: Int { CivilTime.year(time) }

  private static let head = [
    "event_id", "symbol", "enter_idx", "enter_ts", "exit_idx", "exit_ts", "tod_bucket",
    "vol_regime",
    "bull_bear", "year", "duration", "severity", "adverse_binary", "adverse_magnitude",
    "time_to_adverse", "opportunity", "half_life", "is_complete",
  ]

  /// The columns of a family's file.
  static func columns(_ detector: any EventDetector.Type) -> [String] {
    head + detector.measures
  }

  /// A row of the family's file.
  func row(into text: inout TableText) {
    let values =
      outcome.map {
        [$0.binary, $0.magnitude, $0.adverseTime, $0.opportunity, $0.halfLife, 1] + $0.measures
      }
    let empty = [Double](repeating: .nan, count: 5) + [0]
    let measures = EventFamily.find(family)?.measures.count ?? 0
    text.row(
      [
        id, symbol, "\(index)", CivilTime.text(time), "\(exit)", CivilTime.text(exitTime), session,
        volatility, trend,
        "\(year)",
      ],
      [Double(exit - index), severity]
        + (values ?? empty + [Double](repeating: .nan, count: measures)))
  }

  /// Reads a family's file.
  static func read(
    _ table: CellTable, _ detector: any EventDetector.Type
  ) throws(StageError) -> [MarketEvent] {
    let (ids, symbols) = (try table.texts("event_id"), try table.texts("symbol"))
    let (indices, exits) = (try table.numbers("enter_idx"), try table.numbers("exit_idx"))
    let (times, severities) = (try table.times("enter_ts"), try table.numbers("severity"))
    let exitTimes = try table.times("exit_ts")
    let (volatility, trend) = (try table.texts("vol_regime"), try table.texts("bull_bear"))
    let names = [
      "adverse_binary", "adverse_magnitude", "time_to_adverse", "opportunity", "half_life",
      "is_complete",
    ]
    let outcomes = try names.map(table.numbers)
    let measures = try detector.measures.map { (name) throws(StageError) in
      try table.numbers(name)
    }
    return ids.indices.map { row in
      MarketEvent(
        family: detector.family, symbol: symbols[row], id: ids[row], index: Int(indices[row]),
        time: times[row], exit: Int(exits[row]), exitTime: exitTimes[row],
        severity: severities[row],
        volatility: volatility[row], trend: trend[row],
        outcome: outcomes[5][row] != 1
          ? nil
          : EventOutcome(
            binary: outcomes[0][row], magnitude: outcomes[1][row], adverseTime: outcomes[2][row],
            opportunity: outcomes[3][row], halfLife: outcomes[4][row],
            measures: measures.map { $0[row] }))
    }
  }
}
