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

    /// Whether a bar neither earned nor cost anything.
    func isIdle(_ bar: Int) -> Bool {
      gross[bar] == 0 && cost[bar] == 0 && funding[bar] == 0 && borrow[bar] == 0
    }
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
    let moments = hold(allocator)
    // Symbol by symbol and in each strategy by strategy: sums are taken in this order.
    for symbol in symbols.indices {
      for place in strategies.indices { earn(place, symbol, moments[symbol], costs) }
    }
  }

  /// What is asked for and what of it is held, moment by moment; gives the moment of every bar of
  /// every symbol.
  private mutating func hold(_ allocator: Allocator) -> [[Int]] {
    let slots = strategies.count * symbols.count
    let times = zip(features, windows).map { Array($0.time[$1]) }
    let sides = strategies.flatMap { strategy in strategy.runs.map { $0?.positions ?? [] } }
    let scales = strategies.map(\.scale)
    // All slots' bars in one column: what is written at every moment is not nested.
    var first = [0]
    for slot in 0..<slots { first.append(first[slot] + windows[slot % symbols.count].count) }
    var positions = [Double](repeating: 0, count: first[slots])
    var requested = positions
    var moments = times.map { [Int](repeating: 0, count: $0.count) }
    var cursor = [Int](repeating: 0, count: symbols.count)
    var held = [Double](repeating: 0, count: slots)
    var asked = held
    var here: [Int] = []
    for (moment, now) in time.enumerated() {
      for slot in 0..<slots { asked[slot] = held[slot] }
      here.removeAll(keepingCapacity: true)
      for symbol in symbols.indices {
        let bar = cursor[symbol]
        guard bar < times[symbol].count, times[symbol][bar] == now else { continue }
        here.append(symbol)
        moments[symbol][bar] = moment
        for place in scales.indices {
          let slot = place * symbols.count + symbol
          asked[slot] = sides[slot].isEmpty ? 0 : Double(sides[slot][bar]) * scales[place]
          requested[first[slot] + bar] = asked[slot]
        }
      }
      allocator.allocate(
        &asked, held: held, strategies: scales.count, symbols: symbols.count)
      for symbol in here {
        for place in scales.indices {
          let slot = place * symbols.count + symbol
          held[slot] = asked[slot]
          positions[first[slot] + cursor[symbol]] = asked[slot]
        }
        cursor[symbol] += 1
      }
    }
    for slot in 0..<slots {
      series[slot].position = Array(positions[first[slot]..<first[slot + 1]])
      series[slot].requested = Array(requested[first[slot]..<first[slot + 1]])
    }
    return moments
  }

  /// What one strategy earned and paid with one symbol, bar by bar, by what it held.
  private mutating func earn(_ place: Int, _ symbol: Int, _ moments: [Int], _ costs: Costs) {
    let slot = place * symbols.count + symbol
    let (returns, due) = (features[symbol]["ret_1"], features[symbol]["funding_due"])
    let (held, start) = (series[slot].position, windows[symbol].lowerBound)
    var own = series[slot]
    var before = 0.0
    for bar in held.indices {
      let change = bar == 0 ? 0 : returns[start + bar]
      let turned = abs(held[bar] - before)
      let gain = change == change ? before * change : 0
      let cost = turned * costs.bps / 10_000
      let paid = bar == 0 ? 0 : -before * due[start + bar]
      let borrowed = max(0, -before) * costs.borrow
      own.gross[bar] = gain
      own.cost[bar] = cost
      own.funding[bar] = paid
      own.borrow[bar] = borrowed
      own.turnover[bar] = turned
      gross[moments[bar]] += gain
      carry[moments[bar]] += paid - borrowed
      turnover[moments[bar]] += turned
      net[moments[bar]] += gain - cost + paid - borrowed
      before = held[bar]
    }
    series[slot] = own
  }

  private static func union(_ features: [FeatureTable], _ windows: [Range<Int>]) -> [Int64] {
    var all: [Int64] = []
    for (table, window) in zip(features, windows) { all += table.time[window] }
    all.sort()
    return all.indices.filter { $0 == 0 || all[$0] != all[$0 - 1] }.map { all[$0] }
  }
}
