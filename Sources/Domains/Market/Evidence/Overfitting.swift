import Numerics
import StageKit

/// The probability of backtest overfitting by combinatorially symmetric cross-validation.
///
/// Bailey, Borwein, Lopez de Prado and Zhu (2015): time is cut into `blocks`; for every choice of
/// half of them the configuration that is best there is ranked among all on the other half.
struct Overfitting: Equatable {
  /// How many ways there are to choose half of the blocks.
  let splits: Int
  /// The share of splits whose best lies in the lower half outside: logit at most 0.
  let probability: Double
  let medianLogit: Double
  let meanLogit: Double
  /// The share of splits whose best loses outside.
  let lossShare: Double

  /// Judges a matrix, a row a bar and a column a configuration; one configuration alone is refused.
  init(_ rows: [[Double]], blocks: Int) throws(StageError) {
    let count = rows.first?.count ?? 0
    guard count >= 2 else {
      throw StageError(
        .refused, "the probability of overfitting needs several configurations, not \(count)")
    }
    guard blocks >= 2, blocks % 2 == 0, rows.count >= blocks * 2 else {
      throw StageError(
        .refused, "\(rows.count) bars cannot be cut into \(blocks) blocks of two bars or more")
    }
    let sums = Self.sums(rows, blocks: blocks, count: count)
    let total = Self.add(sums, Array(0..<blocks), count)
    var logits: [Double] = []
    var losses = 0
    var chosen = Array(0..<blocks / 2)
    repeat {
      let inside = Self.add(sums, chosen, count)
      let ratios = inside.map(\.sharpe)
      var best = 0
      for index in ratios.indices where ratios[index] > ratios[best] { best = index }
      let outside = inside.indices.map { total[$0].less(inside[$0]).sharpe }
      // Ties share the mean of their ranks, so that equal configurations are in the middle.
      let below = outside.count { $0 < outside[best] }
      let equal = outside.count { $0 == outside[best] }
      let rank = Double(below) + Double(equal + 1) / 2
      let share = rank / Double(count + 1)
      logits.append(Elementary.logarithm(share / (1 - share)))
      if outside[best] < 0 { losses += 1 }
    } while Self.advance(&chosen, of: blocks)
    splits = logits.count
    probability = Double(logits.count { $0 <= 0 }) / Double(logits.count)
    medianLogit = Quantile.of(logits, 0.5) ?? .nan
    meanLogit = Moment.mean(logits) ?? .nan
    lossShare = Double(losses) / Double(logits.count)
  }

  /// Sums from which a ratio follows.
  private struct Sums {
    var count = 0.0
    var sum = 0.0
    var squares = 0.0

    func less(_ other: Sums) -> Sums {
      Sums(count: count - other.count, sum: sum - other.sum, squares: squares - other.squares)
    }

    /// Mean over deviation (n - 1); 0 where nothing varies.
    var sharpe: Double {
      let mean = sum / count
      let variance = (squares - sum * mean) / (count - 1)
      return variance > 1e-30 ? mean / variance.squareRoot() : 0
    }
  }

  private static func sums(_ rows: [[Double]], blocks: Int, count: Int) -> [[Sums]] {
    (0..<blocks).map { block in
      let first = rows.count * block / blocks
      let last = rows.count * (block + 1) / blocks
      return (0..<count).map { column in
        var sums = Sums()
        for row in first..<last {
          let value = rows[row][column]
          sums.count += 1
          sums.sum += value
          sums.squares += value * value
        }
        return sums
      }
    }
  }

  private static func add(_ sums: [[Sums]], _ chosen: [Int], _ count: Int) -> [Sums] {
    var result = [Sums](repeating: Sums(), count: count)
    for block in chosen {
      for column in 0..<count {
        result[column].count += sums[block][column].count
        result[column].sum += sums[block][column].sum
        result[column].squares += sums[block][column].squares
      }
    }
    return result
  }

  /// The next choice in lexicographic order.
  private static func advance(_ chosen: inout [Int], of count: Int) -> Bool {
    var place = chosen.count - 1
    while place >= 0, chosen[place] == count - chosen.count + place { place -= 1 }
    guard place >= 0 else { return false }
    chosen[place] += 1
    for next in chosen.indices.dropFirst(place + 1) { chosen[next] = chosen[next - 1] + 1 }
    return true
  }
}
