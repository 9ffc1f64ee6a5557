import Codecs
import Testing

@testable import Numerics

@Suite struct SciPyTests {
  let scipy: SciPy

  init() throws { scipy = try SciPy() }

  @Test func `descriptions of differences agree`() throws {
    for sample in try scipy.cases("pairs") {
      let values = try differences(sample).values
      let unit = values.reduce(0) { max($0, abs($1)) } * 1e-12
      let mean = Descriptive.mean(values).value
      #expect(agree(mean, try sample.number("mean"), floor: unit), "\(sample)")
      let median = Descriptive.median(values).value
      #expect(agree(median, try sample.number("median"), floor: unit), "\(sample)")
      let tenth = Descriptive.quantile(values, 0.1).value
      #expect(agree(tenth, try sample.number("quantile_10"), floor: unit), "\(sample)")
      if let deviation = sample.map["deviation"]?.asDouble {
        let found = Descriptive.standardDeviation(values).value
        #expect(agree(found, deviation, floor: unit), "\(sample)")
      }
      if let skewness = sample.map["skewness"]?.asDouble {
        #expect(agree(Descriptive.skewness(values).value, skewness, floor: 1e-12), "\(sample)")
      }
    }
  }

  @Test func `paired t tests agree`() throws {
    for sample in try scipy.cases("pairs") {
      let outcome = PairedT.test(try differences(sample))
      guard let expected = sample.nested("t") else {
        #expect(outcome.value == nil, "\(sample)")
        continue
      }
      let test = try #require(outcome.value, "\(sample)")
      #expect(agree(test.t, try expected.number("t"), floor: 1e-12), "\(sample)")
      #expect(agree(test.p, try expected.number("p")), "\(sample)")
      for (name, confidence) in [("ci95", 0.95), ("ci99", 0.99)] {
        let interval = try #require(test.interval(confidence: confidence).value)
        let ends = try expected.numbers(name)
        let unit = test.deviation * 1e-12
        #expect(agree(interval.lower, ends[0], floor: unit), "\(sample)")
        #expect(agree(interval.upper, ends[1], floor: unit), "\(sample)")
      }
    }
  }

  @Test func `tests of whole units agree, with ties and zeros, from 1 to 1500`() throws {
    for sample in try scipy.cases("ranks") {
      let values = try sample.numbers("d").map { Int64($0) }
      let units = UnitDifferences(values)
      for zeros in SignedRank.Zeros.allCases {
        let expected = try #require(sample.nested(zeros.rawValue))
        let test = try #require(SignedRank.test(units, zeros: zeros).value, "\(sample)")
        #expect(test.count == (try expected.count("count")), "\(sample)")
        #expect(test.w == (try expected.number("w")), "\(sample) \(zeros)")
        #expect(test.positive == (try expected.number("positive")), "\(sample)")
        #expect(agree(test.p, try expected.number("p")), "\(sample) \(zeros) \(test)")
        #expect((test.method == .normal) == (test.count > 50))
        if let z = expected.map["z"]?.asDouble {
          #expect(agree(test.z.map(abs), z, floor: 1e-12), "\(sample)")
        }
      }
      let sign = try #require(SignTest.test(units).value)
      #expect(agree(sign.p, try sample.number("sign")), "\(sample)")
      let pairs = McNemar.test(treatment: values.map { $0 > 0 }, reference: values.map { $0 < 0 })
      #expect(agree(pairs.value?.p, try sample.number("sign")), "\(sample)")
      #expect(agree(pairs.value?.midP, try sample.number("mid_p")), "\(sample)")
      if let p = sample.map["permutation"]?.asDouble {
        let test = PermutationTest.test(units, Draw(seed: 1, "permutation"))
        #expect(test.value?.p == p, "\(sample)")
      }
      if let expected = sample.nested("kruskal") {
        let groups = (0..<3).map { start in
          stride(from: start, to: values.count, by: 3).map { values[$0] }
        }
        let test = try #require(KruskalWallis.test(groups).value, "\(sample)")
        #expect(agree(test.h, try expected.number("h"), floor: 1e-9), "\(sample)")
        #expect(agree(test.p, try expected.number("p")), "\(sample)")
      }
    }
  }

