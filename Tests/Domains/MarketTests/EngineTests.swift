import Codecs
import StageKit
import Testing

@testable import Market

@Suite struct EngineTests {
  /// Trades over the compressions of four stocks, found with thresholds of the whole sample.
  @Test(arguments: [0, 4, 8])
  func `a delay arms, waits and trades`(delay: Int) throws {
    var trades = 0
    for symbol in Stocks.symbols {
      trades += try run(symbol, Fixture.blueprint(delay: delay)).run.fills.count / 2
    }
    // Where arming ends with the event's own bar, every delay gives nothing.
    #expect(trades > 150)
    #expect(trades <= 349)
  }

  @Test func `a run that was stopped goes on as if it had not been`() throws {
    let (input, whole) = try run("AAPL", Fixture.blueprint(delay: 4))
    let engine = StrategyEngine(Fixture.blueprint(delay: 4))
    var state = StrategyEngine.State()
    var sides: [Int8] = []
    for index in 0..<1_500 {
      _ = engine.handle(&state, input.bar(index))
      sides.append(state.side)
    }
    var resumed = state
    for index in 1_500..<input.close.count - 1 {
      _ = engine.handle(&resumed, input.bar(index))
      sides.append(resumed.side)
    }
    #expect(sides == Array(whole.positions.dropLast()))
  }

  /// A run passes over bars between events, and over those at which a trade cannot end: what comes
  /// of it is what every bar by itself gives.
  @Test func `bars that are passed over would have changed nothing`() {
    var seed: UInt64 = 7
    func draw() -> Double {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Double(seed >> 11) / Double(UInt64(1) << 53)
    }
    var trades = 0
    for number in 0..<60 {
      var close = [100.0]
      while close.count < 400 { close.append(close[close.count - 1] * (0.98 + 0.04 * draw())) }
      let low = close.map { draw() < 0.01 ? .nan : $0 * (1 - 0.01 * draw()) }
      let gappy = close.map { draw() < 0.01 ? .nan : $0 }
      let input = StrategyInput(
        close: gappy, high: close.map { $0 * (1 + 0.01 * draw()) }, low: low, stopUnit: close,
        targetUnit: close, isSignal: close.map { _ in draw() < 0.08 },
        permits: close.map { _ in draw() < 0.8 }, isInvalid: close.map { _ in draw() < 0.02 },
        side: close.map { _ in draw() < 0.1 ? 0 : draw() < 0.5 ? 1 : -1 })
      var blueprint = Fixture.blueprint(delay: number % 3)
      (blueprint.stopType, blueprint.stop, blueprint.target) = (.percent, 0.03, 0.05 * draw())
      (blueprint.timeStop, blueprint.cooldown) = (1 + number % 12, number % 4)
      (blueprint.lockout, blueprint.arm) = (number % 5, number % 2)
      blueprint.trailing = number % 7 == 0 ? 0.02 : 0
      blueprint.breakEven = number % 5 == 0 ? 1 : 0
      let engine = StrategyEngine(blueprint)
      let window = 20..<380
      let run = StrategyRun(engine, input, window: window)
      var state = StrategyEngine.State()
      var (sides, fills) = ([Int8](), [Int]())
      for index in window {
        var bar = input.bar(index)
        if index == window.upperBound - 1 { (bar.isSignal, bar.permits) = (false, false) }
        var reason = engine.handle(&state, bar)
        if index == window.upperBound - 1, reason == .none { reason = engine.finish(&state) }
        sides.append(state.side)
        if reason != .none { fills.append(index) }
      }
      #expect(run.positions == sides, "run \(number)")
      #expect(run.fills.map(\.index) == fills, "run \(number)")
      trades += fills.count / 2
    }
    #expect(trades > 500)
  }

  @Test func `profit and loss follow positions, returns and one cost`() throws {
    let positions: [Double] = [0, 1, 1, 0, -1, -1, 0]
    let returns: [Double] = [0, 0.01, -0.02, 0.005, 0.01, -0.03, 0.002]
    var before = 0.0
    var pnl: [Double] = []
    for index in positions.indices {
      pnl.append(before * returns[index] - abs(positions[index] - before) * 6 / 10_000)
      before = positions[index]
    }
    #expect(near(pnl.reduce(0, +), 0.0106))
    // The engine's own series obeys the same identity, bar by bar.
    let portfolio = try portfolio([Fixture.blueprint()])
    let series = portfolio.series[0]
    let changes = portfolio.features[0]["ret_1"]
    for bar in 1..<portfolio.windows[0].count {
      let held = series.position[bar - 1]
      #expect(near(series.gross[bar], held * changes[portfolio.windows[0].lowerBound + bar], 1e-15))
      #expect(near(series.cost[bar], abs(series.position[bar] - held) * 6 / 10_000, 1e-15))
    }
  }

  @Test func `symbol scope is enforced`() throws {
    let portfolio = try portfolio([Fixture.blueprint(scope: ["MSFT"])])
    #expect(portfolio.strategies[0].runs[0] == nil)
    #expect(portfolio.series[0].position.allSatisfy { $0 == 0 })
    #expect(portfolio.series[1].position.contains { $0 != 0 })
  }

