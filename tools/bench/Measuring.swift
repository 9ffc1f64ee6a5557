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

  /// How long something takes, in seconds.
  static func seconds(_ body: () throws -> Void) rethrows -> Double {
    let start = Clock.monotonic()
    try body()
    return Double(max(1, Clock.monotonic() - start)) / 1e9
  }
}
