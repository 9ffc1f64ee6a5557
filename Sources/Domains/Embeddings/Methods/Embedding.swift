import Codecs
import Numerics

/// What a method found: where the cells lie, and what the dimensions are made of.
struct Embedding {
  /// A row for each cell, a column for each dimension.
  var scores: Matrix
  /// A row for each gene, a column for each dimension.
  var loadings: Matrix
  /// What else the method says of itself.
  var extras: ValueMap

  /// How many dimensions there are.
  var count: Int { loadings.columns }

  /// Turns every dimension so that its largest loading, the first of equals, is positive.
  mutating func fixSigns() {
    for column in 0..<count {
      var largest = 0.0
      for row in 0..<loadings.rows where abs(loadings[row, column]) > abs(largest) {
        largest = loadings[row, column]
      }
      guard largest < 0 else { continue }
      for row in 0..<loadings.rows { loadings[row, column].negate() }
      for row in 0..<scores.rows { scores[row, column].negate() }
    }
  }

  /// Puts the dimensions in another order.
  mutating func reorder(_ order: [Int]) {
    scores = scores.columns(order)
    loadings = loadings.columns(order)
  }
}

extension Matrix {
  /// The sum of squares of each column.
  var columnSquares: [Double] {
    (0..<columns).map { column in
      values[column * rows..<(column + 1) * rows].reduce(0) { $0 + $1 * $1 }
    }
  }

  /// The variance of each column, with n - 1 in the denominator.
  var columnVariances: [Double] {
    (0..<columns).map { column in
      let values = values[column * rows..<(column + 1) * rows]
      let mean = values.reduce(0, +) / Double(rows)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(rows - 1, 1))
    }
  }

  /// Multiplies each column by a number.
  mutating func scaleColumns(_ factors: [Double]) {
    for column in 0..<columns {
      for index in column * rows..<(column + 1) * rows { values[index] *= factors[column] }
    }
  }

  /// Standard normal numbers, keyed by seed and purpose.
  static func normal(rows: Int, columns: Int, seed: Int64, _ purpose: String) -> Matrix {
    let draw = Draw(seed: seed, purpose)
    var matrix = Matrix(rows: rows, columns: columns)
    for column in 0..<columns {
      for row in 0..<rows {
        let share = max(draw.uniform(i: UInt32(row), j: UInt32(column)), 0x1p-54)
        matrix[row, column] = Normal.quantile(share).value ?? 0
      }
    }
    return matrix
  }
}

extension Value {
  /// A list of numbers.
  static func numbers(_ values: some Sequence<Double>) -> Value {
    .array(values.map { .double($0) })
  }
}
