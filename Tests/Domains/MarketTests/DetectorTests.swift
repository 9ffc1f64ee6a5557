import Testing

@testable import Market

@Suite struct DetectorTests {
  /// Counts that pandas gives with thresholds of the whole sample, windows 20 and 120, horizon 10.
  @Test(arguments: [("AAPL", 90), ("GOOG", 61), ("IBM", 99), ("MSFT", 99)])
  func `compressions of the shipped stocks`(symbol: String, expected: Int) throws {
    let features = Stocks.lab.features(try Stocks.bars(symbol))
    let detector = RangeCompression(.lab())
    let gauge = detector.gauge(features)
    let calibration = try #require(
      detector.calibrate(features, gauge: gauge, train: 0..<features.count))
    #expect(detector.onsets(gauge, calibration).count == expected)
  }

  /// Three a symbol with the default windows.
  @Test(arguments: ["AAPL", "IBM", "MSFT"])
  func `shocks of the shipped stocks`(symbol: String) throws {
    let features = FeatureBuilder().features(try Stocks.bars(symbol))
    let detector = VolatilityShock(RunSettings())
    let gauge = detector.gauge(features)
    let calibration = try #require(
      detector.calibrate(features, gauge: gauge, train: 0..<features.count))
    #expect((2...5).contains(detector.onsets(gauge, calibration).count))
  }

  @Test func `thresholds come from training bars alone`() throws {
    let bars = try Stocks.bars("AAPL")
    let train = 0..<1_900
    var changed = bars
    for index in 2_000..<bars.count {
      (changed.high[index], changed.close[index]) = (bars.high[index] * 3, bars.close[index] * 2)
    }
    let detector = RangeCompression(.lab())
    let (first, second) = (Stocks.lab.features(bars), Stocks.lab.features(changed))
    #expect(
      detector.calibrate(first, gauge: detector.gauge(first), train: train)
        == detector.calibrate(second, gauge: detector.gauge(second), train: train))
  }

  @Test func `shuffled bars of the future change nothing before them`() throws {
    let bars = try Stocks.bars("IBM")
    let cut = 2_200
    var shuffled = bars
    for index in cut..<bars.count {
      let other = cut + (index * 7_919) % (bars.count - cut)
      shuffled.open[index] = bars.open[other]
      shuffled.high[index] = bars.high[other]
      shuffled.low[index] = bars.low[other]
      shuffled.close[index] = bars.close[other]
      shuffled.volume[index] = bars.volume[other]
    }
    let (whole, other) = (Stocks.lab.features(bars), Stocks.lab.features(shuffled))
    for name in FeatureTable.names {
      for index in 0..<cut {
        let (left, right) = (whole[name][index], other[name][index])
        #expect(
          left.bitPattern == right.bitPattern || left.isNaN && right.isNaN, "\(name) \(index)")
      }
    }
    for detector in EventFamily.all {
      let (left, right) = (try found(detector, whole, cut), try found(detector, other, cut))
      #expect(left.count > 5)
      #expect(rows(left, detector) == rows(right, detector))
    }
    let blueprint = Fixture.blueprint(delay: 4)
    let events = try found(RangeCompression.self, whole, cut).map { whole.time[$0.index] }
    let engine = StrategyEngine(blueprint)
    let window = 0..<cut - 1
    #expect(
      StrategyRun(engine, try StrategyInput(blueprint, whole, events: events), window: window).fills
        == StrategyRun(
          engine, try StrategyInput(blueprint, other, events: events), window: window
        ).fills)
  }

  /// Events as their file has them, where no number equals no number.
  private func rows(_ events: [MarketEvent], _ type: any EventDetector.Type) -> [UInt8] {
    var text = TableText(MarketEvent.columns(type))
    for event in events { event.row(into: &text) }
    return text.bytes
  }

  /// The events and controls of a detector that had ended before a bar.
  private func found(
    _ type: any EventDetector.Type, _ features: FeatureTable, _ cut: Int
  ) throws -> [MarketEvent] {
    let detector = type.init(.lab())
    return try events(detector, features, cut)
  }

  private func events<D: EventDetector>(
    _ detector: D, _ features: FeatureTable, _ cut: Int
  ) throws -> [MarketEvent] {
    let gauge = detector.gauge(features)
    let calibration = try #require(
      detector.calibrate(features, gauge: gauge, train: 0..<1_900))
    let spans = detector.onsets(gauge, calibration)
    return DetectionStage.events(detector, features, gauge, spans, calibration)
      .filter { $0.index + detector.horizon + 20 < cut && $0.exit < cut }
  }

  @Test func `controls are earlier bars of the same hour outside of events`() throws {
    let features = Stocks.lab.features(try Stocks.bars("MSFT"))
    let detector = RangeCompression(.lab())
    let gauge = detector.gauge(features)
    let calibration = try #require(
      detector.calibrate(features, gauge: gauge, train: 0..<features.count))
    let spans = detector.onsets(gauge, calibration)
    let events = DetectionStage.events(detector, features, gauge, spans, calibration)
    let match = ControlMatch(
      features, spans: spans, family: RangeCompression.family, horizon: detector.horizon)
    var count = 0
    for (ordinal, event) in events.enumerated() {
      for control in match.controls(
        event, ordinal: ordinal, count: 1,
        { detector.measure(features, gauge, at: $0, calibration) })
      {
        count += 1
        #expect(control.index + detector.horizon <= event.index)
        #expect(!spans.contains { ($0.start...$0.end).contains(control.index) })
      }
    }
    #expect(count > events.count * 8 / 10)
  }
}

/// Blueprints for tests.
enum Fixture {
  static func blueprint(delay: Int = 0, scope: [String] = []) -> Blueprint {
    Blueprint(
      id: "bp test \(delay)", run: "T", eventType: RangeCompression.family, candidate: "c",
      scopeMode: scope.isEmpty ? "all" : "multi_symbol", symbols: scope, direction: "conditional",
      trigger: RangeCompression.signal, delay: delay, cooldown: 8, arm: 0, lockout: 0,
      logic: "all", nodes: [], timeStop: 10, invalidation: nil, stopType: .rangePct, stop: 0.5,
      targetType: .rangePct, target: 1, trailing: 0, breakEven: 0, sizing: .plain, overlays: [],
      minTrades: 0, fees: 4, slippage: 2, source: "", overrides: [], promotion: nil)
  }
}
