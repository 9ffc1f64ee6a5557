/// Linear systems with a symmetric, positive matrix, given by its lower half.
public enum Cholesky {
  /// The solution, or nil when the matrix is not positive.
  public static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double]? {
    guard let factor = factor(matrix) else { return nil }
    var solution = right
    for row in right.indices {
      for column in 0..<row { solution[row] -= factor[row][column] * solution[column] }
      solution[row] /= factor[row][row]
    }
    for row in right.indices.reversed() {
      for below in (row + 1)..<max(row + 1, right.count) {
        solution[row] -= factor[below][row] * solution[below]
      }
      solution[row] /= factor[row][row]
    }
    return solution
  }

  /// The lower triangle whose product with its transpose is the matrix, or nil when it is not
  /// positive.
  public static func factor(_ matrix: [[Double]]) -> [[Double]]? {
    let count = matrix.count
    var factor = [[Double]](repeating: [Double](repeating: 0, count: count), count: count)
    for row in 0..<count {
      for column in 0...row {
        var value = matrix[row][column]
        for inner in 0..<column { value -= factor[row][inner] * factor[column][inner] }
        if row == column {
          guard value > 1e-12 * abs(matrix[row][row]), value.isFinite else { return nil }
          factor[row][row] = value.squareRoot()
        } else {
          factor[row][column] = value / factor[column][column]
        }
      }
    }
    return factor
  }
}
