import Numerics
import StageKit

/// Computes features again with nothing behind a bar, and counts those that come out otherwise.
enum LeakageCheck {
  /// Bars that are tried of every symbol.
  static let points = 6

  static func count(_ job: Job) throws(StageError) -> Int {
    let builder = FeatureBuilder(
      range: job.settings.whole("range_window"), median: job.settings.whole("median_window"),
      rank: job.settings.whole("rank_window"))
    let draw = Draw(seed: 7, "leakage")
    var leaks = 0
    for (ordinal, symbol) in try job.eligible().enumerated() {
      let bars = try Bars(symbol: symbol, job.table(job.paths.cleaned(symbol)))
      let features = try job.features(symbol)
      for point in 0..<points {
        let index = Int(
          draw.integer(below: UInt64(features.count), t: UInt32(ordinal), i: UInt32(point)))
        // Far enough back for every window, and nothing of what came after.
        let reach = builder.rank + builder.range + builder.median + 96
        let first = max(0, index - reach)
        let part = builder.features(bars.slice(first..<index + 1))
        for name in FeatureTable.names {
          let (whole, cut) = (features[name][index], part[name][index - first])
          let isSame =
            whole.isNaN ? cut.isNaN : abs(whole - cut) <= 1e-9 * max(1, abs(whole))
          if !isSame { leaks += 1 }
        }
      }
    }
    return leaks
  }
}

extension Bars {
  /// Some bars of these.
  func slice(_ range: Range<Int>) -> Bars {
    var part = Bars(symbol: symbol)
    part.time = Array(time[range])
    part.open = Array(open[range])
    part.high = Array(high[range])
    part.low = Array(low[range])
    part.close = Array(close[range])
    part.volume = Array(volume[range])
    part.quoteVolume = Array(quoteVolume[range])
    part.spread = Array(spread[range])
    part.funding = Array(funding[range])
    part.fundingDue = Array(fundingDue[range])
    part.spot = Array(spot[range])
    part.gap = Array(gap[range])
    return part
  }
}
