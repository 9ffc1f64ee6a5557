import Codecs
import StageKit

/// Enters all events into one registry: the only place where strategies look for signals.
enum RegistryStage {
  static func run(_ job: Job) throws(StageError) {
    var text = TableText([
      "run_id", "event_type", "signal_column", "timestamp", "symbol", "event_id",
      "features_at_event",
    ])
    var flags: [(time: Int64, symbol: String, family: Int)] = []
    var counts: ValueMap = [:]
    for family in try EventFamily.named(job.settings["phase2_event_type"]) {
      let path = job.paths.family(family.family, "\(family.family)_events.csv")
      let events = try MarketEvent.read(job.table(path), family)
      var ids: Set<String> = []
      let column = EventFamily.all.firstIndex { $0.family == family.family } ?? 0
      for event in events {
        try require(ids.insert(event.id).inserted, "'\(path)' has the event '\(event.id)' twice")
        let known: Value = [
          "severity": event.severity.isFinite ? .double(event.severity) : .null,
          "vol_regime": .text(event.volatility), "bull_bear": .text(event.trend),
        ]
        text.row([
          job.run, family.family, family.signal, CivilTime.text(event.time), event.symbol, event.id,
          JSON.string(known),
        ])
        flags.append((event.time, event.symbol, column))
      }
      counts[family.family] = .int(Int64(events.count))
    }
    try job.write(job.paths.registry("events.csv"), text)
    var flagText = TableText(["timestamp", "symbol"] + EventFamily.all.map { $0.signal })
    flags.sort { ($0.time, $0.symbol, $0.family) < ($1.time, $1.symbol, $1.family) }
    for flag in flags {
      flagText.row(
        [CivilTime.text(flag.time), flag.symbol],
        EventFamily.all.indices.map { $0 == flag.family ? 1 : 0 })
    }
    try job.write(job.paths.registry("event_flags.csv"), flagText)
    try job.write(
      job.paths.registry("registry_manifest.json"),
      [
        "run_id": .text(job.run), "total_rows": .int(Int64(text.count)),
        "incoming_rows": .int(Int64(text.count)), "per_family": .map(counts),
      ])
    job.stats["events"] = .int(Int64(text.count))
  }

  /// The times of a family's events of a symbol, from the registry.
  static func times(
    _ family: String, _ symbol: String, _ table: CellTable
  ) throws(StageError) -> [Int64] {
    let (types, symbols) = (try table.texts("event_type"), try table.texts("symbol"))
    let times = try table.times("timestamp")
    return types.indices.filter { types[$0] == family && symbols[$0] == symbol }
      .map { times[$0] }.sorted()
  }
}
