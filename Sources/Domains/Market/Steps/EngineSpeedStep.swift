import Files
import StageKit

/// Runs the engine alone over bars that follow from their number, for whoever times it from
/// outside.
///
/// It takes no clock. Price, signal and side of a bar are functions of its index, so that another
/// program can execute the same strategy on the same bars and compare trades and profit.
enum EngineSpeedStep: Step {
  static let name = "time_engine"
  static let summary = "run the engine over synthetic bars, for external timing"
  static let options: [Option] = [
    .value("bars", nil, "N", "number of bars (1 000 000)"),
    .value("passes", nil, "N", "passes over the bars (1)"),
    .value("files", nil, "DIR", "also write the engine's files there, once per pass"),
  ]

  static func run(_ call: StepCall) throws(StageError) -> Int32 {
    let count = Int(try call.arguments.int("bars", in: 100...100_000_000) ?? 1_000_000)
    let passes = Int(try call.arguments.int("passes", in: 1...10_000) ?? 1)
    let input = StrategyInput(drawn: count)
    let engine = StrategyEngine(Self.blueprint)
    let job = call.arguments.value("files").map { files(below: $0, call) }
    let table = job.map { _ in FeatureTable(drawn: input) }
    let text = table.map(BarText.init)
    var (trades, pnl) = (0, 0.0)
    for _ in 0..<passes {
      let run = StrategyRun(engine, input, window: 0..<count)
      (trades, pnl) = (run.fills.count / 2, profit(run, input))
      if let job, let table, let text { try write(run, table, text, job) }
    }
    try call.say("bars \(count) trades \(trades) pnl \(pnl)\n")
    return 0
  }

  /// What is left at the end, at six basis points a turnover.
  private static func profit(_ run: StrategyRun, _ input: StrategyInput) -> Double {
    let (close, cost) = (input.close, 6.0 / 10_000)
    var pnl = 0.0
    for place in stride(from: 0, to: run.fills.count - 1, by: 2) {
      let (entry, exit) = (run.fills[place], run.fills[place + 1].index)
      let side = Double(entry.side)
      pnl -= cost
      for bar in entry.index + 1..<exit { pnl += side * (close[bar] / close[bar - 1] - 1) }
      pnl += side * (close[exit] / close[exit - 1] - 1) - cost
    }
    return pnl
  }

  private static func files(below directory: String, _ call: StepCall) -> Job {
    Job(
      lake: Lake(root: PathName.join(call.directory, directory)), run: "speed",
      settings: RunSettings(), symbols: ["SPEED"], start: 0, end: 0, seed: 0, isForced: true,
      directory: call.directory, events: call.events)
  }

  private static func write(
    _ run: StrategyRun, _ table: FeatureTable, _ text: BarText, _ job: Job
  ) throws(StageError) {
    let portfolio = Portfolio(
      symbols: job.symbols, features: [table], windows: [0..<table.count],
      strategies: [Portfolio.Strategy(blueprint: blueprint, scale: 1, runs: [run])],
      costs: Portfolio.Costs(bps: 6, borrow: 0))
    try EngineFiles(portfolio: portfolio, bars: [text], paths: job.paths).write(job)
  }

  /// Ten bars in the direction of the last four, entered at every 23rd bar; a stop that is never
  /// reached.
  private static let blueprint = Blueprint(
    id: "time engine", run: "speed", eventType: RangeCompression.family, candidate: "none",
    scopeMode: "all", symbols: [], direction: "conditional", trigger: RangeCompression.signal,
    delay: 0, cooldown: 2, arm: 0, lockout: 0, logic: "all", nodes: [], timeStop: 10,
    invalidation: nil, stopType: .percent, stop: 0.9, targetType: .percent, target: 5, trailing: 0,
    breakEven: 0, sizing: .plain, overlays: [], minTrades: 0, fees: 4, slippage: 2, source: "",
    overrides: [], promotion: nil)
}

extension StrategyInput {
  /// Bars that follow from their number: `close = 100 + ((i * 7919) % 1000) / 100`.
  fileprivate init(drawn count: Int) {
    let close = (0..<count).map { 100 + Double(($0 &* 7_919) % 1_000) / 100 }
    let side: [Int8] = close.indices.map { index in
      index < 4 || close[index] == close[index - 4] ? 0 : close[index] > close[index - 4] ? 1 : -1
    }
    self.init(
      close: close, high: close, low: close, stopUnit: close, targetUnit: close,
      isSignal: close.indices.map { $0 % 23 == 0 },
      permits: [Bool](repeating: true, count: count),
      isInvalid: [Bool](repeating: false, count: count), side: side)
  }
}

extension FeatureTable {
  /// The bars of an input a quarter of an hour apart, with what the engine's files repeat of them.
  fileprivate init(drawn input: StrategyInput) {
    let close = input.close
    var columns: [String: [Double]] = [
      "close": close, "high": close, "low": close, "high_96": close, "low_96": close,
    ]
    columns["ret_1"] = close.indices.map { $0 == 0 ? .nan : close[$0] / close[$0 - 1] - 1 }
    let zero = [Double](repeating: 0, count: close.count)
    columns["funding_rate"] = zero.map { _ in .nan }
    self.init(
      symbol: "SPEED", time: close.indices.map { Int64($0) * 900 },
      columns: Self.names.map { columns[$0] ?? zero })
  }
}
