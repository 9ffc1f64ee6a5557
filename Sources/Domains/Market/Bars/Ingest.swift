import Bytes
import Codecs
import Crypto
import Files
import StageKit

/// Takes a file of bars into the raw lake, or finds what is there; nothing is fetched from
/// anywhere.
///
/// A source is named after its content, so that two files never mix under one name.
enum Ingest {
  static func run(_ job: Job) throws(StageError) {
    let file = job.settings["bars"]
    guard file.isEmpty else {
      guard !job.settings.flag("skip_ingest_ohlcv") else {
        throw .usage("'--bars' gives bars to take in, and '--skip_ingest_ohlcv 1' takes none in")
      }
      return try take(PathName.join(job.directory, file), job)
    }
    let venue = try Self.venue(job)
    for symbol in job.symbols {
      for file in try files(venue, "perp", symbol, "ohlcv", job) { try job.reads(file) }
    }
    job.stats["venue"] = .text(venue)
    job.stats["taken"] = .text("raw bars as they are")
  }

  /// The source that the run's ingest has settled on.
  static func settled(_ job: Job) throws(StageError) -> String {
    let manifest = try job.lake.fields(job.paths.stage(StageName.ingest.rawValue))
    return try StageFields(place: "ingest", map: manifest.map("stats")).text("venue")
  }

  /// Raw files of one kind, in the order of their names; none where there is no such kind.
  static func files(
    _ venue: String, _ market: String, _ symbol: String, _ kind: String, _ job: Job
  ) throws(StageError) -> [String] {
    let base = "lake/raw/\(venue)/\(market)/\(symbol)"
    let bar = job.settings["bar"]
    let wanted = kind == "ohlcv" ? (bar.isEmpty ? "ohlcv_" : "ohlcv_\(bar)") : kind
    let folders = try job.lake.list(base).filter {
      bar.isEmpty && kind == "ohlcv" ? $0.hasPrefix(wanted) : $0 == wanted
    }
    guard folders.count <= 1 else {
      throw .invalid(
        "'\(base)' holds \(Hint.quoted(folders, last: "and")): which bars?",
        hint: "say it with '--bar'")
    }
    guard let folder = folders.first else { return [] }
    return try job.lake.list("\(base)/\(folder)").filter { $0.hasSuffix(".csv") }
      .map { "\(base)/\(folder)/\($0)" }
  }

  private static func venue(_ job: Job) throws(StageError) -> String {
    var venues: [String] = []
    for venue in try job.lake.list("lake/raw") {
      var hasAll = true
      for symbol in job.symbols where hasAll {
        hasAll = try !files(venue, "perp", symbol, "ohlcv", job).isEmpty
      }
      if hasAll { venues.append(venue) }
    }
    guard venues.count <= 1 else {
      throw .invalid(
        "\(Hint.quoted(venues, last: "and")) in 'lake/raw' all have these symbols",
        hint: "keep one source in a data root")
    }
    guard let venue = venues.first else {
      throw .invalid(
        "no source in 'lake/raw' of '\(job.lake.root)' has bars of "
          + job.symbols.joined(separator: ", "),
        hint: "give a file with '--bars FILE', or write lake/raw/VENUE/perp/SYMBOL/ohlcv_15m/*.csv")
    }
    return venue
  }

  private static func take(_ path: String, _ job: Job) throws(StageError) {
    let bytes = try StageFiles.read(path, limit: Int(Int32.max))
    let table = try CellTable(bytes, path: path)
    let venue = "local-\(SHA256.hash(bytes).hex.prefix(12))"
    let symbols = try table.texts("symbol")
    let times = try table.times("timestamp")
    let prices = try ["open", "high", "low", "close", "volume"].map(table.numbers)
    let others = try ["quote_volume", "spread_bps"].map(table.optionalNumbers)
    let funding = try table.optionalNumbers("funding_rate")
    let spot = try table.optionalNumbers("spot_close")
    for symbol in job.symbols {
      let rows = symbols.indices.filter { symbols[$0].uppercased() == symbol }
      try require(!rows.isEmpty, "'\(path)' has no bar of '\(symbol)'")
      let base = "lake/raw/\(venue)"
      var text = TableText([
        "timestamp", "open", "high", "low", "close", "volume", "quote_volume", "spread_bps",
      ])
      for row in rows {
        text.row(at: times[row], (prices + others).map { $0[row] })
      }
      try job.write("\(base)/perp/\(symbol)/ohlcv_asis/bars.csv", text)
      let funded = rows.filter { funding[$0].isFinite }
      if !funded.isEmpty {
        var text = TableText(["timestamp", "funding_rate"])
        for row in funded { text.row(at: times[row], [funding[row]]) }
        try job.write("\(base)/perp/\(symbol)/funding/funding.csv", text)
      }
      let traded = rows.filter { spot[$0].isFinite }
      if !traded.isEmpty {
        var text = TableText(["timestamp", "close"])
        for row in traded { text.row(at: times[row], [spot[row]]) }
        try job.write("\(base)/spot/\(symbol)/ohlcv_asis/bars.csv", text)
      }
    }
    let provenance: Value = [
      "vendor": .text(PathName.lastComponent(path)), "exchange": .text("as given"),
      "schema_version": .text("bars_v1"),
      "schema_hash": .text(SHA256.hash(Array(table.names.joined(separator: "|").utf8)).hex),
      "extraction_start": .text(CivilTime.text(times.min() ?? 0)),
      "extraction_end": .text(CivilTime.text(times.max() ?? 0)),
      "sha256": .text(SHA256.hash(bytes).hex),
    ]
    try job.write("lake/raw/\(venue)/provenance.json", provenance)
    job.stats["venue"] = .text(venue)
    job.stats["taken"] = .text("bars of a file")
  }
}
