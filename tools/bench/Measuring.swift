import Files

/// Takes value and floor in turns, so that whatever else the machine does falls on both.
enum Measuring {
  /// Runs some rounds after one that is thrown away; every second round begins with the value.
  static func rounds(
    _ count: Int, floor: () throws -> Double, value: () throws -> Double
  ) rethrows -> [Round] {
    var rounds: [Round] = []
    for number in 0...count {
      let round: Round
      if number.isMultiple(of: 2) {
        let first = try floor()
        round = Round(value: try value(), floor: first)
      } else {
        let first = try value()
        round = Round(value: first, floor: try floor())
      }
      if number > 0 { rounds.append(round) }
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
