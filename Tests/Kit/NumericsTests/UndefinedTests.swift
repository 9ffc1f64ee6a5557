import TestKit
import Testing

@testable import Numerics

/// What has no value says why, and nothing is ever NaN.
@Suite struct UndefinedTests {
  @Test func `too few values`() {
    #expect(Descriptive.mean([]) == .undefined(.tooFew(needed: 1, found: 0)))
    #expect(Descriptive.median([]) == .undefined(.tooFew(needed: 1, found: 0)))
    #expect(Descriptive.standardDeviation([1]) == .undefined(.tooFew(needed: 2, found: 1)))
    #expect(PairedT.test(made([1])) == .undefined(.tooFew(needed: 2, found: 1)))
    #expect(SignedRank.test(UnitDifferences([])) == .undefined(.tooFew(needed: 1, found: 0)))
    #expect(ShapiroWilk.test([1, 2]) == .undefined(.tooFew(needed: 3, found: 2)))
    #expect(Power.pairedT(d: 1, count: 1) == .undefined(.tooFew(needed: 2, found: 1)))
    #expect(McNemar.test(treatment: [], reference: []) == .undefined(.tooFew(needed: 1, found: 0)))
  }

  @Test func `no variance`() {
    #expect(PairedT.test(made([2, 2, 2])) == .undefined(.noVariance(mean: 2)))
    #expect(PairedT.test(made([0, 0])) == .undefined(.noVariance(mean: 0)))
    #expect(SignedRank.test(UnitDifferences([0, 0])).value?.p == 1)
    #expect(SignTest.test(UnitDifferences([0, 0])).value?.p == 1)
    #expect(ShapiroWilk.test([3, 3, 3]) == .undefined(.noVariance(mean: 3)))
    #expect(Descriptive.skewness([3, 3, 3]) == .undefined(.noVariance(mean: 3)))
    #expect(Descriptive.standardScores([3, 3]) == .undefined(.noVariance(mean: 3)))
    #expect(Descriptive.standardDeviation([0.1, 0.1, 0.1]) == .value(0))
    #expect(Descriptive.mean([0.1, 0.1, 0.1]) == .value(0.1))
  }

  @Test func `a spread that is rounding is none`() throws {
    let differences = try #require(Differences.of([0.3, 0.4, 0.5], minus: [0.1, 0.2, 0.3]).value)
    #expect(Set(differences.values).count > 1)
    guard case .undefined(.noVariance(let mean)) = PairedT.test(differences) else {
      Issue.record("a constant difference was tested")
      return
    }
    #expect(abs(mean - 0.2) < 1e-15)
  }

  @Test func `one large pair decides nothing about the others`() throws {
    let differences = Differences.of([1e17, 3, 5, 4, 6.5], minus: [1e17, 1, 2, 2, 3])
    let test = try #require(differences.flatMap(PairedT.test).value)
    #expect(abs(test.t - 3.5) < 1e-12)
  }

  @Test func `logarithms of one ratio do not vary`() {
    let exact = Differences.ofLogarithms([2, 6, 10], minus: [1, 3, 5])
    #expect(exact.value?.isConstant == true)
    let rounded = Differences.ofLogarithms([0.1, 0.3], minus: [0.3, 0.9], resolution: 0.001)
    #expect(rounded.value?.isConstant == true)
    #expect(Differences.ofLogarithms([0.1, 0.3], minus: [0.3, 0.9]).value?.isConstant == false)
    #expect(Differences.ofLogarithms([2, 6], minus: [1, 4]).value?.isConstant == false)
    #expect(Differences.ofLogarithms([0, 6], minus: [1, 4]).value == nil)
  }

