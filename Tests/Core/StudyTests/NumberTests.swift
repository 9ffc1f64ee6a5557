import Codecs
import Study
import TestKit
import Testing

/// Thresholds, statistics, seeds and pauses: everything that counts.
@Suite struct NumberTests {
  @Test(arguments: [
    (">= 0.85", Comparison.greaterOrEqual, 0.85), ("<1", .less, 1), ("  == -2.5", .equal, -2.5),
    ("!= 1e3", .notEqual, 1_000), ("> 0", .greater, 0), ("<=  0.02", .lessOrEqual, 0.02),
  ])
  func `a threshold is a comparison and a number`(
    text: String, comparison: Comparison, limit: Double
  ) throws {
    let threshold = try #require(Threshold(text))
    #expect(threshold == Threshold(comparison, limit))
    #expect(Threshold(threshold.description) == threshold)
  }

  @Test(arguments: ["", "1", ">=", "=> 1", "= 1", ">= x", ">= nan", "< inf", "> 1 2", "~ 1"])
  func `anything else is no threshold`(text: String) { #expect(Threshold(text) == nil) }

  @Test(arguments: Comparison.allCases)
  func `a number that is none satisfies no comparison`(comparison: Comparison) {
    #expect(!comparison.holds(.nan, 1) && !comparison.holds(1, .nan))
  }

  @Test(arguments: [
    (Comparison.less, [true, false, false]), (.lessOrEqual, [true, true, false]),
    (.equal, [false, true, false]), (.notEqual, [true, false, true]),
    (.greaterOrEqual, [false, true, true]), (.greater, [false, false, true]),
  ])
  func `a comparison holds below, at or above its limit`(comparison: Comparison, holds: [Bool]) {
    #expect([0.5, 1, 1.5].map { comparison.holds($0, 1) } == holds)
  }

  @Test(
    arguments: [
      (nil, Verdict.fail), (Double.nan, .fail), (0.5, .fail), (0.6, .warn), (0.79, .warn),
      (0.8, .pass), (.infinity, .fail),
    ] as [(Double?, Verdict)])
  func `a check passes, warns or fails`(observed: Double?, verdict: Verdict) {
    let check = CheckPlan(
      .rows("a"), pass: Threshold(.greaterOrEqual, 0.8), warn: Threshold(.greaterOrEqual, 0.6))
    #expect(check.verdict(on: observed) == verdict)
  }

  @Test(arguments: [
    (1.0, "1"), (-0.5, "-0.5"), (0.1 + 0.2, "0.30000000000000004"), (1e21, "1e+21"), (0, "0"),
  ])
  func `numbers are written as short as they read back`(value: Double, text: String) {
    #expect(Number.text(value) == text)
    #expect(Double(text) == value)
  }

  @Test(arguments: [
    (Statistic.mean, 5.0), (.std, 2.138_089_935_299_395), (.min, 2), (.max, 9), (.count, 8),
  ])
  func `statistics of eight numbers`(statistic: Statistic, value: Double) {
    #expect(statistic.of([2, 4, 4, 4, 5, 5, 7, 9]) == value)
  }

  @Test func `statistics of no number and of one`() {
    #expect(Statistic.allCases.map { $0.of([]) } == [nil, nil, nil, nil, 0])
    #expect(Statistic.allCases.map { $0.of([3]) } == [3, nil, 3, 3, 1])
  }

  @Test func `a number that is none is seen by every statistic`() {
    for statistic in [Statistic.mean, .std, .min, .max] {
      #expect(statistic.of([1, .nan])?.isNaN == true)
      #expect(statistic.of([.nan, 1])?.isNaN == true)
    }
  }

  @Test(arguments: [0.1, -0.3, 1e308, .leastNonzeroMagnitude, 1.1e16, .pi], [2, 3, 7, 10, 1_000])
  func `equal values have no spread, and their mean is theirs`(value: Double, count: Int) {
    let values = [Double](repeating: value, count: count)
    #expect(Statistic.mean.of(values) == value)
    #expect(Statistic.std.of(values) == 0)
  }

  @Test func `sums are rounded once, in whatever order`() {
    #expect(Statistic.mean.of([1e16, 1, -1e16, 1]) == 0.5)
    #expect(Statistic.mean.of([1e308, 1e308]) == 1e308)
    #expect(Statistic.mean.of([0.1, 0.2, 0.3]) == 0.2)
    // NIST NumAcc4: the deviation of a thousand numbers around ten million is exactly 0.1.
    let close = [10_000_000.2] + (0..<500).flatMap { _ in [10_000_000.1, 10_000_000.3] }
    #expect(abs((Statistic.std.of(close) ?? 0) - 0.1) < 1e-9)
    #expect(Statistic.std.of([1e200, -1e200]) == 1e200 * 2.0.squareRoot())
    #expect(Statistic.std.of([1e-200, -1e-200]) == 1e-200 * 2.0.squareRoot())
    var random = SeededGenerator()
    for _ in 0..<200 {
      var values = (0..<9).map { _ in
        Double.random(in: -1...1, using: &random)
          * Double(sign: .plus, exponent: Int.random(in: -40...40, using: &random), significand: 1)
      }
      let mean = Statistic.mean.of(values) ?? .nan
      let spread = Statistic.std.of(values)
      #expect(mean >= values.min() ?? 0 && mean <= values.max() ?? 0, "\(random)")
      values.shuffle(using: &random)
      #expect(Statistic.mean.of(values) == mean, "\(random)")
      #expect(Statistic.std.of(values) == spread, "\(random)")
    }
  }

  @Test(arguments: [
    "<= 9007199254740993", "== 12345678901234567891", "> -9007199254740993",
  ])
  func `a limit that would become another number is no threshold`(text: String) {
    #expect(Threshold(text) == nil)
  }

  @Test(arguments: Comparison.allCases)
  func `what is no finite number satisfies no threshold`(comparison: Comparison) {
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(!Threshold(comparison, 0.5).accepts(value))
      let check = CheckPlan(.rows("a"), pass: Threshold(comparison, 0.5))
      #expect(check.verdict(on: value) == .fail)
    }
  }