  @Test func `tests of normality agree`() throws {
    for sample in try scipy.cases("pairs") {
      let outcome = ShapiroWilk.test(try differences(sample).values)
      guard let expected = sample.nested("shapiro") else {
        #expect(outcome.value == nil, "\(sample)")
        continue
      }
      let test = try #require(outcome.value, "\(sample)")
      #expect(agree(test.w, try expected.number("w"), 1e-7), "\(sample)")
      #expect(agree(test.p, try expected.number("p"), 1e-5, floor: 1e-6), "\(sample)")
    }
  }

  @Test func `tests of equivalence agree`() throws {
    for sample in try scipy.cases("pairs") {
      guard let expected = sample.nested("equivalence") else { continue }
      let margin = try expected.number("margin")
      let outcome = Equivalence.test(try differences(sample), from: -margin, to: margin)
      let test = try #require(outcome.value, "\(sample)")
      #expect(agree(test.pLower, try expected.number("p_lower")), "\(sample)")
      #expect(agree(test.pUpper, try expected.number("p_upper")), "\(sample)")
      #expect(test.p == max(test.pLower, test.pUpper))
    }
  }

  @Test func `exact tests of discordant pairs agree`() throws {
    for sample in try scipy.cases("pairs") {
      guard let expected = sample.nested("mcnemar") else { continue }
      let outcome = McNemar.test(
        treatment: try sample.numbers("treatment").map { $0 == 1 },
        reference: try sample.numbers("reference").map { $0 == 1 })
      let test = try #require(outcome.value, "\(sample)")
      #expect(test.treatmentOnly == (try expected.count("b")), "\(sample)")
      #expect(test.referenceOnly == (try expected.count("c")), "\(sample)")
      #expect(agree(test.p, try expected.number("p")), "\(sample)")
    }
  }

  @Test func `powers agree`() throws {
    for power in try scipy.cases("power") {
      let found = Power.pairedT(
        d: try power.number("d"), count: try power.count("n"), alpha: try power.number("alpha"))
      #expect(agree(found.value, try power.number("power")), "\(power) \(found)")
    }
    for needed in try scipy.cases("required") {
      let found = Power.requiredCount(
        d: try needed.number("d"), power: try needed.number("power"),
        alpha: try needed.number("alpha"))
      #expect(found.value == (try needed.count("count")), "\(needed)")
    }
  }

  @Test func `corrections agree`() throws {
    for family in try scipy.cases("families") {
      let found = Correction.benjaminiHochberg(try family.numbers("p")).value ?? []
      let expected = try family.numbers("adjusted")
      let holm = Correction.holm(try family.numbers("p")).value ?? []
      let stepped = try family.numbers("holm")
      #expect(found.count == expected.count && holm.count == stepped.count)
      for (found, expected) in zip(found + holm, expected + stepped) {
        #expect(agree(found, expected), "\(family)")
      }
    }
  }

  @Test func `distributions agree`() throws {
    for tail in try scipy.cases("tails") {
      let student = try #require(StudentT(try tail.number("df")))
      let t = try tail.number("t")
      #expect(agree(student.cumulative(t).value, try tail.number("cdf")), "\(tail)")
      #expect(agree(student.survival(t).value, try tail.number("sf")), "\(tail)")
      #expect(agree(Normal.survival(t).value, try tail.number("normal_sf")), "\(tail)")
      #expect(agree(Normal.cumulative(-t).value, try tail.number("normal_sf")), "\(tail)")
    }
    for quantile in try scipy.cases("quantiles") {
      let student = try #require(StudentT(try quantile.number("df")))
      let p = try quantile.number("p")
      #expect(
        agree(student.quantile(p).value, try quantile.number("t"), floor: 1e-15), "\(quantile)")
      #expect(
        agree(Normal.quantile(p).value, try quantile.number("z"), floor: 1e-15), "\(quantile)")
    }
  }

  private func differences(_ sample: Fields) throws -> Differences {
    let outcome = Differences.of(
      try sample.numbers("treatment"), minus: try sample.numbers("reference"))
    return try #require(outcome.value, "\(sample)")
  }
}
