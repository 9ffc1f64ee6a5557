/// Strategies over symbols in one window: positions, and what they earned and cost bar by bar.
///
/// Profit and loss are additive shares of the initial equity: nothing compounds.
struct Portfolio {
  /// One strategy with its runs, a run a symbol or nil outside of its scope.
  struct Strategy {
    let blueprint: Blueprint
    let scale: Double
    let runs: [StrategyRun?]
  }

  /// One strategy and symbol, bar by bar; all arrays are as long as the symbol's window.
  struct Series {
    var position: [Double]
    var requested: [Double]
    var gross: [Double]
    var cost: [Double]
    var funding: [Double]
    var borrow: [Double]
    var turnover: [Double]

    /// What is left at a bar.
    func net(_ bar: Int) -> Double { gross[bar] - cost[bar] + funding[bar] - borrow[bar] }
  }

  /// What a bar costs.
  struct Costs {
    /// Basis points a turnover: fees and slippage, the one cost model there is.
    var bps: Double
    /// What a short costs a bar, as a share.
    var borrow: Double
  }

  let symbols: [String]
  let features: [FeatureTable]
  let windows: [Range<Int>]
  let strategies: [Strategy]
  /// Every time at which any symbol has a bar, ascending.
  let time: [Int64]
  /// Strategy by strategy, in each the symbols in their order.
  private(set) var series: [Series]
  /// The same per time, summed over everything.
  private(set) var net: [Double]
  private(set) var gross: [Double]
  private(set) var carry: [Double]
  private(set) var turnover: [Double]

  init(
    symbols: [String], features: [FeatureTable], windows: [Range<Int>], strategies: [Strategy],
    costs: Costs, allocator: Allocator = Allocator()
  ) {
    self.symbols = symbols
    self.features = features
    self.windows = windows
    self.strategies = strategies
    time = Self.union(features, windows)
    net = [Double](repeating: 0, count: time.count)
    (gross, carry, turnover) = (net, net, net)
    series = strategies.flatMap { _ in
      windows.map { window in
        let none = [Double](repeating: 0, count: window.count)
        return Series(
          position: none, requested: none, gross: none, cost: none, funding: none, borrow: none,
          turnover: none)
      }
    }
    play(costs, allocator)
  }

  private mutating func play(_ costs: Costs, _ allocator: Allocator) {
    let returns = features.map { $0["ret_1"] }
    let due = features.map { $0["funding_due"] }
    var cursor = [Int](repeating: 0, count: symbols.count)
    let slots = strategies.count * symbols.count
    var held = [Double](repeating: 0, count: slots)
    var asked = held
    for (moment, now) in time.enumerated() {
      for slot in 0..<slots { asked[slot] = held[slot] }
      for symbol in symbols.indices {
        guard isHere(symbol, cursor[symbol], now) else { continue }
        for (place, strategy) in strategies.enumerated() {
          let position = strategy.runs[symbol]?.positions[cursor[symbol]] ?? 0
          asked[place * symbols.count + symbol] = Double(position) * strategy.scale
        }
      }
      let wanted = asked
      allocator.allocate(
        &asked, held: held, strategies: strategies.count, symbols: symbols.count)
      for symbol in symbols.indices {
        let bar = cursor[symbol]
        guard isHere(symbol, bar, now) else { continue }
        let index = windows[symbol].lowerBound + bar
        let change = bar == 0 ? 0 : returns[symbol][index]
        for place in strategies.indices {
          let slot = place * symbols.count + symbol
          let before = held[slot]
          let turned = abs(asked[slot] - before)
          let gain = change == change ? before * change : 0
          let cost = turned * costs.bps / 10_000
          let paid = bar == 0 ? 0 : -before * due[symbol][index]
          let borrowed = max(0, -before) * costs.borrow
          series[slot].position[bar] = asked[slot]
          series[slot].requested[bar] = wanted[slot]
          series[slot].gross[bar] = gain
          series[slot].cost[bar] = cost
          series[slot].funding[bar] = paid
          series[slot].borrow[bar] = borrowed
          series[slot].turnover[bar] = turned
          gross[moment] += gain
          carry[moment] += paid - borrowed
          turnover[moment] += turned
          net[moment] += gain - cost + paid - borrowed
          held[slot] = asked[slot]
        }
        cursor[symbol] += 1
      }
    }
  }

  private func isHere(_ symbol: Int, _ bar: Int, _ now: Int64) -> Bool {
    bar < windows[symbol].count && features[symbol].time[windows[symbol].lowerBound + bar] == now
  }

  private static func union(_ features: [FeatureTable], _ windows: [Range<Int>]) -> [Int64] {
    var all: [Int64] = []
    for (table, window) in zip(features, windows) { all += table.time[window] }
    all.sort()
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }
}