  @Test(
    arguments: [
      (20_260_101, "run", [0], 2_099_183_345), (20_260_101, "run", [1], 534_472_837),
      (7, "run", [0], 1_932_536_515),
      (-1, "split", [2, 3], 478_937_058),
    ] as [(Int64, String, [Int], Int64)])
  func `derived seeds are fixed for ever`(
    seed: Int64, purpose: String, indices: [Int], derived: Int64
  ) {
    #expect(Seeds.derive(from: seed, purpose: purpose, indices: indices) == derived)
  }

  @Test func `derived seeds have 31 bits`() {
    for index in 0..<1_000 {
      let seed = Seeds.derive(from: 1, purpose: "run", indices: [index])
      #expect(seed >= 0 && seed <= Int64(Int32.max))
    }
  }

  @Test(arguments: [(0, 5), (1, 5), (2, 10), (3, 20), (17, 5 << 16), (99, 5 << 16)])
  func `pauses double, sixteen times at most`(failures: Int, pause: Int64) {
    let retry = RetryPlan(attempts: 9, causes: ["timeout"], backoffNanoseconds: 5)
    #expect(retry.pause(afterFailures: failures) == pause)
  }

  @Test func `a pause never exceeds the clock`() {
    let retry = RetryPlan(attempts: 9, causes: [], backoffNanoseconds: .max / 2)
    #expect(retry.pause(afterFailures: 3) == .max)
  }

  @Test(arguments: [
    ("timeout", true), ("failure", true), ("exit:1", true), ("exit:255", true), ("exit:0", false),
    ("exit:256", false), ("exit:", false), ("exit:x", false), ("Timeout", false), ("", false),
  ])
  func `causes are words or exit codes`(text: String, isCause: Bool) {
    #expect(RetryPlan.isCause(text) == isCause)
  }

  @Test(
    arguments: [
      (Outcome.succeeded, nil, nil, [true, true, true, true, true].map { _ in false }),
      (.interrupted, nil, nil, [true, true, true, true, true]),
      (.timedOut, nil, nil, [true, false, false, false, true]),
      (.crashed, nil, nil, [false, true, false, false, true]),
      (.failed, 75, nil, [false, false, true, false, true]),
      (.failed, 1, "io", [false, false, false, true, true]),
    ] as [(Outcome, Int64?, String?, [Bool])])
  func `a policy covers what it names`(
    outcome: Outcome, exit: Int64?, failure: String?, covered: [Bool]
  ) {
    let policies = ["timeout", "signal", "exit:75", "io", "failure"].map { cause in
      RetryPlan(attempts: 2, causes: [cause])
    }
    let answers = policies.map { $0.covers(outcome: outcome, exit: exit, failure: failure) }
    #expect(answers == covered)
  }
}
