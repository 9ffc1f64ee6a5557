import COpenBLAS

extension LinearAlgebra {
  /// Eigenvalues in ascending order, and eigenvectors as columns in that order.
  public typealias Eigen = (values: [Double], vectors: Matrix)

  /// The eigenpairs of a symmetric matrix, of which only the upper triangle is read (LAPACK
  /// dsyevd).
  ///
  /// The sign of a vector is the library's: fix it before comparing.
  public func symmetricEigen(_ matrix: Matrix) throws(LinearAlgebraError) -> Eigen {
    let size = Int32(Self.squareSize(matrix))
    var vectors = matrix
    var values = [Double](repeating: 0, count: matrix.rows)
    guard size > 0 else { return (values, vectors) }
    var work = [0.0]
    var counts: [Int32] = [0]
    unsafe rl_dsyevd(size, &vectors.values, size, &values, &work, -1, &counts, -1)
    let workCount = Int32(work[0])
    let countsCount = counts[0]
    work = [Double](repeating: 0, count: Int(workCount))
    counts = [Int32](repeating: 0, count: Int(countsCount))
    let info = unsafe rl_dsyevd(
      size, &vectors.values, size, &values, &work, workCount, &counts, countsCount)
    guard info == 0 else { throw Self.unconverged("eigenvalues", matrix) }
    return (values, vectors)
  }

  /// The `count` largest eigenvalues of a symmetric matrix, ascending, with their vectors (LAPACK
  /// dsyevr); much less work than all of them.
  public func largestEigen(
    _ matrix: Matrix, _ count: Int
  ) throws(LinearAlgebraError) -> Eigen {
    let size = Int32(Self.squareSize(matrix))
    precondition(count > 0 && count <= matrix.rows, "a matrix has as many eigenvalues as rows")
    var lost = matrix.values
    var vectors = Matrix(rows: matrix.rows, columns: count)
    var values = [Double](repeating: 0, count: matrix.rows)
    var support = [Int32](repeating: 0, count: 2 * count)
    var found: Int32 = 0
    var work = [0.0]
    var counts: [Int32] = [0]
    let first = size - Int32(count) + 1
    unsafe rl_dsyevr(
      size, &lost, size, first, size, &found, &values, &vectors.values, size, &support, &work, -1,
      &counts, -1)
    let workCount = Int32(work[0])
    let countsCount = counts[0]
    work = [Double](repeating: 0, count: Int(workCount))
    counts = [Int32](repeating: 0, count: Int(countsCount))
    let info = unsafe rl_dsyevr(
      size, &lost, size, first, size, &found, &values, &vectors.values, size, &support, &work,
      workCount, &counts, countsCount)
    guard info == 0, found == Int32(count) else { throw Self.unconverged("eigenvalues", matrix) }
    return (Array(values.prefix(count)), vectors)
  }

  /// The thin singular value decomposition `left * diagonal(values) * right'` with values in
  /// descending order and vectors as columns (LAPACK dgesdd).
  public func singularValues(
    _ matrix: Matrix
  ) throws(LinearAlgebraError) -> (left: Matrix, values: [Double], right: Matrix) {
    let rows = Int32(matrix.rows)
    let columns = Int32(matrix.columns)
    let rank = min(matrix.rows, matrix.columns)
    var left = Matrix(rows: matrix.rows, columns: rank)
    var transposed = Matrix(rows: rank, columns: matrix.columns)
    var values = [Double](repeating: 0, count: rank)
    guard rank > 0 else { return (left, values, transposed.transposed) }
    var lost = matrix.values
    var counts = [Int32](repeating: 0, count: 8 * rank)
    var work = [0.0]
    unsafe rl_dgesdd(
      rows, columns, &lost, rows, &values, &left.values, rows, &transposed.values, Int32(rank),
      &work, -1, &counts)
    let workCount = Int32(work[0])
    work = [Double](repeating: 0, count: Int(workCount))
    let info = unsafe rl_dgesdd(
      rows, columns, &lost, rows, &values, &left.values, rows, &transposed.values, Int32(rank),
      &work, workCount, &counts)
    guard info == 0 else { throw Self.unconverged("singular values", matrix) }
    return (left, values, transposed.transposed)
  }

  /// An orthonormal basis of the columns of a matrix with at least as many rows as columns: the
  /// thin Q of its QR decomposition (LAPACK dgeqrf and dorgqr).
  public func orthonormalBasis(_ matrix: Matrix) throws(LinearAlgebraError) -> Matrix {
    precondition(matrix.rows >= matrix.columns, "there are more columns than dimensions")
    let rows = Int32(matrix.rows)
    let columns = Int32(matrix.columns)
    var basis = matrix
    guard columns > 0 else { return basis }
    var tau = [Double](repeating: 0, count: matrix.columns)
    var work = [0.0]
    unsafe rl_dgeqrf(rows, columns, &basis.values, rows, &tau, &work, -1)
    let workCount = Int32(work[0])
    work = [Double](repeating: 0, count: Int(workCount))
    guard unsafe rl_dgeqrf(rows, columns, &basis.values, rows, &tau, &work, workCount) == 0,
      unsafe rl_dorgqr(rows, columns, columns, &basis.values, rows, tau, &work, workCount) == 0
    else { throw Self.unconverged("an orthonormal basis", matrix) }
    return basis
  }

  /// The solution `x` of `matrix * x = right` for a symmetric positive definite matrix, of which
  /// only the upper triangle is read (LAPACK dpotrf and dpotrs).
  public func solve(
    positiveDefinite matrix: Matrix, _ right: Matrix
  ) throws(LinearAlgebraError) -> Matrix {
    let size = Int32(Self.squareSize(matrix))
    precondition(right.rows == matrix.rows, "the right side does not fit")
    var factor = matrix.values
    var solution = right
    guard size > 0, right.columns > 0 else { return solution }
    let info = unsafe rl_dpotrf(size, &factor, size)
    guard info == 0 else {
      throw LinearAlgebraError(
        .notPositiveDefinite,
        "a matrix of \(matrix.rows) rows is not positive definite (minor \(info))")
    }
    unsafe rl_dpotrs(size, Int32(right.columns), factor, size, &solution.values, size)
    return solution
  }

  private static func squareSize(_ matrix: Matrix) -> Int {
    precondition(matrix.rows == matrix.columns, "the matrix is not square")
    return matrix.rows
  }

  private static func unconverged(_ what: String, _ matrix: Matrix) -> LinearAlgebraError {
    LinearAlgebraError(
      .notConverged,
      "no \(what) of a matrix of \(matrix.rows) by \(matrix.columns): is every value finite")
  }
}
