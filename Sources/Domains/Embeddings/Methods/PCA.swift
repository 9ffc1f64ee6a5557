import Codecs
import Numerics

/// Principal components of a matrix whose columns have mean 0.
enum PCA {
  /// All components, of which the largest `count` are kept, from the eigenvalues of the smaller of
  /// the two products of the matrix with itself.
  static func exact(
    _ data: Matrix, count: Int, _ algebra: LinearAlgebra
  ) throws(LinearAlgebraError) -> Embedding {
    let isTall = data.rows >= data.columns
    let gram = algebra.gram(data, ofRows: !isTall)
    let total = (0..<gram.rows).reduce(0) { $0 + gram[$1, $1] }
    let found = try algebra.largestEigen(gram, count)
    let order = Array((0..<count).reversed())
    let values = order.map { max(found.values[$0], 0) }
    var vectors = found.vectors.columns(order)
    if !isTall {
      vectors = algebra.product(data, vectors, transposeLeft: true)
      vectors.scaleColumns(vectors.columnSquares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 })
    }
    return embedding(data, vectors, values.map { $0.squareRoot() }, total: total, algebra)
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
    let total = data.values.reduce(0) { $0 + $1 * $1 }
    return embedding(
      data, small.left.columns(Array(0..<count)), Array(small.values.prefix(count)), total: total,
      algebra)
  }

  private static func embedding(
    _ data: Matrix, _ vectors: Matrix, _ singular: [Double], total: Double,
    _ algebra: LinearAlgebra
  ) -> Embedding {
    let degrees = Double(data.rows - 1)
    var embedding = Embedding(
      scores: algebra.product(data, vectors), loadings: vectors,
      extras: [
        "explained_variance": .numbers(singular.map { $0 * $0 / degrees }),
        "explained_variance_ratio": .numbers(singular.map { $0 * $0 / total }),
        "singular_values": .numbers(singular), "total_variance": .double(total / degrees),
      ])
    embedding.fixSigns()
    return embedding
  }
}
