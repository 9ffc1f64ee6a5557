/// How far two groupings of the same things agree, whatever their groups are called.
public struct PartitionAgreement: Sendable {
  /// What mutual information is divided by.
  public enum Mean: Sendable {
    /// The mean of both entropies.
    case arithmetic
    /// The root of their product.
    case geometric
  }

  private let cells: [Double]
  private let rows: [Double]
  private let columns: [Double]
  private let count: Double

  /// The table of two groupings, whose groups are numbered from 0.
  public init?(_ first: [Int], _ second: [Int]) {
    guard first.count == second.count, !first.isEmpty,
      let low = (first + second).min(), low >= 0,
      let height = first.max(), let width = second.max()
    else { return nil }
    var cells = [Double](repeating: 0, count: (height + 1) * (width + 1))
    var rows = [Double](repeating: 0, count: height + 1)
    var columns = [Double](repeating: 0, count: width + 1)
    for (row, column) in zip(first, second) {
      cells[row * (width + 1) + column] += 1
      rows[row] += 1
      columns[column] += 1
    }
    self.cells = cells
    self.rows = rows
    self.columns = columns
    count = Double(first.count)
  }

  /// The adjusted Rand index (Hubert and Arabie, 1985): 1 for equal groupings, about 0 for chance.
  public var adjustedRandIndex: Double {
    func pairs(_ sizes: [Double]) -> Double {
      Summation.sum(sizes.lazy.map { $0 * ($0 - 1) / 2 })
    }
    let both = pairs(cells)
    let inRows = pairs(rows)
    let inColumns = pairs(columns)
    let all = count * (count - 1) / 2
    let expected = all > 0 ? inRows * inColumns / all : 0
    let largest = (inRows + inColumns) / 2
    // Two groupings that are both one group, or both single things, are the same.
    guard largest != expected else { return 1 }
    return (both - expected) / (largest - expected)
  }

  /// Mutual information over a mean of the entropies: 1 for equal groupings, 0 for independent
  /// ones.
  public func normalizedMutualInformation(_ mean: Mean = .arithmetic) -> Double {
    let first = entropy(rows)
    let second = entropy(columns)
    if first == 0, second == 0 { return 1 }
    let shared = first + second - entropy(cells)
    let divisor =
      switch mean {
      case .arithmetic: (first + second) / 2
      case .geometric: (first * second).squareRoot()
      }
    return divisor > 0 ? min(1, max(0, shared / divisor)) : 0
  }

  /// The entropy of a partition, in nats.
  private func entropy(_ sizes: [Double]) -> Double {
    -Summation.sum(
      sizes.lazy.map { size in
        size > 0 ? size / count * Elementary.logarithm(size / count) : 0
      })
  }
}
