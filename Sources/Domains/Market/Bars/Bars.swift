import StageKit

/// The bars of one symbol on the grid of its clock, a column an attribute.
///
/// A bar that was not traded is a gap: its prices and volumes are not-a-number.
struct Bars {
  /// The symbol.
  var symbol: String
  /// When each bar opens, in seconds since 1970.
  var time: [Int64] = []
  var open: [Double] = []
  var high: [Double] = []
  var low: [Double] = []
  var close: [Double] = []
  var volume: [Double] = []
  /// What was traded in money.
  var quoteVolume: [Double] = []
  /// Bid to ask in basis points, where somebody recorded it.
  var spread: [Double] = []
  /// The last rate that was due, as of the bar.
  var funding: [Double] = []
  /// The rate that longs pay shorts at the very bar; 0 where none is due.
  var fundingDue: [Double] = []
  /// The close on the spot market.
  var spot: [Double] = []
  /// How many gaps in a row end at the bar; 0 for a traded one.
  var gap: [Int] = []

  /// How many bars there are.
  var count: Int { time.count }

  /// Columns of the cleaned file.
  static let columns = [
    "timestamp", "open", "high", "low", "close", "volume", "quote_volume", "spread_bps",
    "funding_rate", "funding_due", "spot_close", "is_gap", "gap_len",
  ]

  /// Reads a cleaned file.
  init(symbol: String, _ table: CellTable) throws(StageError) {
    self.symbol = symbol
    time = try table.times("timestamp")
    open = try table.numbers("open")
    high = try table.numbers("high")
    low = try table.numbers("low")
    close = try table.numbers("close")
    volume = try table.numbers("volume")
    quoteVolume = try table.numbers("quote_volume")
    spread = try table.numbers("spread_bps")
    funding = try table.numbers("funding_rate")
    fundingDue = try table.numbers("funding_due")
    spot = try table.numbers("spot_close")
    gap = try table.numbers("gap_len").map { Int($0) }
  }

  /// No bars yet.
  init(symbol: String) { self.symbol = symbol }

  /// The cleaned file.
  var text: TableText {
    var text = TableText(Self.columns)
    for index in 0..<count {
      text.row(
        at: time[index],
        [
          open[index], high[index], low[index], close[index], volume[index], quoteVolume[index],
          spread[index], funding[index], fundingDue[index],
          spot[index], gap[index] > 0 ? 1 : 0, Double(gap[index]),
        ])
    }
    return text
  }
}
