import Testing

@testable import Numerics

/// Numbers that were fixed before the code was written.
@Suite struct GoldenTests {
  @Test func `a paired t test`() throws {
    let test = try #require(PairedT.test(Self.success).value)
    #expect(test.count == 12)
    #expect(test.mean == 0.25)
    #expect(near(test.deviation, 0.4522670169))
    #expect(near(test.t, 1.9148542155))
    #expect(test.degreesOfFreedom == 11)
    #expect(near(test.p, 0.0818642312))
    #expect(near(test.effect.d, 0.5527707984))
    #expect(test.effect.size == .medium)
    let interval = try #require(test.interval().value)
    #expect(near(interval.lower, -0.0373567531))
    #expect(near(interval.upper, 0.5373567531))
  }

  @Test func `the power of a paired t test`() throws {
    let d = try #require(PairedT.test(Self.success).value).effect.d
    #expect(near(Power.pairedT(d: d, count: 12).value, 0.4161137405))
    let effects = [0.2, 0.3, 0.5, 0.8]
    for (count, powers) in [
      (15, [0.1116, 0.1915, 0.4379, 0.8213]), (90, [0.4670, 0.8038, 0.9968, 1.0]),
    ] {
      for (d, power) in zip(effects, powers) {
        #expect(near(Power.pairedT(d: d, count: count).value, power, 5e-5), "d \(d), n \(count)")
      }
    }
  }

  @Test func `McNemar's exact test`() throws {
    let outcome = McNemar.test(
      treatment: Self.goal.map { $0 == 1 }, reference: Self.role.map { $0 == 1 })
    let test = try #require(outcome.value)
    #expect(test.treatmentOnly == 3)
    #expect(test.referenceOnly == 0)
    #expect(test.both + test.neither == 9)
    #expect(near(test.p, 0.25))
  }

  @Test func `Wilcoxon's test, zeros dropped, ranks shared`() throws {
    let differences = UnitDifferences.of(
      [100, 100, 100, 80, 100, 100, 80, 100, 100, 100],
      minus: [100, 80, 100, 60, 100, 80, 100, 100, 80, 60], resolution: 1)
    let test = try #require(differences.flatMap { SignedRank.test($0) }.value)
    #expect(test.count == 6)
    #expect(test.zeros == 4)
    #expect(test.w == 3)
    #expect(test.method == .exact)
    #expect(test.p == 0.1875)
    #expect(near(test.rankBiserial, 15 / 21))
  }

  @Test func `a t test of logarithms`() throws {
    let goal = try #require(Descriptive.logarithms(Self.goalRuntimes).value)
    let role = try #require(Descriptive.logarithms(Self.roleRuntimes).value)
    let differences = try #require(Differences.of(goal, minus: role).value)
    let test = try #require(PairedT.test(differences).value)
    #expect(near(test.t, -1.2894786530))
    #expect(near(test.p, 0.2293823133))
    #expect(near(test.effect.d, -0.4077689538))
    #expect(test.effect.size == .small)
  }

  @Test func `a test of normality`() throws {
    let differences = Differences.of(Self.goalRuntimes, minus: Self.roleRuntimes)
    let test = try #require(differences.flatMap { ShapiroWilk.test($0.values) }.value)
    #expect(near(test.w, 0.9346767596, 1e-8))
    #expect(near(test.p, 0.4954328962, 1e-7))
  }

  @Test func `corrections for several tests`() {
    let adjusted = [0.0388, 0.05, 0.2, 0.6, 0.01].map { Correction.bonferroni($0, tests: 5).value }
    for (found, expected) in zip(adjusted, [0.194, 0.25, 1, 1, 0.05]) {
      #expect(near(found, expected))
    }
    let rates = Correction.benjaminiHochberg([0.001, 0.02, 0.03, 0.2, 0.5]).value ?? []
    #expect(rates.count == 5)
    for (found, expected) in zip(rates, [0.005, 0.05, 0.05, 0.25, 0.5]) {
      #expect(near(found, expected))
    }
  }

  @Test func `critical values of t`() {
    #expect(near(StudentT(14)?.quantile(0.975).value, 2.1447866879))
    #expect(near(StudentT(89)?.quantile(0.975).value, 1.9869786995))
  }

  @Test func `thresholds of effects`() {
    let sizes = [0, 0.19, 0.2, -0.49, 0.5, -0.79, 0.8, -3].map { Effect(d: $0).size }
    #expect(
      sizes == [.negligible, .negligible, .small, .small, .medium, .medium, .large, .large])
  }

  private func near(_ found: Double?, _ expected: Double, _ tolerance: Double = 1e-9) -> Bool {
    found.map { abs($0 - expected) <= tolerance } ?? false
  }

  private static let goal: [Double] = [1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]
  private static let role: [Double] = [1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0]
  private static let goalRuntimes = [
    14.8, 29.5, 23.9, 40.2, 55.0, 30.1, 16.9, 33.3, 45.8, 50.2,
  ]
  private static let roleRuntimes = [
    15.2, 31.0, 22.4, 41.7, 60.3, 28.8, 17.5, 35.9, 44.1, 52.6,
  ]
  private static let success = Differences(
    values: zip(goal, role).map { $0 - $1 }, isConstant: false)
}
