@testable import Projections
import Testing

@Suite struct RankingTests {
  private func groups(_ table: [String: [Double]]) -> [VariantGroup] {
    VariantGroup.groups(
      of: table.sorted { $0.key < $1.key }.flatMap { name, values in
        values.enumerated().map { seed, value in
          var row = RunRow(
            study: "s", run: "\(name)-\(seed)", level: "", seed: Int64(seed), state: "finished",
            elapsed: 0)
          row.variant = name
          row.metrics = value.isNaN ? [:] : ["m": value]
          return row
        }
      })
  }

  private static let three: [String: [Double]] = [
    "A": [0.90, 0.91, 0.92, 0.90, 0.91], "B": [0.89, 0.90, 0.915, 0.895, 0.90],
    "C": [0.905, 0.88, 0.93, 0.89, 0.91],
  ]

  // Intervals by SciPy: paired t at 1 - 0.05 / 2.
  @Test func `the leader is compared with each other on common seeds`() throws {
    let ranking = Ranking(groups(Self.three), by: "m", lowestIsBest: false)
    #expect(ranking.places.map(\.group.variant) == ["A", "C", "B"])
    let b = try #require(ranking.places[2].interval)
    #expect(abs(b.low - 0.0037190195) < 1e-9 && abs(b.high - 0.0122809805) < 1e-9)
    let c = try #require(ranking.places[1].interval)
    #expect(abs(c.low - -0.0197) < 1e-4 && abs(c.high - 0.0297) < 1e-4)
    #expect(ranking.group.map(\.group.variant) == ["C"])
    #expect(!ranking.isBest)
    #expect(
      ranking.sentence("m")
        == "A is highest of 3 by m; not distinguishable from it: C; "
        + "chosen as highest of 3: its mean is optimistic"
    )
  }

  @Test func `best is said when nobody is near`() {
    let ranking = Ranking(
      groups(["A": [0.9, 0.91, 0.92], "B": [0.5, 0.51, 0.52]]), by: "m", lowestIsBest: false)
    #expect(ranking.isBest)
    let lowest = Ranking(
      groups(["A": [0.9, 0.91, 0.92], "B": [0.5, 0.51, 0.52]]), by: "m", lowestIsBest: true)
    #expect(lowest.isBest && lowest.places[0].group.variant == "B")
  }

  @Test func `two seeds are too few for best, and one for any interval`() {
    let two = Ranking(groups(["A": [0.9, 0.91], "B": [0.5, 0.51]]), by: "m", lowestIsBest: false)
    #expect(!two.isBest && two.group.isEmpty)
    let one = Ranking(groups(["A": [0.9], "B": [0.5]]), by: "m", lowestIsBest: false)
    #expect(!one.isBest && one.group.count == 1)
  }

  @Test func `a variant with a silent seed is named and not ranked`() {
    let ranking = Ranking(
      groups(["A": [0.9, 0.9, 0.9], "B": [.nan, 0.99, 0.99]]), by: "m", lowestIsBest: false)
    #expect(ranking.silent == ["B"])
    #expect(ranking.places.map(\.group.variant) == ["A"])
  }

  @Test func `equal means are ranked by name`() {
    let ranking = Ranking(
      groups(["B": [0.5, 0.5], "A": [0.5, 0.5]]), by: "m", lowestIsBest: false)
    #expect(ranking.places.map(\.group.variant) == ["A", "B"])
    #expect(ranking.places[1].isDistinguishable == false)
  }
}
