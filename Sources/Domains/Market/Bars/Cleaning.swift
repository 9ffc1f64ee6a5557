import Codecs
import StageKit

/// Puts raw bars on the grid of their clock and joins funding and spot, or says what is wrong.
enum Cleaning {
  /// What provenance has to say of a source.
  static let provenanceKeys = [
    "vendor", "exchange", "schema_version", "schema_hash", "extraction_start", "extraction_end",
  ]

  static func run(_ job: Job) throws(StageError) {
    let venue = try Ingest.settled(job)
    try checkProvenance(venue, job)
    var raw: [RawBars] = []
    for symbol in job.symbols {
      let files = try Ingest.files(venue, "perp", symbol, "ohlcv", job)
      try require(!files.isEmpty, "there are no raw bars of '\(symbol)'")
      var bars = try RawBars(files.map(job.table), place: "the bars of '\(symbol)'")
      try bars.cut(from: job.start, to: job.end)
      raw.append(bars)
    }
    let clock = try clock(raw, job)
    try job.write(job.paths.clock, clock.record)
    var gaps: ValueMap = [:]
    for (symbol, bars) in zip(job.symbols, raw) {
      let clean = try join(symbol, bars, raw, clock, venue, job)
      try job.write(job.paths.cleaned(symbol), clean.text)
      gaps[symbol] = [
        "bars": .int(Int64(clean.count)), "gaps": .int(Int64(clean.gap.count { $0 > 0 })),
        "longest_gap": .int(Int64(clean.gap.max() ?? 0)),
        "first": .text(CivilTime.text(clean.time[0])),
        "last": .text(CivilTime.text(clean.time[clean.count - 1])),
      ]
    }
    job.stats["quality"] = .map(gaps)
  }

  private static func clock(_ raw: [RawBars], _ job: Job) throws(StageError) -> BarClock {
    let found = try BarClock.inferred(from: raw.map(\.time))
    var seconds = found.seconds
    let word = job.settings["bar"]
    if !word.isEmpty {
      guard let wanted = BarClock.seconds(of: word) else {
        throw .usage("'--bar' takes a size like 15m, 1h or 1d, not '\(word)'")
      }
      seconds = wanted
    }
    try require(seconds > 0, "bars have no size")
    let calendar = BarClock.Calendar(rawValue: job.settings["calendar"]) ?? found.calendar
    let given = job.settings.number("periods_per_year")
    if given > 0 { return BarClock(seconds: seconds, calendar: calendar, periods: given) }
    if calendar == found.calendar, seconds == found.seconds { return found }
    let perDay = calendar == .sessions ? BarClock.barsPerDay(raw.map(\.time)) : nil
    return BarClock(seconds: seconds, calendar: calendar, barsPerDay: perDay)
  }

  private static func join(
    _ symbol: String, _ bars: RawBars, _ all: [RawBars], _ clock: BarClock, _ venue: String,
    _ job: Job
  ) throws(StageError) -> Bars {
    let grid = clock.grid(
      of: all.map(\.time), from: bars.time[0], to: bars.time[bars.time.count - 1])
    var clean = Bars(symbol: symbol)
    var next = 0
    var gap = 0
    for time in grid {
      let isThere = next < bars.time.count && bars.time[next] == time
      clean.time.append(time)
      func value(_ column: [Double]) -> Double { isThere ? column[next] : .nan }
      clean.open.append(value(bars.open))
      clean.high.append(value(bars.high))
      clean.low.append(value(bars.low))
      clean.close.append(value(bars.close))
      clean.volume.append(value(bars.volume))
      let quote = value(bars.quoteVolume)
      clean.quoteVolume.append(
        quote.isFinite ? quote : value(bars.volume) * value(bars.close))
      clean.spread.append(value(bars.spread))
      gap = isThere ? 0 : gap + 1
      clean.gap.append(gap)
      if isThere { next += 1 }
    }
    guard next == bars.time.count else {
      throw .invalid(
        "\(bars.place) at \(CivilTime.text(bars.time[next])): the bar is off the grid of "
          + "\(clock.word) bars", hint: "say the size of bars with '--bar'")
    }
    try joinFunding(&clean, clock, venue, job)
    try joinSpot(&clean, venue, job)
    return clean
  }

  private static func joinFunding(
    _ clean: inout Bars, _ clock: BarClock, _ venue: String, _ job: Job
  ) throws(StageError) {
    let mode = job.settings["funding"]
    let files = try Ingest.files(venue, "perp", clean.symbol, "funding", job)
    let isDemanded = mode == "required" || mode == "auto" && clock.calendar == .continuous
    let place = "the funding of '\(clean.symbol)'"
    let waivers = Funding.Waivers(
      missing: job.settings.flag("allow_missing_funding"),
      constant: job.settings.flag("allow_constant_funding"),
      rounding: job.settings.flag("allow_funding_timestamp_rounding"))
    if mode == "none" || files.isEmpty {
      guard mode == "none" || !isDemanded || waivers.missing else {
        throw .invalid(
          "\(place) is missing in a market that never closes",
          hint: "'--funding none' says that there is none, --allow_missing_funding 1 waives it")
      }
      clean.funding = [Double](repeating: .nan, count: clean.count)
      clean.fundingDue = [Double](repeating: 0, count: clean.count)
      return
    }
    var time: [Int64] = []
    var rate: [Double] = []
    for file in files {
      let table = try job.table(file)
      time += try table.times("timestamp")
      rate += try table.numbers("funding_rate")
    }
    let funding = try Funding(time: time, rate: rate, place: place, waivers: waivers)
    let joined = try funding.joined(to: clean.time, place: place, waivers: waivers)
    clean.funding = joined.asOf
    clean.fundingDue = joined.due
  }

  private static func joinSpot(
    _ clean: inout Bars, _ venue: String, _ job: Job
  ) throws(StageError) {
    clean.spot = [Double](repeating: .nan, count: clean.count)
    var index = 0
    for file in try Ingest.files(venue, "spot", clean.symbol, "ohlcv", job) {
      let table = try job.table(file)
      let time = try table.times("timestamp")
      let close = try table.numbers("close")
      for row in time.indices {
        while index < clean.count, clean.time[index] < time[row] { index += 1 }
        if index < clean.count, clean.time[index] == time[row] { clean.spot[index] = close[row] }
      }
    }
  }

  private static func checkProvenance(_ venue: String, _ job: Job) throws(StageError) {
    let fields = try job.fields("lake/raw/\(venue)/provenance.json")
    for key in provenanceKeys where try fields.text(key, default: "").isEmpty {
      throw .invalid("\(fields.place): '\(key)' is empty, so nobody knows the source")
    }
    job.stats["provenance"] = .map(fields.map)
  }
}
