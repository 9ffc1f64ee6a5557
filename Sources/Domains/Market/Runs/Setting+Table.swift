extension Setting {

  /// Every setting there is: flags, keys of configuration files and parameters in manifests are
  /// these.
  static let all: [Setting] = data + windows + phase2 + research + preparation + runs + judgement

  private static let data: [Setting] = [
    Setting(
      "bars", .text, "", [.ingest], "a CSV file of bars to ingest: timestamp, symbol, OHLCV"),
    Setting(
      "bar", .text, "", [.ingest, .clean], "bar size, such as 15m or 1d (default: detected)"),
    Setting(
      "calendar", .word(["auto", "continuous", "sessions"]), "auto", [.clean],
      "auto, continuous or sessions"),
    Setting(
      "periods_per_year", .number(0...1e9), "0", [.clean], "bars per year; 0: from the calendar"),
    Setting(
      "funding", .word(["auto", "none", "required"]), "auto", [.clean],
      "auto uses funding if present, none ignores it, required demands it; checks always apply"
    ),
    Setting(
      "skip_ingest_ohlcv", .flag, "0", .request, [.ingest],
      "do not ingest bars: use the raw files present"),
    Setting(
      "skip_ingest_funding", .flag, "0", .request, [.ingest],
      "do not ingest funding: use the raw files present"),
    Setting(
      "skip_ingest_spot_ohlcv", .flag, "0", .request, [.ingest],
      "do not ingest spot bars: use the raw files present"),
    Setting(
      "allow_missing_funding", .flag, "0", .bypass, [.clean], "allow missing funding"),
    Setting(
      "allow_constant_funding", .flag, "0", .bypass, [.clean],
      "allow the same funding rate for a month"),
    Setting(
      "allow_funding_timestamp_rounding", .flag, "0", .bypass, [.clean],
      "round funding timestamps to the hour"),
    Setting(
      "universe_min_bars", .whole(1...1_000_000_000), "252", .evidence, [.universe],
      "minimum number of bars of an eligible symbol"),
  ]

  private static let windows: [Setting] = [
    Setting(
      "range_window", .whole(2...1_000_000), "96", lab: "20", .evidence,
      [.features, .context, .detect], "window of range, volatility and trend, in bars"),
    Setting(
      "median_window", .whole(2...1_000_000), "2880", lab: "120", .evidence, [.features, .detect],
      "window of the median range, in bars"),
    Setting(
      "rank_window", .whole(2...10_000_000), "17280", lab: "252", .evidence, [.features],
      "window of the volatility's percentile rank, in bars"),
    Setting(
      "shock_window", .whole(2...1_000_000), "12", .evidence, [.detect],
      "window of shock volatility, in bars"),
    Setting(
      "shock_median_window", .whole(2...1_000_000), "288", lab: "120", .evidence, [.detect],
      "window of the median that shocks are compared with, in bars"),
    Setting(
      "shock_quantile", .number(0.5...1), "0.99", lab: "0.95", .evidence, [.detect],
      "quantile of the ratio at which a shock starts"),
    Setting(
      "shock_exit_ratio", .number(0...1_000), "1.25", .evidence, [.detect],
      "ratio at which a shock ends"),
    Setting(
      "shock_cooldown", .whole(0...1_000_000), "12", .evidence, [.detect],
      "cooldown after a shock, in bars"),
    Setting(
      "compression_quantile", .number(0...1), "0.2", .evidence, [.detect],
      "quantile of compression at which a window starts"),
    Setting(
      "horizon", .whole(1...1_000_000), "96", lab: "10", .evidence, [.detect, .phase2, .compile],
      "horizon of an event, in bars"),
    Setting(
      "opportunity_horizon", .whole(1...1_000_000), "20", .evidence, [.detect],
      "horizon over which opportunity is measured, in bars"),
    Setting(
      "exposure_horizon", .whole(1...1_000_000), "96", .evidence, [.phase2],
      "delay that counts as a full loss of exposure, in bars"),
    Setting(
      "detector_train_frac", .number(0.05...1), "0.6", .evidence, [.detect],
      "fraction of the period that thresholds are estimated from"),
  ]
}
