import Testing

@testable import Numerics

/// Numbers of paired tests that were fixed before the code was written, to 1e-9.
@Suite struct PairedGoldenTests {
  /// Scores 100 (1 - k / 3): what was counted, and the numbers that come of it.
  @Test func `thirds tie as they were counted`() throws {
    let role: [Int64] = [1, 0, 0, 1, 3, 0, 1, 0, 3, 3, 3, 0, 0, 1, 0]
    let goal: [Int64] = [2, 2, 1, 2, 2, 3, 2, 1, 2, 2, 2, 1, 2, 2, 1]
    let ratios = { (kept: [Int64]) in kept.compactMap { Ratio(100 * $0, over: 3) } }
    let exact = try #require(UnitDifferences.of(ratios(goal), minus: ratios(role)).value)
    let numbers = { (kept: [Int64]) in kept.map { 100 * (1 - Double(3 - $0) / 3) } }
    let measured = try #require(
      UnitDifferences.of(numbers(goal), minus: numbers(role), resolution: 0.01).value)
    for units in [exact, measured] {
      let test = try #require(SignedRank.test(units).value)
      #expect(test.w == 26)
      #expect(near(test.p, 0.05084228515625))
      #expect(near(Correction.bonferroni(test.p, tests: 5).value, 0.25421142578125))
    }
  }

  @Test func `Wilcoxon's and Pratt's zeros`() {
    let units = UnitDifferences([0, 0, 0, 2, 2, 1, -1, 3, 1, 2, 0, -1])
    let wilcox = SignedRank.test(units).value
    let pratt = SignedRank.test(units, zeros: .pratt).value
    #expect(wilcox?.w == 5 && pratt?.w == 13)
    #expect(near(wilcox?.p, 0.0859375) && near(pratt?.p, 0.1171875))
  }

  @Test func `exact to 50, normal beyond`() {
    let list: [Int64] = [
      1, 1, 1, 2, 2, 3, -1, -1, 2, 1, 1, -2, 3, 1, 2, 1, -1, 1, 2, 1, -3, 1, 1, 2, -1,
    ]
    let short = SignedRank.test(UnitDifferences(list)).value
    #expect(short?.w == 75 && short?.method == .exact)
    #expect(near(short?.p, 0.015568077564239502))
    let long = SignedRank.test(UnitDifferences(list + list + list.prefix(10))).value
    #expect(long?.w == 389 && long?.method == .normal)
    #expect(near(long?.p, 6.585654801763451e-5))
  }

  @Test func `discordant pairs, and wins only`() {
    let test = McNemar.test(
      treatment: (0..<11).map { $0 < 9 }, reference: (0..<11).map { $0 >= 9 }
    ).value
    #expect(near(test?.p, 0.0654296875) && near(test?.midP, 0.03857421875))
    let wins = UnitDifferences(Array(repeating: 1, count: 15))
    let all = McNemar.test(
      treatment: Array(repeating: true, count: 15), reference: Array(repeating: false, count: 15))
    let draw = Draw(seed: 1, "permutation")
    for p in [
      all.value?.p, SignTest.test(wins).value?.p, PermutationTest.test(wins, draw).value?.p,
      SignedRank.test(wins).value?.p,
    ] { #expect(p == 6.103515625e-5) }
    #expect(Differences.of(wins.values.map(Double.init)).flatMap(PairedT.test).value == nil)
  }

  @Test func `flipped signs`() {
    let units = UnitDifferences([3, 1, -1, 2, 4, 0, 2, -2, 5, 1])
    #expect(PermutationTest.test(units, Draw(seed: 1, "p")).value?.p == 0.08203125)
  }

  @Test func `drawn signs come near all of them, and the same each time`() throws {
    let list: [Int64] = [3, 1, -1, 2, 4, 2, -2, 5, 1, -3, 2, 1, -4, 3, 2, -1, 1, 2, -2, 4]
    let all = try #require(PermutationTest.test(UnitDifferences(list), Draw(seed: 1, "p")).value)
    // One more pair that changes no sum by much has the signs drawn.
    let units = UnitDifferences(list.map { 1_000 * $0 } + [1])
    let drawn = try #require(PermutationTest.test(units, Draw(seed: 1, "p")).value)
    #expect(all.isExact && !drawn.isExact)
    #expect(abs(all.p - drawn.p) < 0.02)
    #expect(PermutationTest.test(units, Draw(seed: 1, "p")).value == drawn)
    #expect(PermutationTest.test(units, Draw(seed: 2, "p")).value?.p != drawn.p)
    let many = UnitDifferences((0..<300).map { $0 % 3 == 0 ? -1 : 1 })
    #expect(PermutationTest.test(many, Draw(seed: 1, "p")).value?.p == 1e-4)
  }

  @Test func `equivalence of runtimes within a ratio`() throws {
    let goal = [14.8, 29.5, 23.9, 40.2, 55.0, 30.1, 16.9, 33.3, 45.8, 50.2]
    let role = [15.2, 31.0, 22.4, 41.7, 60.3, 28.8, 17.5, 35.9, 44.1, 52.6]
    let differences = try #require(Differences.ofLogarithms(goal, minus: role).value)
    let bound = Elementary.logarithm(1.15)
    let test = try #require(Equivalence.test(differences, from: -bound, to: bound).value)
    #expect(near(test.p, 2.8404950902e-5))
    let interval = PairedT.test(differences).flatMap { $0.interval(confidence: 0.98) }.value
    #expect(near(interval?.lower, -0.0685030942) && near(interval?.upper, 0.0255281148))
  }

  @Test func `corrections of five`() {
    let p = [0.004, 0.011, 0.02, 0.03, 0.8]
    let adjusted: [([Double]?, [Double])] = [
      (Correction.holm(p).value, [0.02, 0.044, 0.06, 0.06, 0.8]),
      (Correction.benjaminiHochberg(p).value, [0.02, 0.0275, 1 / 30, 0.0375, 0.8]),
    ]
    for (found, expected) in adjusted {
      for (found, expected) in zip(found ?? [], expected) { #expect(near(found, expected)) }
      #expect(found?.count == 5)
    }
  }

  @Test func `groups of differences`() {
    let test = KruskalWallis.test([[1, 0, 1, 1, 0], [0, 0, -1, 0, 0], [1, 1, 1, 0, 1]]).value
    #expect(near(test?.h, 7.075) && near(test?.p, 0.0290859511))
    #expect(KruskalWallis.test([[1, 1], [1]]).value?.p == 1)
  }

  @Test func `power at the level of the decision, and equivalence beside it`() throws {
    let values = (0..<90).map { $0 < 10 ? 1.0 : $0 < 21 ? -1.0 : 0.0 }
    let test = try #require(Differences.of(values).flatMap(PairedT.test).value)
    for (alpha, power) in [(0.05, 0.8260277692), (0.01, 0.6178371522)] {
      let found = Power.pairedT(d: 0.15 / test.deviation, count: 90, alpha: alpha).value
      #expect(near(found, power))
    }
    let differences = try #require(Differences.of(values).value)
    #expect(near(Equivalence.test(differences, from: -0.15, to: 0.15).value?.p, 0.0039995259))
    let interval = test.interval(confidence: 0.98).value
    #expect(near(interval?.lower, -0.1323773011) && near(interval?.upper, 0.1101550789))
  }

  @Test func `the bootstrap keeps to its groups and comes near the t interval`() throws {
    let groups = (0..<3).map { group in (0..<40).map { Double(($0 * 7 + group * 3) % 11) } }
    let draw = Draw(seed: 5, "bootstrap/H1")
    let found = try #require(Bootstrap.interval(groups, confidence: 0.95, draw).value)
    let test = try #require(
      Differences.of(groups.flatMap(\.self)).flatMap(PairedT.test).value?.interval().value)
    #expect(abs(found.lower - test.lower) < 0.1 && abs(found.upper - test.upper) < 0.1)
    #expect(Bootstrap.interval(groups, confidence: 0.95, draw).value == found)
    let apart = Bootstrap.interval([[0, 0], [9, 9]], confidence: 0.9, draw).value
    #expect(apart?.lower == 4.5 && apart?.upper == 4.5)
    #expect(Bootstrap.interval([[1]], confidence: 0.9, draw).value == nil)
  }

  private func near(_ found: Double?, _ expected: Double) -> Bool {
    found.map { abs($0 - expected) <= 1e-9 } ?? false
  }
}
