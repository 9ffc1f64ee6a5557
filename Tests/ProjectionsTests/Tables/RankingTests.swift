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

  // By hand: of C's three values two are its own, of D's none.
  @Test func `what was taken over counts as no seed, and makes nobody the best`() throws {
    func row(_ name: String, _ seed: Int64, _ value: Double, from: String? = nil) -> RunRow {
      var row = RunRow(
        study: "s", run: "\(name)-\(seed)", level: "", seed: seed, state: "finished", elapsed: 0)
      row.variant = name
      row.metrics = ["m": value]
      row.reused = from
      row.reusedMetrics = from == nil ? [] : ["m"]
      row.started = from == nil ? 1 : nil
      return row
    }
    let own = (1...3).map { row("A", $0, 0.9 + Double($0) / 100) }
    let mixed = [row("C", 1, 0.1, from: "x"), row("C", 2, 0.2), row("C", 3, 0.4)]
    let taken = (1...3).map { row("D", $0, 0.5, from: "y") }
    let groups = VariantGroup.groups(of: own + mixed + taken)
    #expect(groups.map(\.runs) == [3, 2, 0] && groups.map(\.reused) == [0, 1, 3])
    #expect(groups.map { $0.n("m") } == [3, 2, 0])
    let means = groups.compactMap { $0.mean(of: "m") }
    #expect(abs(means[0] - 0.92) < 1e-12 && abs(means[1] - 0.3) < 1e-12 && means[2] == 0.5)
    let ranking = Ranking(groups, by: "m", lowestIsBest: false)
    #expect(ranking.places.map(\.group.variant) == ["A", "D", "C"] && ranking.silent.isEmpty)
    #expect(ranking.places.map(\.n) == [3, 0, 2])
    #expect(ranking.places[1].interval == nil && !ranking.isBest)
    #expect(ranking.sentence("m").contains("not distinguishable from it: D"))
    let lone = Ranking(VariantGroup.groups(of: taken), by: "m", lowestIsBest: false)
    let pair = Ranking(VariantGroup.groups(of: taken + mixed), by: "m", lowestIsBest: false)
    #expect(!lone.isBest && !pair.isBest)
    #expect(pair.sentence("m").contains("its results are reused and count as no seed"))
  }
}
