import Numerics
import Testing

@testable import Market

/// Numbers that SciPy and pandas gave for the same input.
@Suite struct FormulaTests {
  @Test func `effective sample size and penalty`() {
    let values: [Double] = [
      1, 2, 2, 3, 3, 4, 4, 5, 4, 4, 3, 3, 2, 2, 1, 1, 2, 3, 4, 5, 5, 4, 4, 3, 2, 2, 3, 3, 4, 5,
    ]
    #expect(near(EffectiveSample.effective(values, lagMax: 24), 8.815_575_904_3))
    let cycle = (0..<60).map { Double(($0 * 7) % 11) / 10 }
    #expect(EffectiveSample.effective(cycle, lagMax: 24) == 60)
    #expect(near(EffectiveSample.penalty(k: 1, tests: 72, ess: 150), 0.168_852_324_4))
  }

  @Test func `robustness over delays and thresholds`() throws {
    let first = try #require(Robustness.delays([0.05, 0.04, 0.03, -0.01, 0.02]))
    #expect(near(first.ratio, 0.8))
    #expect(near(first.deviation, 0.020_591_260_3))
    #expect(near(first.score, 0.622_408_535_2))
    let second = try #require(Robustness.delays([0.05, 0.048, 0.047, 0.046, 0.045]))
    #expect(near(second.score, 0.989_064_840_8))
    #expect(near(Robustness.curvature(left: 0.04, center: 0.10, right: 0.09), 0.6))
  }

  @Test func `clusters of losses and the tail of drawdowns`() {
    let clusters = DrawdownClusters(pnl, top: 0.10, quantile: 0.05)
    #expect(clusters.longest == 3)
    #expect(clusters.count == 3)
    #expect(near(clusters.lengthQuantile, 2.9))
    #expect(near(clusters.concentration, 0.461_538_461_5))
    #expect(near(DrawdownCurve(pnl).deepest, -0.032_673_267_3))
    #expect(near(clusters.tail, -0.032_673_267_3))
  }

  @Test func `costs of events`() {
    let inputs = [
      EventCost.Input(
        spread: 0, close: 100, high: 101, low: 99, quoteVolume: 1e6, turnover: 1),
      EventCost.Input(
        spread: 4, close: 101, high: 103, low: 100, quoteVolume: 5e5, turnover: 0.5),
    ]
    let cost = EventCost(inputs, fees: 4, slippage: 2)
    #expect(near(cost.bps[0], 59.75))
    #expect(near(cost.bps[1], 84.641_309_212_7, 1e-8))
    #expect(cost.coverage == 1)
    var without = inputs
    for index in without.indices { without[index].spread = .nan }
    #expect(EventCost(without, fees: 4, slippage: 2).coverage >= 0.80)
  }

  @Test func `regime shares by thirds of ranks`() {
    let values = [0.01, -0.02, 0, 0.03, -0.01, 0.02, -0.04, 0.05, 0.01, -0.01, 0.02, 0.06]
    let share = RegimeShare(pnl: values, gross: values)
    #expect(near(share.high, 0.5))
    #expect(near(share.mid, 0.285_714_285_7))
    #expect(near(share.low, 0.214_285_714_3))
    let nothing = RegimeShare(pnl: [0, 0], gross: [0, 0])
    #expect(nothing.largest == 1)
    #expect(!nothing.isConsistent(0.8))
  }

