import Codecs
import Files
import StageKit
import TestKit
import Testing

@testable import Market

/// The daily stocks that the project ships, and runs over them.
enum Stocks {
  static let path: String = {
    let parts = #filePath.split(separator: "/").dropLast(4)
    return "/" + parts.joined(separator: "/") + "/docs/studies/market-stocks/data/stocks.csv"
  }()

  static let symbols = ["AAPL", "IBM", "MSFT", "GOOG"]

  /// The bars of one symbol on their own days.
  static func bars(_ symbol: String) throws -> Bars {
    let table = try CellTable.read(path)
    let rows = try table.texts("symbol").enumerated().filter { $0.element == symbol }.map(\.offset)
    func column(_ name: String) throws -> [Double] {
      let all = try table.numbers(name)
      return rows.map { all[$0] }
    }
    let times = try table.times("timestamp")
    var bars = Bars(symbol: symbol)
    bars.time = rows.map { times[$0] }
    bars.open = try column("open")
    bars.high = try column("high")
    bars.low = try column("low")
    bars.close = try column("close")
    bars.volume = try column("volume")
    bars.quoteVolume = try column("quote_volume")
    let none = [Double](repeating: .nan, count: rows.count)
    (bars.spread, bars.funding, bars.spot) = (none, none, none)
    bars.fundingDue = none.map { _ in 0 }
    bars.gap = rows.map { _ in 0 }
    return bars
  }

  static let lab = FeatureBuilder(range: 20, median: 120, rank: 252)
}

extension RunSettings {
  /// The lab profile with some values.
  static func lab(_ values: [String: String] = [:]) -> RunSettings {
    var settings = RunSettings(profile: .lab)
    for name in values.keys.sorted() { settings = settings.with(name, values[name] ?? "") }
    return settings
  }
}

/// Calls a step of the domain as a process would.
@discardableResult
func call(_ step: String, _ words: [String], in directory: String) throws -> Int32 {
  try Market.run(step: step, words, environment: [:], directory: directory)
}

/// The words of a run over the shipped stocks; few resamples, since most tests look at something
/// else.
func stockWords(_ run: String, profile: String = "lab", _ more: [String] = []) -> [String] {
  [
    "--run_id", run, "--profile", profile, "--symbols", "AAPL,IBM,MSFT,GOOG,FB", "--start",
    "2000-03-01", "--end", "2013-03-01", "--bars", Stocks.path, "--run_phase2_conditional", "1",
  ] + (profile == "lab" ? ["--phase2_bootstrap", "200"] : []) + more
}

/// Everything that execution asks for.
let executed = [
  "--run_backtest", "1", "--run_walkforward_eval", "1", "--run_make_report", "1",
]

/// What an error says, or nothing.
func message(of work: () throws -> Void) -> String {
  do {
    try work()
    return ""
  } catch let error as StageError {
    return error.message
  } catch {
    return "\(error)"
  }
}
