import Numerics

/// Each column of a matrix as standard scores: its mean taken off, divided by the standard
/// deviation that has n in the denominator; a constant column becomes zeros.
///
/// Scores are made when they are asked for, and for some rows at a time: a large matrix is held
/// once.
struct StandardScores {
  private let matrix: Matrix
  private let means: [Double]
  private let factors: [Double]
  /// The largest magnitude of a score.
  let largest: Double

  init(_ matrix: Matrix) {
    self.matrix = matrix
    let count = Double(matrix.rows)
    var (means, factors, largest) = ([Double](), [Double](), 0.0)
    for column in 0..<matrix.columns {
      let range = column * matrix.rows..<(column + 1) * matrix.rows
      let mean = matrix.values[range].reduce(0, +) / count
      let squares = matrix.values[range].reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let factor = squares > 0 ? 1 / (squares / count).squareRoot() : 0
      means.append(mean)
      factors.append(factor)
      largest = matrix.values[range].reduce(largest) { max($0, abs($1 - mean) * factor) }
    }
    (self.means, self.factors, self.largest) = (means, factors, largest)
  }

  var rows: Int { matrix.rows }
  var columns: Int { matrix.columns }

  /// All scores.
  var all: Matrix { self[0..<matrix.rows] }

  /// The scores of some rows.
  subscript(range: Range<Int>) -> Matrix {
    var result = Matrix(rows: range.count, columns: matrix.columns)
    for column in 0..<matrix.columns {
      let (from, to) = (column * matrix.rows + range.lowerBound, column * range.count)
      let (mean, factor) = (means[column], factors[column])
      for row in 0..<range.count {
        result.values[to + row] = (matrix.values[from + row] - mean) * factor
      }
    }
    return result
  }

  /// The rows in blocks of a few thousand.
  var blocks: [Range<Int>] {
    stride(from: 0, to: rows, by: 2048).map { $0..<min($0 + 2048, rows) }
  }
}
