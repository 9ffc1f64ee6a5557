import Codecs
import StageKit

/// The clock of a universe of bars: their size, which of them exist, and how many make a year.
///
/// Nothing else knows what a bar is: windows are counted in bars, and everything annual goes
/// through ``periodsPerYear``.
struct BarClock: Equatable {
  /// Which bars there have to be.
  enum Calendar: String {
    /// Every bar from first to last: a market that never closes.
    case continuous
    /// The bars at which anything of the universe was traded: a market with sessions.
    case sessions
  }

  /// The seconds from one bar's opening to the next within a session.
  let seconds: Int64
  /// Which bars there have to be.
  let calendar: Calendar
  /// How many bars make a year.
  let periodsPerYear: Double

  /// The clock that times show: the commonest step, and continuous where weekends are traded and
  /// four fifths of all bars are there.
  static func inferred(from times: [[Int64]]) throws(StageError) -> BarClock {
    var steps: [Int64] = []
    var hasWeekend = false
    for series in times {
      for index in series.indices.dropFirst() { steps.append(series[index] - series[index - 1]) }
      hasWeekend = hasWeekend || series.contains { CivilTime.weekday($0) >= 5 }
    }
    try require(!steps.isEmpty, "a clock cannot be read from fewer than two bars")
    steps.sort()
    // The lower quartile rather than the middle: sessions have long steps between them.
    let seconds = steps[steps.count / 4]
    // A market that opens on Sunday evening has weekends and closes all the same.
    let isFull = times.contains { series in
      guard let first = series.first, let last = series.last, seconds > 0 else { return false }
      return Double(series.count) >= 0.8 * Double((last - first) / seconds + 1)
    }
    let isContinuous = hasWeekend && isFull
    return BarClock(
      seconds: seconds, calendar: isContinuous ? .continuous : .sessions,
      barsPerDay: isContinuous ? nil : Self.barsPerDay(times))
  }

  /// A clock; `barsPerDay` is needed for sessions that are shorter than a day.
  init(seconds: Int64, calendar: Calendar, barsPerDay: Double? = nil, periods: Double? = nil) {
    self.seconds = seconds
    self.calendar = calendar
    let perDay = Double(CivilTime.day) / Double(seconds)
    periodsPerYear =
      periods
      ?? (calendar == .continuous ? perDay * 365 : max(1, barsPerDay ?? min(perDay, 1)) * 252)
  }

  /// `15m`, `1h`, `1d`: how directories are called after it.
  var word: String {
    if seconds % 86_400 == 0 { return "\(seconds / 86_400)d" }
    if seconds % 3_600 == 0 { return "\(seconds / 3_600)h" }
    return seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }

  /// The seconds of a word like `15m`.
  static func seconds(of word: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
    guard let last = word.last, let unit = units[last], let count = Int64(word.dropLast()),
      count > 0, count < 1_000_000
    else { return nil }
    return count * unit
  }

  /// The times at which bars have to be, from `first` to `last`.
  func grid(of times: [[Int64]], from first: Int64, to last: Int64) -> [Int64] {
    switch calendar {
    case .continuous: return Array(stride(from: first, through: last, by: Int64.Stride(seconds)))
    case .sessions:
      let all = times.joined().filter { $0 >= first && $0 <= last }.sorted()
      return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
    }
  }

  /// Bars of a day on which there are any, in the longest series.
  static func barsPerDay(_ times: [[Int64]]) -> Double {
    guard let longest = times.max(by: { $0.count < $1.count }) else { return 1 }
    var days = 0
    var last: Int64?
    for time in longest where CivilTime.floorDays(time) != last {
      days += 1
      last = CivilTime.floorDays(time)
    }
    return (Double(longest.count) / Double(days)).rounded()
  }
}

extension BarClock {
  /// The clock as `clock.json` holds it.
  var record: Value {
    [
      "bar_seconds": .int(seconds), "bar": .text(word), "calendar": .text(calendar.rawValue),
      "periods_per_year": .double(periodsPerYear),
    ]
  }

  /// Reads `clock.json`.
  init(_ fields: StageFields) throws(StageError) {
    let calendar = try require(
      Calendar(rawValue: try fields.text("calendar")),
      "\(fields.place): 'calendar' is neither continuous nor sessions")
    self.init(
      seconds: Int64(try fields.integer("bar_seconds")), calendar: calendar,
      periods: try fields.number("periods_per_year"))
  }
}
