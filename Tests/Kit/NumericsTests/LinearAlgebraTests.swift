import Numerics
import Testing

/// What the library gives is held against its definitions, and its bits against themselves.
@Suite struct LinearAlgebraTests {
  private let algebra: LinearAlgebra

  init() throws { algebra = try LinearAlgebra() }

  /// A matrix of keyed draws between -1 and 1.
  private func random(_ rows: Int, _ columns: Int, _ purpose: String) -> Matrix {
    let draw = Draw(seed: 7, purpose)
    var matrix = Matrix(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns {
        matrix[row, column] = 2 * draw.uniform(i: UInt32(row), j: UInt32(column)) - 1
      }
    }
    return matrix
  }

  private func distance(_ left: Matrix, _ right: Matrix) -> Double {
    precondition(left.rows == right.rows && left.columns == right.columns)
    return zip(left.values, right.values).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  /// The product by its definition.
  private func plain(_ left: Matrix, _ right: Matrix) -> Matrix {
    var result = Matrix(rows: left.rows, columns: right.columns)
    for row in 0..<left.rows {
      for column in 0..<right.columns {
        result[row, column] = (0..<left.columns).reduce(0) {
          $0 + left[row, $1] * right[$1, column]
        }
      }
    }
    return result
  }

  @Test func `rows and columns are where they belong`() {
    let matrix = Matrix([[1, 2, 3], [4, 5, 6]])
    #expect(matrix.values == [1, 4, 2, 5, 3, 6])
    #expect(matrix[1, 2] == 6)
    #expect(matrix.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.columns([2, 0]) == Matrix([[3, 1], [6, 4]]))
    #expect(matrix.rows([1, 1]) == Matrix([[4, 5, 6], [4, 5, 6]]))
    #expect(matrix.row(1) == [4, 5, 6] && matrix.column(1) == [2, 5])
    let large = random(70, 45, "transpose")
    #expect(large.transposed.transposed == large && large.transposed[44, 69] == large[69, 44])
  }

  @Test func `products are those of the definition, transposed or not`() {
    let left = random(37, 23, "left")
    let right = random(23, 29, "right")
    let expected = plain(left, right)
    #expect(distance(algebra.product(left, right), expected) < 1e-13)
    #expect(
      distance(algebra.product(left.transposed, right, transposeLeft: true), expected) < 1e-13)
    #expect(
      distance(
        algebra.product(left, right.transposed, transposeRight: true), expected) < 1e-13)
    var sum = expected
    algebra.multiply(left, right, into: &sum, scale: 2, keep: -1)
    #expect(distance(sum, expected) < 1e-12)
    let gram = algebra.gram(left)
    #expect(distance(gram, plain(left.transposed, left)) < 1e-13 && gram == gram.transposed)
    #expect(distance(algebra.gram(left, ofRows: true), plain(left, left.transposed)) < 1e-13)
    var image = [Double](repeating: 1, count: 37)
    algebra.multiply(left, right.column(0), into: &image, keep: 0)
    #expect(zip(image, expected.column(0)).allSatisfy { abs($0 - $1) < 1e-13 })
    var back = [Double](repeating: 0, count: 23)
    algebra.multiply(left, transposed: true, image, into: &back)
    #expect(abs(back[3] - (0..<37).reduce(0) { $0 + left[$1, 3] * image[$1] }) < 1e-12)
  }

  @Test func `single precision is row after row`() {
    let left: [Float] = [1, 2, 3, 4, 5, 6]
    let right: [Float] = [7, 8, 9, 10, 11, 12]
    var result = [Float](repeating: 0, count: 4)
    algebra.multiply(left, right, into: &result, rows: 2, columns: 2, inner: 3)
    #expect(result == [58, 64, 139, 154])
    algebra.multiply(
      [1, 4, 2, 5, 3, 6], [7, 9, 11, 8, 10, 12], transposeLeft: true, transposeRight: true,
      into: &result, rows: 2, columns: 2, inner: 3, keep: 1)
    #expect(result == [116, 128, 278, 308])
    var wide = [Float](repeating: 0, count: 3)
    algebra.multiply([2], [1, 2, 3], into: &wide, rows: 1, columns: 3, inner: 1)
    #expect(wide == [2, 4, 6])
  }

  @Test func `eigenpairs solve their equation`() throws {
    let matrix = algebra.gram(random(60, 41, "eigen"))
    let all = try algebra.symmetricEigen(matrix)
    #expect(all.values == all.values.sorted())
    var scaled = all.vectors
    for column in 0..<41 {
      for row in 0..<41 { scaled[row, column] *= all.values[column] }
    }
    #expect(distance(algebra.product(matrix, all.vectors), scaled) < 1e-11)
    #expect(distance(algebra.gram(all.vectors), .identity(41)) < 1e-13)
    let some = try algebra.largestEigen(matrix, 5)
    for (found, expected) in zip(some.values, all.values.suffix(5)) {
      #expect(abs(found - expected) < 1e-11)
    }
    let overlap = algebra.product(some.vectors, all.vectors.columns([40]), transposeLeft: true)
    #expect(abs(abs(overlap[4, 0]) - 1) < 1e-12)
  }

  @Test func `a matrix is the product of its singular vectors and values`() throws {
    for (rows, columns) in [(50, 20), (20, 50), (1, 1)] {
      let matrix = random(rows, columns, "svd")
      let parts = try algebra.singularValues(matrix)
      var left = parts.left
      for column in 0..<left.columns {
        for row in 0..<rows { left[row, column] *= parts.values[column] }
      }
      let again = algebra.product(left, parts.right, transposeRight: true)
      #expect(distance(again, matrix) < 1e-13)
      #expect(parts.values == parts.values.sorted(by: >))
    }
  }

  @Test func `a basis is orthonormal and spans the same space`() throws {
    let matrix = random(40, 12, "basis")
    let basis = try algebra.orthonormalBasis(matrix)
    #expect(distance(algebra.gram(basis), .identity(12)) < 1e-13)
    let inside = algebra.product(basis, matrix, transposeLeft: true)
    #expect(distance(algebra.product(basis, inside), matrix) < 1e-13)
  }

  @Test func `a positive definite system is solved, and another is refused`() throws {
    let matrix = algebra.gram(random(30, 10, "definite"))
    let right = random(10, 3, "right side")
    let solution = try algebra.solve(positiveDefinite: matrix, right)
    #expect(distance(algebra.product(matrix, solution), right) < 1e-11)
    var indefinite = matrix
    indefinite[4, 4] = -1
    #expect {
      try algebra.solve(positiveDefinite: indefinite, right)
    } throws: {
      ($0 as? LinearAlgebraError)?.kind == .notPositiveDefinite
    }
  }

  @Test func `what is not finite has no eigenvalues`() {
    var matrix = algebra.gram(random(8, 8, "nan"))
    matrix[2, 3] = .nan
    matrix[3, 2] = .nan
    let found = try? algebra.symmetricEigen(matrix)
    #expect(found?.values.allSatisfy(\.isFinite) != true)
  }

  @Test func `the kernels are Haswell's where the processor has AVX2, and repeat to the bit`() {
    #expect(algebra.configuration.contains("OpenBLAS"))
    let left = random(120, 90, "bits")
    let once = algebra.product(left, left, transposeRight: true)
    #expect(once == algebra.product(left, left, transposeRight: true))
    #if arch(x86_64)
      #expect(algebra.core == "Haswell")
    #endif
  }
}
