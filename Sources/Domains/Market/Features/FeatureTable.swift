import StageKit

/// The features of one symbol: what is known at the close of each bar, and nothing later.
///
/// This is the only table that a strategy can name columns of. Outcomes after an event live in the
/// files of events, which no strategy reads.
struct FeatureTable {
  /// The symbol.
  let symbol: String
  /// When each bar opens.
  let time: [Int64]

  private var columns: [[Double]]

  /// The contract: columns that a file has to have, in this order after `timestamp`.
  static let contract = [
    "open", "high", "low", "close", "funding_rate", "funding_rate_scaled", "oi_notional",
    "oi_delta_1h", "liquidation_notional", "liquidation_count", "basis_bps", "basis_zscore",
    "cross_exchange_spread_z", "spread_zscore", "revision_lag_bars", "revision_lag_minutes",
    "logret_1", "rv_96", "rv_pct_17280", "high_96", "low_96", "range_96", "range_med_2880",
  ]

  /// What the engine and the detectors need besides.
  static let further = [
    "volume", "quote_volume", "spread_bps", "funding_due", "is_gap", "ret_1", "ret_4",
    "trend_return_96", "compression_ratio", "range_pct_96", "mean_gap_96", "hour_utc",
  ]

  /// All columns after `timestamp`.
  static let names = contract + further

  /// The version of the contract.
  static let version = "features_v1"

  /// Features of a symbol, a column each in the order of ``names``.
  init(symbol: String, time: [Int64], columns: [[Double]]) {
    precondition(columns.count == Self.names.count, "a column for every name")
    self.symbol = symbol
    self.time = time
    self.columns = columns
  }

  /// Reads a file; a column that is missing breaks the contract.
  init(symbol: String, _ table: CellTable) throws(StageError) {
    self.symbol = symbol
    time = try table.times("timestamp")
    columns = []
    for name in Self.names { columns.append(try table.numbers(name)) }
  }

  /// How many bars there are.
  var count: Int { time.count }

  /// A column; the name has to be one of ``names``.
  subscript(name: String) -> [Double] {
    guard let index = Self.names.firstIndex(of: name) else {
      preconditionFailure("there is no feature '\(name)'")
    }
    return columns[index]
  }

  /// The first bar at or after a time.
  func index(at time: Int64) -> Int {
    var low = 0
    var high = self.time.count
    while low < high {
      let middle = (low + high) / 2
      if self.time[middle] < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The file.
  var text: TableText {
    var text = TableText(["timestamp"] + Self.names)
    for row in 0..<count {
      text.row(at: time[row], columns.map { $0[row] })
    }
    return text
  }
}