  @Test func `splits of events and of days`() throws {
    let counts = [1, 2, 3, 5, 10, 15].map { count in
      let (train, validation) = EventSample.boundaries(count)
      return [train, validation - train, count - validation]
    }
    #expect(
      counts == [[0, 0, 1], [1, 0, 1], [1, 1, 1], [3, 1, 1], [6, 2, 2], [9, 3, 3]])
    let windows = try SplitWindows(
      start: day("2000-03-01"), end: day("2013-03-01"), train: 0.6, validation: 0.2, embargo: 0)
    #expect(
      windows.windows.map { CivilTime.date($0.end) } == ["2007-12-18", "2010-07-24", "2013-03-01"])
    let second = try SplitWindows(
      start: day("2017-04-19"), end: day("2018-02-07"), train: 0.6, validation: 0.2, embargo: 1)
    #expect(
      second.windows.map { CivilTime.date($0.start) } == ["2017-04-19", "2017-10-14", "2017-12-13"])
    #expect(CivilTime.date(second.windows[1].end) == "2017-12-11")
    #expect(throws: (any Error).self) {
      try SplitWindows(
        start: day("2020-01-01"), end: day("2020-01-02"), train: 0.6, validation: 0.2, embargo: 9)
    }
  }

  @Test func `a market that opens on Sunday evening closes all the same`() throws {
    let hours = (0..<8 * 7 * 24).map { day("2020-01-06") + Int64($0) * 3_600 }
    let never = try BarClock.inferred(from: [hours])
    #expect(never.calendar == .continuous && never.periodsPerYear == 8_760)
    // Open from Sunday at ten in the evening to Friday at ten.
    let open = hours.filter { time in
      let hour = CivilTime.hour(time)
      switch CivilTime.weekday(time) {
      case 6: return hour >= 22
      case 5: return false
      case 4: return hour < 22
      default: return true
      }
    }
    let sessions = try BarClock.inferred(from: [open])
    #expect(sessions.calendar == .sessions && sessions.seconds == 3_600)
    #expect(sessions.periodsPerYear == 20 * 252)
  }

  @Test func `numbers are written as short as they read back`() {
    for (number, text) in [
      (0.0, "0"), (-0.0, "0"), (7, "7"), (-12, "-12"), (0.1, "0.1"), (-0.05, "-0.05"),
      (1.07186, "1.07186"), (100.25, "100.25"), (0.0001, "0.0001"), (1e-5, "1e-05"),
      (123_456.789, "123456.789"), (0.3333333333333333, "0.3333333333333333"),
      (99_999_999.99, "99999999.99"), (0.00012345, "0.00012345"),
    ] {
      #expect(Decimal64.text(number) == text, "\(number)")
      #expect(Double(text) == number)
    }
    // Of any number the text reads back, and is no longer than the standard library's.
    var bits: UInt64 = 0x9E37_79B9_7F4A_7C15
    for place in 0..<20_000 {
      bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = [
        Double(bitPattern: bits), Double(bits >> 11) / 1e16,
        Double(Int64(bitPattern: bits) >> 20) / 100, Double(bits >> 40) / 1e4,
        -Double(bits >> 30) / 1e8, Double(bits >> 12) / 1e9,
      ][place % 6]
      guard number.isFinite else { continue }
      let text = Decimal64.text(number)
      #expect(Double(text) == number && text.count <= "\(number)".count, "\(number): \(text)")
    }
    #expect(Decimal64.text(.nan) == "" && Decimal64.text(.infinity) == "")
    #expect(CivilTime.text(day("2020-02-29") + 45_296) == "2020-02-29T12:34:56Z")
  }

  @Test func `weights are capped and what is cut is given on`() {
    let weights = Allocation.capped([0.7, 0.2, 0.1], most: 0.45)
    #expect(near(weights[0], 0.45))
    #expect(near(weights[1], 0.366_666_666_7))
    #expect(near(weights[2], 0.183_333_333_3))
  }

  @Test func `probabilistic and deflated Sharpe ratios`() throws {
    let sample = try #require(SharpeInference.Sample(pnl))
    #expect(near(sample.sharpe, 0.087_462_992_2))
    #expect(near(try #require(SharpeInference.probabilistic(sample)), 0.608_015_958_6, 1e-6))
  }

  /// A ratio of 2.5 a year from 1 250 days, of trials whose ratios have a variance of 0.5 a year.
  @Test(arguments: [
    (100, -3.0, 10.0, 0.900_396_834_449), (46, -3.0, 10.0, 0.950_501_706_876),
    (88, 0.0, 3.0, 0.950_490_816_676),
  ])
  func `deflated Sharpe ratio of the published example`(
    trials: Int, skewness: Double, kurtosis: Double, expected: Double
  ) throws {
    let sample = SharpeInference.Sample(
      sharpe: 2.5 / 250.0.squareRoot(), count: 1_250, skewness: skewness, kurtosis: kurtosis)
    let value = SharpeInference.deflated(sample, trials: trials, variance: 0.5 / 250)
    #expect(near(try #require(value), expected, 1e-10))
  }

  @Test func `expected best of a hundred`() throws {
    let best = try #require(SharpeInference.expectedMaximum(trials: 100, variance: 1))
    #expect(near(best, 2.530_602_893_202, 1e-10))
  }

  @Test func `overfitting of a deterministic matrix`() throws {
    let rows = (0..<240).map { t in
      (0..<10).map { j in 0.01 * sine(0.37 * Double(t + 1) * Double(j + 1)) }
    }
    let result = try Overfitting(rows, blocks: 8)
    #expect(result.splits == 70)
    #expect(near(result.probability, 0.928_571_428_6))
    #expect(near(result.medianLogit, -2.302_585_093_0))
    #expect(near(result.meanLogit, -1.778_025_597_0))
    #expect(near(result.lossShare, 0.9))
  }

  @Test func `sixteen blocks are 12 870 splits and one configuration is refused`() throws {
    let rows = (0..<64).map { t in [sine(Double(t)), sine(Double(t * t))] }
    #expect(try Overfitting(rows, blocks: 16).splits == 12_870)
    #expect(throws: (any Error).self) { try Overfitting(rows.map { [$0[0]] }, blocks: 16) }
  }

  @Test func `bootstrap intervals are the same every time and close to the mean`() throws {
    let values = (0..<200).map { sine(Double($0)) - 0.5 }
    let first = try #require(Resampling.interval(values, seed: 13, resamples: 1_000))
    let second = try #require(Resampling.interval(values, seed: 13, resamples: 1_000))
    #expect(first == second)
    #expect(first.high < -0.3 && first.low > -0.7)
    let other = try #require(Resampling.interval(values, seed: 14, resamples: 1_000))
    #expect(other != first)
  }

  private let pnl = [0.01, -0.02, -0.01, 0.03, -0.005, 0.002, -0.01, -0.01, -0.01, 0.04]
}

func near(_ left: Double, _ right: Double, _ tolerance: Double = 1e-9) -> Bool {
  abs(left - right) <= tolerance
}

func day(_ text: String) -> Int64 { CivilTime.parse(text) ?? 0 }

/// A sine by reduction and series: the tests import no mathematical library.
func sine(_ x: Double) -> Double {
  let pi = Double.pi
  var rest = x - (x / (2 * pi)).rounded() * 2 * pi
  if rest > pi / 2 { rest = pi - rest }
  if rest < -pi / 2 { rest = -pi - rest }
  var term = rest
  var sum = rest
  for odd in stride(from: 3.0, through: 27, by: 2) {
    term *= -rest * rest / (odd * (odd - 1))
    sum += term
  }
  return sum
}
