import StageKit

/// Bars as somebody recorded them, before anything is known to be right.
struct RawBars {
  /// What messages call them.
  let place: String
  var time: [Int64] = []
  var open: [Double] = []
  var high: [Double] = []
  var low: [Double] = []
  var close: [Double] = []
  var volume: [Double] = []
  var quoteVolume: [Double] = []
  var spread: [Double] = []

  /// Reads tables in the order of their names.
  init(_ tables: [CellTable], place: String) throws(StageError) {
    self.place = place
    for table in tables {
      time += try table.times("timestamp")
      open += try table.numbers("open")
      high += try table.numbers("high")
      low += try table.numbers("low")
      close += try table.numbers("close")
      volume += try table.numbers("volume")
      quoteVolume += try table.optionalNumbers("quote_volume")
      spread += try table.optionalNumbers("spread_bps")
    }
    try check()
  }

  /// Keeps the bars from `start` to `end`.
  mutating func cut(from start: Int64, to end: Int64) throws(StageError) {
    let kept = time.indices.filter { time[$0] >= start && time[$0] <= end }
    guard !kept.isEmpty else {
      let found = time.first.map {
        "\(CivilTime.date($0)) to \(CivilTime.date(time[time.count - 1]))"
      }
      throw .invalid(
        "\(place): no bar from \(CivilTime.date(start)) to \(CivilTime.date(end))"
          + (found.map { ": there are \($0)" } ?? ""))
    }
    guard kept.count < time.count else { return }
    time = kept.map { time[$0] }
    open = kept.map { open[$0] }
    high = kept.map { high[$0] }
    low = kept.map { low[$0] }
    close = kept.map { close[$0] }
    volume = kept.map { volume[$0] }
    quoteVolume = kept.map { quoteVolume[$0] }
    spread = kept.map { spread[$0] }
  }

  private func check() throws(StageError) {
    try require(!time.isEmpty, "\(place) has no rows")
    for index in time.indices {
      func fail(_ message: String) -> StageError {
        StageError(.invalid, "\(place) at \(CivilTime.text(time[index])): \(message)")
      }
      if index > 0, time[index] <= time[index - 1] {
        throw fail(
          time[index] == time[index - 1]
            ? "the bar is there twice" : "bars are not in the order of time")
      }
      let prices = [open[index], high[index], low[index], close[index]]
      guard prices.allSatisfy({ $0.isFinite && $0 > 0 }) else {
        throw fail("a price is missing or not positive")
      }
      guard volume[index].isFinite, volume[index] >= 0 else {
        throw fail("the volume is missing or negative")
      }
      // Prices that were adjusted carry rounding in their last digits.
      let slack = high[index] * 1e-9
      guard high[index] + slack >= max(open[index], close[index], low[index]),
        low[index] - slack <= min(open[index], close[index])
      else { throw fail("open and close do not lie between low and high") }
    }
  }
}
