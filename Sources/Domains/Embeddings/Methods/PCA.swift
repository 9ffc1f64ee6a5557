import Codecs
import Numerics

/// Principal components of a matrix whose columns have mean 0.
enum PCA {
  /// All components, of which the largest `count` are kept, from the eigenvalues of the smaller of
  /// the two products of the matrix with itself.
  static func exact(
    _ data: StandardScores, count: Int, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> Embedding {
    guard data.rows >= data.columns else {
      let wide = data.all
      let found = try Self.largest(algebra.gram(wide, ofRows: true), count, algebra)
      var vectors = algebra.product(wide, found.vectors, transposeLeft: true)
      vectors.scaleColumns(vectors.columnSquares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 })
      return embedding(
        algebra.product(wide, vectors), vectors, found.singular, total: found.total)
    }
    var gram = Matrix(rows: data.columns, columns: data.columns)
    for rows in data.blocks {
      let part = algebra.gram(data[rows])
      for index in gram.values.indices { gram.values[index] += part.values[index] }
    }
    let found = try largest(gram, count, algebra)
    var scores = Matrix(rows: data.rows, columns: count)
    for rows in data.blocks {
      let part = algebra.product(data[rows], found.vectors)
      for column in 0..<count {
        for row in rows { scores[row, column] = part[row - rows.lowerBound, column] }
      }
    }
    return embedding(scores, found.vectors, found.singular, total: found.total)
  }

  /// The largest eigenvalues of a product of a matrix with itself, descending, as the matrix's
  /// singular values, with their vectors; and the sum of all eigenvalues.
  private static func largest(
    _ gram: Matrix, _ count: Int, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> (vectors: Matrix, singular: [Double], total: Double) {
    let found = try algebra.largestEigen(gram, count)
    let order = Array((0..<count).reversed())
    return (
      found.vectors.columns(order), order.map { max(found.values[$0], 0).squareRoot() },
      (0..<gram.rows).reduce(0) { $0 + gram[$1, $1] }
    )
  }

  /// Components by a random range of `count + 10` dimensions and seven power iterations (Halko,
  /// Martinsson and Tropp, "Finding structure with randomness", 2011).
  static func randomised(
    _ data: Matrix, count: Int, seed: Int64, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> Embedding {
    let size = min(count + 10, min(data.rows, data.columns))
    let start = Matrix.normal(rows: data.columns, columns: size, seed: seed, "pca/range")
    var range = try algebra.orthonormalBasis(algebra.product(data, start))
    let powers = Double(count) < 0.1 * Double(min(data.rows, data.columns)) ? 7 : 4
    for _ in 0..<powers {
      let back = try algebra.orthonormalBasis(
        algebra.product(data, range, transposeLeft: true))
      range = try algebra.orthonormalBasis(algebra.product(data, back))
    }
    let small = try algebra.singularValues(
      algebra.product(data, range, transposeLeft: true))
    let vectors = small.left.columns(Array(0..<count))
    return embedding(
      algebra.product(data, vectors), vectors, Array(small.values.prefix(count)),
      total: data.values.reduce(0) { $0 + $1 * $1 })
  }

  private static func embedding(
    _ scores: Matrix, _ vectors: Matrix, _ singular: [Double], total: Double
  ) -> Embedding {
    let degrees = Double(scores.rows - 1)
    var embedding = Embedding(
      scores: scores, loadings: vectors,
      extras: [
        "explained_variance": .numbers(singular.map { $0 * $0 / degrees }),
        "explained_variance_ratio": .numbers(singular.map { $0 * $0 / total }),
        "singular_values": .numbers(singular), "total_variance": .double(total / degrees),
      ])
    embedding.fixSigns()
    return embedding
  }
}
