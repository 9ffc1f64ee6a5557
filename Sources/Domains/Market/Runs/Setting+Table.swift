extension Setting {

  /// Every setting there is: flags, keys of configuration files and parameters in manifests are
  /// these.
  static let all: [Setting] = data + windows + phase2 + research + preparation + runs + judgement

  private static let data: [Setting] = [
    Setting(
      "bars", .text, "", [.ingest], "a CSV file of bars to take in: timestamp, symbol, OHLCV"),
    Setting("bar", .text, "", [.ingest, .clean], "bar size, such as 15m or 1d; else as found"),
    Setting(
      "calendar", .word(["auto", "continuous", "sessions"]), "auto", [.clean],
      "auto, continuous or sessions"),
    Setting(
      "periods_per_year", .number(0...1e9), "0", [.clean], "bars in a year; 0: by the calendar"),
    Setting(
      "funding", .word(["auto", "none", "required"]), "auto", [.clean],
      "whether funding has to be there: auto takes it where it is, and never waives its checks"),
    Setting("skip_ingest_ohlcv", .flag, "0", .request, [.ingest], "take raw bars as they are"),
    Setting("skip_ingest_funding", .flag, "0", .request, [.ingest], "take raw funding as it is"),
    Setting(
      "skip_ingest_spot_ohlcv", .flag, "0", .request, [.ingest], "take raw spot bars as they are"),
    Setting(
      "allow_missing_funding", .flag, "0", .bypass, [.clean], "funding may be missing"),
    Setting(
      "allow_constant_funding", .flag, "0", .bypass, [.clean], "a month of one rate is no error"),
    Setting(
      "allow_funding_timestamp_rounding", .flag, "0", .bypass, [.clean],
      "stamps off the hour are rounded to it"),
    Setting(
      "universe_min_bars", .whole(1...1_000_000_000), "252", .evidence, [.universe],
      "fewer bars make a symbol ineligible"),
  ]

  private static let windows: [Setting] = [
    Setting(
      "range_window", .whole(2...1_000_000), "96", lab: "20", .evidence,
      [.features, .context, .detect], "bars of range, volatility and trend"),
    Setting(
      "median_window", .whole(2...1_000_000), "2880", lab: "120", .evidence, [.features, .detect],
      "bars of the median range"),
    Setting(
      "rank_window", .whole(2...10_000_000), "17280", lab: "252", .evidence, [.features],
      "bars of the volatility's percent rank"),
    Setting(
      "shock_window", .whole(2...1_000_000), "12", .evidence, [.detect],
      "bars of the shock's volatility"),
    Setting(
      "shock_median_window", .whole(2...1_000_000), "288", lab: "120", .evidence, [.detect],
      "bars of the shock's base"),
    Setting(
      "shock_quantile", .number(0.5...1), "0.99", lab: "0.95", .evidence, [.detect],
      "quantile of the ratio at which a shock begins"),
    Setting(
      "shock_exit_ratio", .number(0...1_000), "1.25", .evidence, [.detect], "ratio at its end"),
    Setting("shock_cooldown", .whole(0...1_000_000), "12", .evidence, [.detect], "bars after it"),
    Setting(
      "compression_quantile", .number(0...1), "0.2", .evidence, [.detect],
      "quantile of the compression at which a window begins"),
    Setting(
      "horizon", .whole(1...1_000_000), "96", lab: "10", .evidence, [.detect, .phase2, .compile],
      "bars after an event that belong to it"),
    Setting(
      "opportunity_horizon", .whole(1...1_000_000), "20", .evidence, [.detect],
      "bars over which an opportunity is measured"),
    Setting(
      "exposure_horizon", .whole(1...1_000_000), "96", .evidence, [.phase2],
      "bars that make a delay a full loss of exposure"),
    Setting(
      "detector_train_frac", .number(0.05...1), "0.6", .evidence, [.detect],
      "share of the time from which thresholds are taken"),
  ]
}