  @Test func `a throttle halves the size and does not forbid it`() throws {
    var throttled = Fixture.blueprint()
    throttled.overlays = [Blueprint.Overlay(name: "risk_throttle", value: 0.5)]
    let (whole, half) = (try portfolio([Fixture.blueprint()]), try portfolio([throttled]))
    let (full, reduced) = (
      whole.series[0].requested.map { abs($0) }.max() ?? 0,
      half.series[0].requested.map { abs($0) }.max() ?? 0
    )
    #expect(full == 1)
    #expect(reduced == 0.5)
    #expect(Trade.all(whole).count == Trade.all(half).count)
  }

  @Test func `exposure never passes its caps`() throws {
    var other = Fixture.blueprint(delay: 4)
    other.id = "bp other"
    let portfolio = try portfolio([Fixture.blueprint(), other])
    for bar in 0..<portfolio.windows[0].count {
      let gross = portfolio.series.reduce(0) { $0 + abs($1.position[bar]) }
      #expect(gross <= 1 + 1e-12)
    }
  }

  @Test func `trades that reach the window's end are cut there and say so`() throws {
    let features = Stocks.lab.features(try Stocks.bars("AAPL"))
    let blueprint = Fixture.blueprint()
    let input = try StrategyInput(
      blueprint, features, events: try events(features).map { features.time[$0] })
    let whole = StrategyRun(StrategyEngine(blueprint), input, window: 0..<features.count)
    let entry = try #require(
      zip(whole.fills, whole.fills.dropFirst()).first {
        $0.reason == .entry && $1.index > $0.index + 3
      })
    let cut = StrategyRun(
      StrategyEngine(blueprint), input, window: 0..<entry.0.index + 3)
    #expect(cut.fills.last?.reason == .eod)
    #expect(cut.positions.last == 0)
  }

  @Test func `a stop is raised by closes that are past`() {
    var blueprint = Fixture.blueprint()
    blueprint.trailing = 0.5
    (blueprint.stopType, blueprint.stop) = (.percent, 0.5)
    let engine = StrategyEngine(blueprint)
    var state = StrategyEngine.State()
    func bar(_ close: Double, low: Double, signal: Bool = false) -> StrategyEngine.Bar {
      StrategyEngine.Bar(
        close: close, high: close, low: low, stopUnit: close, targetUnit: .nan, isSignal: signal,
        permits: true, isInvalid: false, side: 1)
    }
    #expect(engine.handle(&state, bar(100, low: 100, signal: true)) == .entry)
    // Its own close of 140 would put the trailing stop at 90, above this bar's low.
    #expect(engine.handle(&state, bar(140, low: 80)) == .none)
    #expect(engine.handle(&state, bar(95, low: 85)) == .stop)
  }

  @Test func `a feature that looks ahead has no name to a blueprint`() {
    let fields = StageFields(
      place: "node",
      map: ["feature": "forward_return_h", "operator": ">", "value": .double(0)])
    #expect(message { _ = try ConditionNode(fields) }.contains("no feature 'forward_return_h'"))
  }

  private func events(_ features: FeatureTable) throws -> [Int] {
    let detector = RangeCompression(.lab())
    let gauge = detector.gauge(features)
    let calibration = try #require(
      detector.calibrate(features, gauge: gauge, train: 0..<features.count))
    return detector.onsets(gauge, calibration).map(\.start)
  }

  private func run(
    _ symbol: String, _ blueprint: Blueprint
  ) throws -> (input: StrategyInput, run: StrategyRun) {
    let features = Stocks.lab.features(try Stocks.bars(symbol))
    let input = try StrategyInput(
      blueprint, features, events: try events(features).map { features.time[$0] })
    return (
      input, StrategyRun(StrategyEngine(blueprint), input, window: 0..<features.count)
    )
  }

  private func portfolio(_ blueprints: [Blueprint]) throws -> Portfolio {
    let symbols = ["AAPL", "MSFT"]
    let features = try symbols.map { Stocks.lab.features(try Stocks.bars($0)) }
    let strategies = try blueprints.map { blueprint in
      let runs: [StrategyRun?] = try symbols.indices.map { place in
        guard blueprint.scopeMode == "all" || blueprint.symbols.contains(symbols[place]) else {
          return nil
        }
        let times = try events(features[place]).map { features[place].time[$0] }
        let input = try StrategyInput(blueprint, features[place], events: times)
        return StrategyRun(
          StrategyEngine(blueprint), input, window: 0..<features[place].count)
      }
      return Portfolio.Strategy(
        blueprint: blueprint, scale: Backtest.scale(blueprint, of: blueprints.count), runs: runs)
    }
    return Portfolio(
      symbols: symbols, features: features, windows: features.map { 0..<$0.count },
      strategies: strategies, costs: Portfolio.Costs(bps: 6, borrow: 0))
  }
}
