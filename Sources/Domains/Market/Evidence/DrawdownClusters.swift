/// Runs of losing bars, how the losses gather in the worst of them, and the tail of drawdowns.
struct DrawdownClusters: Equatable {
  /// Bars of the longest run.
  let longest: Int
  /// The 95 per cent quantile of lengths; 0 without a run.
  let lengthQuantile: Double
  /// How many runs there are.
  let count: Int
  /// Losses of the worst runs over all losses; 0 without a loss.
  let concentration: Double
  /// The mean of the drawdowns at or below their lower quantile.
  let tail: Double

  init(_ pnl: [Double], top: Double, quantile: Double) {
    var lengths: [Int] = []
    var losses: [Double] = []
    var isOpen = false
    for value in pnl {
      if value < 0 {
        if !isOpen {
          lengths.append(0)
          losses.append(0)
        }
        lengths[lengths.count - 1] += 1
        losses[losses.count - 1] -= value
      }
      isOpen = value < 0
    }
    count = lengths.count
    longest = lengths.max() ?? 0
    lengthQuantile = Quantile.of(lengths.map { Double($0) }, 0.95) ?? 0
    let worst = losses.sorted(by: >).prefix(Int((top * Double(losses.count)).rounded(.up)))
    let total = losses.reduce(0, +)
    concentration = total > 0 ? worst.reduce(0, +) / total : 0
    let drawdowns = DrawdownCurve(pnl).values
    let bound = Quantile.of(drawdowns, quantile) ?? 0
    tail = Moment.mean(drawdowns.filter { $0 <= bound }) ?? 0
  }
}
