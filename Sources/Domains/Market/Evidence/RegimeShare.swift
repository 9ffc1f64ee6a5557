/// How profit and loss are spread over calm and restless times.
struct RegimeShare: Equatable {
  /// The shares of calm, middling and restless bars.
  let low: Double
  let mid: Double
  let high: Double

  /// The largest share; 1 where there is nothing to share.
  var largest: Double { low + mid + high > 0 ? max(low, mid, high) : 1 }

  /// Whether no regime has more than `most`; nothing at all is not consistent.
  func isConsistent(_ most: Double) -> Bool { low + mid + high > 0 && largest <= most }

  /// Bars are ranked by the mean size of the last 96 gross results, and cut into thirds.
  ///
  /// The mean needs 8 bars, those before count as calmest; ties stay in their order.
  init(pnl: [Double], gross: [Double]) {
    let means = Rolling.mean(gross.map { abs($0) }, 96, least: 8)
    let proxy = means.map { $0.isFinite ? $0 : 0 }
    self.init(pnl: pnl, proxy: proxy)
  }

  /// Shares by a proxy of how restless each bar is.
  init(pnl: [Double], proxy: [Double]) {
    let order = proxy.indices.sorted { (proxy[$0], $0) < (proxy[$1], $1) }
    var sums = [0.0, 0, 0]
    let count = Double(order.count)
    for (rank, index) in order.enumerated() {
      // Equal bins of ranks 1 to n, the right edge belongs to the bin.
      let bin = Double(rank) <= (count - 1) / 3 ? 0 : Double(rank) <= (count - 1) * 2 / 3 ? 1 : 2
      sums[bin] += abs(pnl[index])
    }
    let total = sums.reduce(0, +)
    (low, mid, high) =
      total > 0 ? (sums[0] / total, sums[1] / total, sums[2] / total) : (0, 0, 0)
  }
}