  @Test func `units that are too fine`() {
    #expect(UnitDifferences.of([1e17], minus: [0], resolution: 1).value == nil)
    #expect(UnitDifferences.of([1], minus: [0], resolution: 0).value == nil)
    #expect(UnitDifferences.of([.nan], minus: [0], resolution: 1) == .undefined(.notFinite))
    let coprime: [Int64] = [9_223_372_036_854_775_783, 9_223_372_036_854_775_643]
    let ratios = coprime.compactMap { Ratio(1, over: $0) }
    #expect(UnitDifferences.of(ratios, minus: ratios).value == nil)
    #expect(Ratio("2/3")?.text == "2/3")
    for text in ["", "1/0", "1/-2", "a", "1/2/3", "0.5"] { #expect(Ratio(text) == nil) }
  }

  @Test func `values that are not finite, samples of unequal length`() {
    #expect(Differences.of([1, .nan], minus: [1, 1]) == .undefined(.notFinite))
    #expect(Differences.of([1e308], minus: [-1e308]) == .undefined(.notFinite))
    #expect(Differences.of([1], minus: [1, 2]) == .undefined(.unequalLengths(1, 2)))
    #expect(Descriptive.mean([.infinity]) == .undefined(.notFinite))
    #expect(Descriptive.sum([1e308, 1e308]) == .undefined(.notFinite))
    #expect(Descriptive.mean([1e308, 1e308, 1.5e308]).value != nil)
    #expect(McNemar.test(treatment: [true], reference: []) == .undefined(.unequalLengths(1, 0)))
  }

  @Test func `sums lose nothing on the way`() {
    #expect(Descriptive.sum([1, 1e100, 1, -1e100]) == .value(2))
    #expect(Descriptive.sum([]) == .value(0))
  }

  @Test func `arguments outside their domain`() {
    for alpha in [0, 1, -0.1, .nan] {
      #expect(Power.pairedT(d: 1, count: 10, alpha: alpha).value == nil)
      #expect(Power.requiredCount(d: 1, power: alpha).value == nil)
    }
    #expect(Power.pairedT(d: .nan, count: 10) == .undefined(.notFinite))
    #expect(Power.requiredCount(d: 0).value == nil)
    #expect(Power.requiredCount(d: 1e-9).value == nil)
    #expect(Correction.bonferroni(1.1, tests: 5).value == nil)
    #expect(Correction.bonferroni(.nan, tests: 5).value == nil)
    #expect(Correction.bonferroni(0.5, tests: 0).value == nil)
    #expect(Correction.benjaminiHochberg([0.1, .nan]).value == nil)
    #expect(Correction.benjaminiHochberg([]) == .value([]))
    #expect(Descriptive.quantile([1], 1.1).value == nil)
    #expect(Descriptive.logarithms([1, 0]).value == nil)
    #expect(Equivalence.test(made([1, 2]), from: 1, to: 1).value == nil)
    #expect(StudentT(0) == nil)
    #expect(StudentT(.nan) == nil)
    #expect(StudentT(3)?.quantile(0).value == nil)
    #expect(StudentT(3)?.cumulative(.nan).value == nil)
    #expect(Normal.quantile(1).value == nil)
  }

  @Test func `the largest samples, and one beyond`() {
    let values = (0...5000).map { Double($0 % 701) }
    #expect(ShapiroWilk.test(Array(values.prefix(5000))).value != nil)
    #expect(ShapiroWilk.test(values) == .undefined(.tooMany(limit: 5000, found: 5001)))
    #expect(Power.pairedT(d: 1, count: 1_000_001).value == nil)
    #expect(Power.pairedT(d: 1, count: 1_000_000).value == 1)
  }

  @Test func `nothing is NaN whatever the numbers are`() {
    var random = SeededGenerator()
    let odd: [Double] = [
      0, -0.0, 1, -1, 0.1, .leastNonzeroMagnitude, 1e-300, 1e308, -1e308, .greatestFiniteMagnitude,
      1e-160, 1e160,
      .nan, .infinity, -.infinity, 3, 100,
    ]
    for round in 0..<2000 {
      let kinds = round.isMultiple(of: 3) ? odd.count : 12
      let count = Int.random(in: 0...24, using: &random)
      let values = (0..<count).map { _ in odd[Int.random(in: 0..<kinds, using: &random)] }
      let others = (0..<count).map { _ in odd[Int.random(in: 0..<kinds, using: &random)] }
      for number in numbers(values, others) {
        #expect(number.isFinite, "\(values) \(others) \(random)")
      }
    }
  }

  private func numbers(_ values: [Double], _ others: [Double]) -> [Double] {
    var found: [Double?] = [
      Descriptive.mean(values).value, Descriptive.standardDeviation(values).value,
      Descriptive.median(values).value, Descriptive.quantile(values, 0.3).value,
      Descriptive.skewness(values).value, ShapiroWilk.test(values).value?.w,
      ShapiroWilk.test(values).value?.p,
    ]
    found += Descriptive.standardScores(values).value ?? []
    guard let differences = Differences.of(values, minus: others).value else {
      return found.compactMap(\.self)
    }
    if let test = PairedT.test(differences).value {
      let interval = test.interval().value
      found += [test.t, test.p, test.effect.d, interval?.lower, interval?.upper]
      found.append(Power.pairedT(d: test.effect.d, count: test.count).value)
    }
    if let units = UnitDifferences.of(values, minus: others, resolution: 0.01).value {
      let test = SignedRank.test(units).value
      found += [test?.w, test?.p, test?.z, test?.rankBiserial, SignTest.test(units).value?.p]
      found.append(PermutationTest.test(units, Draw(seed: 1, "test")).value?.p)
      found.append(KruskalWallis.test([units.values, [1, 2]]).value?.p)
    }
    if let logarithms = Differences.ofLogarithms(values, minus: others).value {
      found += [PairedT.test(logarithms).value?.t]
    }
    if let test = Equivalence.test(differences, from: -1, to: 1).value {
      found += [test.p, test.tLower, test.tUpper]
    }
    return found.compactMap(\.self)
  }

  private func made(_ values: [Double]) -> Differences {
    Differences(values: values, isConstant: values.allSatisfy { $0 == values[0] })
  }
}
