import Numerics

/// Computes features from bars: every value at a bar uses that bar and earlier ones.
struct FeatureBuilder {
  /// Bars of range, volatility and trend; the names of the contract say 96, the manifest says what
  /// it is.
  var range = 96
  /// Bars of the median range.
  var median = 2_880
  /// Bars of the volatility's percent rank.
  var rank = 17_280
  /// Bars of an hour, for the change of open interest.
  var hour = 4

  /// The features of a symbol.
  func features(_ bars: Bars) -> FeatureTable {
    let close = bars.close
    let nothing = [Double](repeating: .nan, count: bars.count)
    let returns = change(close, 1)
    let logarithms = close.indices.map {
      $0 > 0 ? Elementary.logarithm(close[$0] / close[$0 - 1]) : .nan
    }
    let volatility = Rolling.deviation(logarithms, range, least: range)
    let high = Rolling.maximum(bars.high, range, least: range / 3)
    let low = Rolling.minimum(bars.low, range, least: range / 3)
    let width = high.indices.map { high[$0] - low[$0] }
    let middle = Rolling.median(width, median, least: median / 5)
    let basis = close.indices.map { (close[$0] / bars.spot[$0] - 1) * 10_000 }
    let zero = bars.gap.map { $0 > 0 ? Double.nan : 0 }
    var columns: [String: [Double]] = [
      "open": bars.open, "high": bars.high, "low": bars.low, "close": close,
      "funding_rate": bars.funding, "funding_rate_scaled": bars.funding,
      "oi_notional": nothing, "oi_delta_1h": nothing, "liquidation_notional": nothing,
      "liquidation_count": nothing, "basis_bps": basis,
      "basis_zscore": Rolling.score(basis, 96, least: 24), "cross_exchange_spread_z": nothing,
      "spread_zscore": Rolling.score(bars.spread, 96, least: 24), "revision_lag_bars": zero,
      "revision_lag_minutes": zero, "logret_1": logarithms, "rv_96": volatility,
    ]
    columns["rv_pct_17280"] = Rolling.percentRank(volatility, rank, least: rank / 5)
    columns["high_96"] = high
    columns["low_96"] = low
    columns["range_96"] = width
    columns["range_med_2880"] = middle
    columns["volume"] = bars.volume
    columns["quote_volume"] = bars.quoteVolume
    columns["spread_bps"] = bars.spread
    columns["funding_due"] = bars.fundingDue
    columns["is_gap"] = bars.gap.map { $0 > 0 ? 1 : 0 }
    columns["ret_1"] = returns
    columns["ret_4"] = change(close, 4)
    columns["trend_return_96"] = change(close, range)
    columns["compression_ratio"] = width.indices.map { width[$0] / middle[$0] }
    columns["range_pct_96"] = width.indices.map { width[$0] / close[$0] }
    let mean = Rolling.mean(close, range, least: range / 3)
    columns["mean_gap_96"] = mean.indices.map { close[$0] / mean[$0] - 1 }
    columns["hour_utc"] = bars.time.map { Double(CivilTime.hour($0)) }
    return FeatureTable(
      symbol: bars.symbol, time: bars.time,
      columns: FeatureTable.names.map { columns[$0] ?? nothing })
  }

  private func change(_ values: [Double], _ bars: Int) -> [Double] {
    values.indices.map { $0 >= bars ? values[$0] / values[$0 - bars] - 1 : .nan }
  }
}
