import Numerics

/// A rotation of factors towards a simple structure.
struct Rotation {
  /// Which structure is sought.
  enum Criterion: String {
    /// Orthogonal: the variance of squared loadings is largest (Kaiser 1958).
    case varimax
    /// Oblique: towards the fourth power of the varimax loadings (Hendrickson and White 1964).
    case promax
  }

  /// The matrix `R` of `loadings * R`.
  let matrix: Matrix
  /// The correlations of the rotated factors.
  let correlations: Matrix

  /// Finds the rotation of loadings.
  init(
    _ criterion: Criterion, _ loadings: Matrix, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) {
    let orthogonal = try Self.varimax(loadings, algebra)
    guard criterion == .promax else {
      matrix = orthogonal
      correlations = .identity(loadings.columns)
      return
    }
    let rotated = algebra.product(loadings, orthogonal)
    var target = rotated
    for index in target.values.indices {
      let value = target.values[index]
      target.values[index] = value * abs(value * value * value)
    }
    // Least squares, then columns scaled so that the factors have variance one.
    var oblique = try algebra.solve(
      positiveDefinite: algebra.gram(rotated),
      algebra.product(rotated, target, transposeLeft: true))
    let inverse = try algebra.solve(
      positiveDefinite: algebra.gram(oblique), .identity(loadings.columns))
    oblique.scaleColumns((0..<loadings.columns).map { inverse[$0, $0].squareRoot() })
    matrix = algebra.product(orthogonal, oblique)
    correlations = try algebra.solve(
      positiveDefinite: algebra.gram(matrix), .identity(loadings.columns))
  }

  /// The orthogonal rotation with Kaiser's normalisation, until the criterion changes by less than
  /// 1e-6 of itself.
  private static func varimax(
    _ loadings: Matrix, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> Matrix {
    var normal = loadings
    for row in 0..<normal.rows {
      let length = normal.row(row).reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { continue }
      for column in 0..<normal.columns { normal[row, column] /= length }
    }
    var rotation = Matrix.identity(loadings.columns)
    var criterion = 0.0
    for _ in 0..<1000 {
      let rotated = algebra.product(normal, rotation)
      let squares = rotated.columnSquares
      var target = rotated
      for column in 0..<target.columns {
        let share = squares[column] / Double(target.rows)
        for row in 0..<target.rows {
          let value = rotated[row, column]
          target[row, column] = value * value * value - value * share
        }
      }
      let parts = try algebra.singularValues(
        algebra.product(normal, target, transposeLeft: true))
      rotation = algebra.product(parts.left, parts.right, transposeRight: true)
      let next = parts.values.reduce(0, +)
      guard next > criterion * (1 + 1e-6) else { break }
      criterion = next
    }
    return rotation
  }
}
