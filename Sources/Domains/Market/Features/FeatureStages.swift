import Codecs
import Crypto
import Bytes
import StageKit

/// Computes the features of every symbol.
enum FeatureStage {
  static func run(_ job: Job) throws(StageError) {
    let builder = FeatureBuilder(
      range: job.settings.whole("range_window"), median: job.settings.whole("median_window"),
      rank: job.settings.whole("rank_window"))
    for symbol in job.symbols {
      let bars = try Bars(symbol: symbol, job.table(job.paths.cleaned(symbol)))
      let features = builder.features(bars)
      try job.write(job.paths.features(symbol), features.text)
      job.lake.keep(features, job.paths.features(symbol))
    }
    let schema = FeatureTable.contract.joined(separator: "|")
    try job.write(
      job.paths.featureManifest,
      [
        "feature_schema_version": .text(FeatureTable.version),
        "feature_schema_hash": .text(SHA256.hash(Array(schema.utf8)).hex),
        "windows": [
          "high_96": .int(Int64(builder.range)), "low_96": .int(Int64(builder.range)),
          "range_96": .int(Int64(builder.range)), "rv_96": .int(Int64(builder.range)),
          "trend_return_96": .int(Int64(builder.range)),
          "range_med_2880": .int(Int64(builder.median)),
          "rv_pct_17280": .int(Int64(builder.rank)),
        ],
      ])
  }
}

/// Says which symbols belong to the universe, from when to when, and which have too few bars.
enum UniverseStage {
  static func run(_ job: Job) throws(StageError) {
    var snapshots = TableText(["symbol", "listing_start", "listing_end", "market", "status"])
    var eligible: [Value] = []
    var members: ValueMap = [:]
    let least = job.settings.whole("universe_min_bars")
    for symbol in job.symbols {
      let features = try job.features(symbol)
      let traded = features["is_gap"].count { $0 == 0 }
      let isEligible = traded >= least
      if isEligible { eligible.append(.text(symbol)) }
      let status = isEligible ? "eligible" : "too_few_bars"
      let (first, last) = (features.time[0], features.time[features.count - 1])
      snapshots.row([symbol, CivilTime.text(first), CivilTime.text(last), "perp", status])
      members[symbol] = [
        "bars": .int(Int64(traded)), "status": .text(status),
        "listing_start": .text(CivilTime.text(first)), "listing_end": .text(CivilTime.text(last)),
      ]
      if !isEligible {
        try job.events.skipped(symbol, reason: "\(traded) bars, \(least) are needed")
      }
    }
    try require(
      !eligible.isEmpty, "no symbol has the \(least) bars that '--universe_min_bars' asks for")
    try job.write(job.paths.universeSnapshots, snapshots)
    try job.write(
      job.paths.universe,
      ["eligible": .array(eligible), "members": .map(members), "min_bars": .int(Int64(least))])
    job.stats["eligible"] = .int(Int64(eligible.count))
  }
}

/// Describes the market around every bar: trend, volatility, compression, funding.
enum ContextStage {
  static func run(_ job: Job) throws(StageError) {
    let clock = try job.clock()
    for symbol in try job.eligible() {
      let features = try job.features(symbol)
      let context = MarketContext(features, clock: clock)
      try job.write(job.paths.context(symbol), context.stateText)
      try job.write(job.paths.persistence(symbol), context.persistenceText)
    }
  }
}
