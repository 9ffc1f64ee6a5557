/// Cuts what strategies ask for to what may be held: proportionally, strategy first.
///
/// All caps are shares of the initial equity, in gross exposure.
struct Allocator: Sendable {
  /// The most of one strategy over its symbols.
  var strategyCap = 1.0
  /// The most of one symbol over strategies.
  var symbolCap = 1.0
  /// The most of all.
  var portfolioCap = 1.0
  /// The most that may be added in one bar.
  var newExposureCap = 1.0

  /// What is held of what is asked for, `strategies` rows of `symbols` each.
  func allocate(
    _ asked: inout [Double], held: [Double], strategies: Int, symbols: Int
  ) {
    // Far from every cap nothing is cut, to the last bit; one asks alone and needs no distance.
    var whole = 0.0
    for size in asked { whole += abs(size) }
    let least = min(strategyCap, symbolCap, portfolioCap, newExposureCap)
    if whole <= (asked.count == 1 ? least : least * (1 - 1e-9)) { return }
    for strategy in 0..<strategies {
      let row = strategy * symbols..<(strategy + 1) * symbols
      var gross = 0.0
      for index in row { gross += abs(asked[index]) }
      if gross > strategyCap { for index in row { asked[index] *= strategyCap / gross } }
    }
    var total = 0.0
    for symbol in 0..<symbols {
      var gross = 0.0
      for strategy in 0..<strategies { gross += abs(asked[strategy * symbols + symbol]) }
      if gross > symbolCap {
        for strategy in 0..<strategies {
          asked[strategy * symbols + symbol] *= symbolCap / gross
        }
      }
      total += min(gross, symbolCap)
    }
    if total > portfolioCap {
      for index in asked.indices { asked[index] *= portfolioCap / total }
    }
    var added = 0.0
    for index in asked.indices { added += max(0, abs(asked[index]) - abs(held[index])) }
    guard added > newExposureCap else { return }
    let share = newExposureCap / added
    for index in asked.indices where abs(asked[index]) > abs(held[index]) {
      let growth = abs(asked[index]) - abs(held[index])
      let size = abs(held[index]) + growth * share
      asked[index] = asked[index] < 0 ? -size : size
    }
  }
}
