import Files

/// Takes value and floor in turns, so that whatever else the machine does falls on both.
enum Measuring {
  /// Runs some rounds after one that is thrown away; every second round begins with the value.
  ///
  /// Stops early when patience is at an end, but not before there is one round.
  static func rounds(
    _ options: Options, floor: (() throws -> Double)? = nil, value: () throws -> Double
  ) rethrows -> [Round] {
    var rounds: [Round] = []
    let start = Clock.monotonic()
    for number in 0...options.rounds {
      let round: Round
      if number.isMultiple(of: 2) {
        let first = try floor?()
        round = Round(value: try value(), floor: first)
      } else {
        let first = try value()
        round = Round(value: first, floor: try floor?())
      }
      if number > 0 { rounds.append(round) }
      if number > 0, Clock.monotonic() - start > options.patience { break }
    }
    return rounds
  }

  /// How many of `count` things a second something does; notes the processor time of each.
  static func perSecond(
    _ count: Int, _ processorSeconds: inout [Double], _ body: () throws -> Void
  ) rethrows -> Double {
    let before = ProcessUsage.processorSeconds()
    let seconds = try seconds(body)
    processorSeconds.append((ProcessUsage.processorSeconds() - before) / Double(count))
    return Double(count) / seconds
  }

  /// How many of `count` things a second something does.
  static func perSecond(_ count: Int, _ body: () throws -> Void) rethrows -> Double {
    Double(count) / (try seconds(body))
  }

  /// The mean time that one of several calls takes, in milliseconds.
  static func milliseconds(_ count: Int = 1, _ body: () throws -> Void) rethrows -> Double {
    try seconds { for _ in 0..<count { try body() } } * 1e3 / Double(count)
  }

  /// The medians of noted processor times, which other processes do not disturb as much.
  static func processorNote(_ value: [Double], _ floor: [Double]) -> String {
    let medians = [value, floor].map { Figures.text(Sample($0).median * 1e6) }
    return "processor \(medians[0]) us each, floor \(medians[1]) us"
  }

  /// How long something takes, in seconds.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Clock.monotonic()
    try body()
    return Double(max(1, Clock.monotonic() - start)) / 1e9
  }
}
