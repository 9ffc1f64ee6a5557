import Testing

@testable import Market

@Suite struct RollingTests {
  private let values: [Double] = [3, 1, .nan, 4, 1, 5, 9, 2, 6, 5, 3, 5]

  @Test func `medians and ranks are those of every window by itself`() {
    for window in [1, 3, 5, 20] {
      let medians = Rolling.median(values, window, least: 1)
      let ranks = Rolling.percentRank(values, window, least: 1)
      let most = Rolling.maximum(values, window, least: 1)
      let least = Rolling.minimum(values, window, least: 1)
      for index in values.indices {
        let part = values[max(0, index - window + 1)...index].filter { !$0.isNaN }
        guard !part.isEmpty else {
          #expect(medians[index].isNaN)
          continue
        }
        #expect(medians[index] == Quantile.of(part, 0.5))
        #expect(most[index] == part.max())
        #expect(least[index] == part.min())
        if values[index].isNaN { continue }
        let below = Double(part.count { $0 <= values[index] })
        #expect(near(ranks[index], below / Double(part.count) * 100))
      }
    }
  }

  @Test func `too few observations give none`() {
    #expect(Rolling.mean(values, 3, least: 3)[2].isNaN)
    #expect(Rolling.mean([1, 2, 3], 3, least: 3)[2] == 2)
    #expect(near(Rolling.deviation([1, 2, 4], 3, least: 3)[2], 1.527_525_231_651_946_7))
  }

  @Test(arguments: [
    ("1.5", 1.5), ("-0.25", -0.25), ("12345678901234567890.5", 12_345_678_901_234_567_890.5),
    ("1e-7", 1e-7), ("+3", 3),
  ])
  func `numbers are read exactly`(text: String, expected: Double) {
    let bytes = Array(text.utf8)
    #expect(Decimal64.parse(bytes, 0, bytes.count) == expected)
    #expect(Double(Decimal64.text(expected)) == expected)
  }

  @Test(arguments: ["abc", "1.2.3", "--1", "1e", "inf"])
  func `what is no number is none`(text: String) {
    let bytes = Array(text.utf8)
    #expect(Decimal64.parse(bytes, 0, bytes.count) == nil)
  }

  @Test(arguments: [
    ("2020-02-29", "2020-02-29T00:00:00Z"), ("2020-01-31 09:30", "2020-01-31T09:30:00Z"),
    ("2020-01-31T09:30:15Z", "2020-01-31T09:30:15Z"), ("1580463000", "2020-01-31T09:30:00Z"),
    ("1580463000000", "2020-01-31T09:30:00Z"), ("1969-12-31", "1969-12-31T00:00:00Z"),
  ])
  func `times are read in many forms`(text: String, expected: String) {
    #expect(CivilTime.parse(text).map(CivilTime.text) == expected)
  }

  @Test(arguments: ["2021-02-29", "2020-13-01", "20200101x", "", "2020-01-01T25:00"])
  func `what is no time is none`(text: String) { #expect(CivilTime.parse(text) == nil) }

  @Test func `clocks are read from bars`() throws {
    let days = (0..<50).map { day("2020-01-06") + Int64($0 / 5 * 7 + $0 % 5) * 86_400 }
    let sessions = try BarClock.inferred(from: [days])
    #expect(sessions.calendar == .sessions && sessions.periodsPerYear == 252)
    let quarters = (0..<1_000).map { day("2020-01-06") + Int64($0) * 900 }
    let continuous = try BarClock.inferred(from: [quarters])
    #expect(continuous.word == "15m" && continuous.periodsPerYear == 35_040)
    #expect(sessions.grid(of: [days], from: days[0], to: days[9]) == Array(days[0...9]))
  }
}
