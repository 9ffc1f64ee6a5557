import Codecs
import StageKit

/// What the files of one split say of one strategy, after they were checked.
struct SplitEvidence {
  /// Per bar and symbol, in the order of the file.
  let symbols: [String]
  let time: [Int64]
  let position: [Double]
  let net: [Double]
  let gross: [Double]
  let cost: [Double]
  let funding: [Double]
  let borrow: [Double]

  /// Reads `strategy_returns_*.csv`; every column that is demanded has to be there and finite.
  init(_ table: CellTable) throws(StageError) {
    for name in EngineFiles.demanded where !table.has(name) {
      throw StageError(.refused, "'\(table.path)' has no column '\(name)'")
    }
    time = try table.times("timestamp")
    symbols = table.has("symbol") ? try table.texts("symbol") : time.map { _ in "ALL" }
    position = try table.numbers("pos")
    net = try table.numbers("pnl")
    gross = try table.numbers("gross_pnl")
    cost = try table.numbers("trading_cost")
    funding = try table.numbers("funding_pnl")
    borrow = try table.numbers("borrow_cost")
    for column in [position, net, gross, cost, funding, borrow] {
      guard let row = column.firstIndex(where: { !$0.isFinite }) else { continue }
      throw StageError(.refused, "'\(table.path)' line \(row + 2): a value is missing")
    }
  }

  /// Entries from flat, per symbol.
  var trades: Int {
    position.indices.count { row in
      guard position[row] != 0 else { return false }
      return row == 0 || symbols[row] != symbols[row - 1] || position[row - 1] == 0
    }
  }

  /// The sum of profit and loss.
  var total: Double { net.reduce(0, +) }

  /// The same with costs taken twice.
  var stressed: Double {
    net.indices.reduce(0) { $0 + gross[$1] - 2 * cost[$1] + funding[$1] - borrow[$1] }
  }

  /// Costs over gross results and costs.
  var costRatio: Double {
    let costs = cost.reduce(0, +)
    let moved = gross.reduce(0) { $0 + abs($1) }
    return moved + costs > 0 ? costs / (moved + costs) : .nan
  }

  /// Profit and loss per time, summed over symbols.
  var perTime: (time: [Int64], net: [Double], gross: [Double]) {
    let order = time.indices.sorted { (time[$0], $0) < (time[$1], $1) }
    var times: [Int64] = []
    var (nets, grosses): ([Double], [Double]) = ([], [])
    for row in order {
      if times.last != time[row] {
        times.append(time[row])
        nets.append(0)
        grosses.append(0)
      }
      nets[nets.count - 1] += net[row]
      grosses[grosses.count - 1] += gross[row]
    }
    return (times, nets, grosses)
  }

  /// The sum per symbol, in the order of names.
  var perSymbol: [(symbol: String, total: Double)] {
    var names = symbols.sorted()
    names = names.indices.filter { $0 == 0 || names[$0] != names[$0 - 1] }.map { names[$0] }
    return names.map { name in
      (name, symbols.indices.reduce(0) { symbols[$1] == name ? $0 + net[$1] : $0 })
    }
  }
}
