import Numerics
import StageKit
import Testing

@testable import Populations

@Suite struct CorrelationTests {
  private static let attributes = """
    attributes:
    - {name: wealth, type: float, sampling: {strategy: independent,
        distribution: {type: lognormal, mean: 50000, std: 60000}}}
    - {name: trust, type: float, sampling: {strategy: independent,
        distribution: {type: beta, alpha: 2, beta: 5}}}
    - {name: hours, type: float, sampling: {strategy: independent,
        distribution: {type: uniform, min: 0, max: 24}}}
    - {name: school, type: categorical, sampling: {strategy: independent,
        distribution: {type: categorical, options: [low, middle, high], weights: [0.3, 0.4, 0.3]}}}

    """

  private static let pairs = """
    correlations:
    - {between: [wealth, trust], rank: 0.6}
    - {between: [trust, hours], rank: -0.4}
    - {between: [school, wealth], rank: 0.5}

    """

  private static func spec(_ tail: String) throws -> PopulationSpec {
    let order = "sampling_order: [hours, school, trust, wealth]\n"
    let text = "meta: {description: test, size: 10}\n" + attributes + tail + order
    return try SourceFile.read(Array(text.utf8), as: "p.yaml") { PopulationSpec($0) }
  }

  private static func draw(_ spec: PopulationSpec, _ count: Int) throws -> (SampleReport, [[Datum]])
  {
    let sampler = try Sampler(spec, seed: 11)
    var report = SampleReport(sampler.attributes, pairs: spec.correlations)
    let rows = try sampler.draw(count: count, &report)
    return (report, rows)
  }

  @Test func `ranks of any distribution come out correlated as they were asked to be`() throws {
    let spec = try Self.spec(Self.pairs)
    #expect(SpecValidator.issues(of: spec) == [])
    let (report, rows) = try Self.draw(spec, 4000)
    let found = report.ranks.map(\.drawn)
    #expect(found.count == 3)
    // The standard error of a rank correlation of 4000 is 0.016; pairs not named are uncorrelated.
    #expect(abs(found[0] - 0.6) < 0.04 && abs(found[1] + 0.4) < 0.04)
    // Three options are tied in thirds, which takes off a tenth.
    #expect(found[2] > 0.4 && found[2] < 0.5)
    #expect(report.ranks.map(\.isExact) == [true, true, false])
    #expect(report.ranks[0].excess < 0.03)
    let unnamed = try #require(
      RankCorrelation(.init(first: "hours", second: "school", rank: 0), report.attributes, rows))
    #expect(abs(unnamed.drawn) < 0.05)
  }

  @Test func `every attribute keeps its own distribution`() throws {
    let (plain, _) = try Self.draw(try Self.spec(""), 4000)
    let (report, _) = try Self.draw(try Self.spec(Self.pairs), 4000)
    for place in [0, 2, 3] {
      let left = try #require(plain.moments[place])
      let right = try #require(report.moments[place])
      #expect(abs(left.mean - right.mean) < 0.06 * left.std, "\(place)")
      #expect(abs(left.std / right.std - 1) < 0.15, "\(place)")
    }
    #expect(report.marginalDrift < 3)
    // The first in order is drawn as if nothing were correlated.
    let few = try Self.draw(try Self.spec(Self.pairs), 20).1.map { $0[0] }
    #expect(few == (try Self.draw(try Self.spec(""), 20).1.map { $0[0] }))
  }

  @Test(arguments: [
    ("[wealth, nobody], rank: 0.1", "no attribute 'nobody'"),
    ("[wealth, wealth], rank: 0.1", "with itself"),
    ("[wealth, hours], rank: 1", "between -1 and 1"),
    ("[hours, trust], rank: 0.1", "stands twice"), ("[wealth, hours], rank: 0.99", "contradict"),
  ])
  func `what no population has is refused`(pair: String, words: String) throws {
    let issues = SpecValidator.issues(of: try Self.spec("\(Self.pairs)- {between: \(pair)}\n"))
    #expect(
      issues.contains { $0.code == "CORRELATION_INVALID" && $0.message.contains(words) },
      "\(issues)")
  }

  @Test func `factors of weights multiply, and the shares are those of their product`() throws {
    let text = """
      meta: {description: test, size: 10}
      attributes:
      - {name: old, type: boolean, sampling: {strategy: independent,
          distribution: {type: boolean, probability_true: 0.5}}}
      - {name: rich, type: boolean, sampling: {strategy: independent,
          distribution: {type: boolean, probability_true: 0.5}}}
      - {name: choice, type: categorical, sampling: {strategy: conditional, depends_on: [old, rich],
          distribution: {type: categorical, options: [a, b], weights: [0.5, 0.5]},
          modifiers: [{when: old, weight_factors: {b: 3}}, {when: rich, weight_factors: {b: 2}}]}}
      sampling_order: [old, rich, choice]

      """
    let spec = try SourceFile.read(Array(text.utf8), as: "p.yaml") { PopulationSpec($0) }
    #expect(SpecValidator.issues(of: spec) == [])
    let rows = try Self.draw(spec, 8000).1
    for (old, rich, share) in [
      (false, false, 0.5), (true, false, 0.75), (false, true, 2.0 / 3), (true, true, 6.0 / 7),
    ] {
      let own = rows.filter { $0[0] == .bool(old) && $0[1] == .bool(rich) }
      let drawn = Double(own.count { $0[2] == .text("b") }) / Double(own.count)
      #expect(abs(drawn - share) < 0.04, "\(old) \(rich): \(drawn)")
    }
  }
}
