import COpenBLAS

/// Matrix calculations by OpenBLAS, on one thread.
///
/// A value of this type says that the library is open: it is opened by the first one, so that a
/// program that multiplies nothing pays nothing. Results are equal to the bit within and across
/// runs on every x86-64 processor with AVX2 (the kernels are fixed to Haswell's) and the same
/// version of the library and of glibc; elsewhere they agree to rounding. Extents that do not fit
/// trap.
@safe
public struct LinearAlgebra: Sendable {
  /// Opens the library, unless it is open already.
  public init() throws(LinearAlgebraError) {
    guard let problem = unsafe rl_blas_load() else { return }
    throw LinearAlgebraError(.unavailable, unsafe String(cString: problem))
  }

  /// The kernels in use, such as `Haswell`.
  public var core: String { unsafe String(cString: rl_blas_core()) }

  /// The library's version and how it was built.
  public var configuration: String { unsafe String(cString: rl_blas_config()) }

  /// Everything that the bits of results depend on beside the processor: library, kernels and C
  /// library, with their versions.
  public var pins: String {
    let plain = configuration.split(separator: " ").joined(separator: " ")
    return unsafe "\(plain), \(core) in use, glibc \(String(cString: rl_libc_version()))"
  }

  // MARK: Products

  /// `left * right`, of either side's transpose where that is asked for.
  public func product(
    _ left: Matrix, _ right: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false
  ) -> Matrix {
    var result = Matrix(
      rows: transposeLeft ? left.columns : left.rows,
      columns: transposeRight ? right.rows : right.columns)
    multiply(
      left, right, transposeLeft: transposeLeft, transposeRight: transposeRight, into: &result)
    return result
  }

  /// `result = scale * left * right + keep * result`, without allocating.
  public func multiply(
    _ left: Matrix, _ right: Matrix, transposeLeft: Bool = false, transposeRight: Bool = false,
    into result: inout Matrix, scale: Double = 1, keep: Double = 0
  ) {
    let (rows, inner) =
      transposeLeft ? (left.columns, left.rows) : (left.rows, left.columns)
    let (other, columns) =
      transposeRight ? (right.columns, right.rows) : (right.rows, right.columns)
    precondition(inner == other, "the matrices do not fit together")
    precondition(result.rows == rows && result.columns == columns, "the result does not fit")
    guard rows > 0, columns > 0 else { return }
    unsafe rl_dgemm(
      Self.sign(transposeLeft), Self.sign(transposeRight), Int32(rows), Int32(columns),
      Int32(inner), scale, left.values, Int32(max(left.rows, 1)), right.values,
      Int32(max(right.rows, 1)), keep, &result.values, Int32(rows))
  }

  /// `matrix' * matrix`, or `matrix * matrix'` with `ofRows`; symmetric to the bit.
  public func gram(_ matrix: Matrix, ofRows: Bool = false) -> Matrix {
    let size = ofRows ? matrix.rows : matrix.columns
    let inner = ofRows ? matrix.columns : matrix.rows
    var result = Matrix(rows: size, columns: size)
    guard size > 0, inner > 0 else { return result }
    unsafe rl_dsyrk(
      Self.sign(!ofRows), Int32(size), Int32(inner), 1, matrix.values, Int32(matrix.rows), 0,
      &result.values, Int32(size))
    for column in 0..<size {
      for row in 0..<column {
        result.values[row * size + column] = result.values[column * size + row]
      }
    }
    return result
  }

  /// `result = scale * matrix * vector + keep * result`, of the transpose where that is asked for.
  public func multiply(
    _ matrix: Matrix, transposed: Bool = false, _ vector: [Double], into result: inout [Double],
    scale: Double = 1, keep: Double = 0
  ) {
    let (rows, columns) =
      transposed ? (matrix.columns, matrix.rows) : (matrix.rows, matrix.columns)
    precondition(vector.count == columns && result.count == rows, "the vectors do not fit")
    guard rows > 0 else { return }
    unsafe rl_dgemv(
      Self.sign(transposed), Int32(matrix.rows), Int32(matrix.columns), scale, matrix.values,
      Int32(max(matrix.rows, 1)), vector, keep, &result)
  }

  /// `result = scale * left * right + keep * result` in single precision, of arrays that hold their
  /// matrices row after row: `result` is `rows` by `columns`, and `inner` is what is summed over.
  ///
  /// With `transposeLeft` the left array holds `inner` rows of `rows` elements; with
  /// `transposeRight` the right one holds `columns` rows of `inner` elements.
  public func multiply(
    _ left: [Float], _ right: [Float], transposeLeft: Bool = false, transposeRight: Bool = false,
    into result: inout [Float], rows: Int, columns: Int, inner: Int,
    scale: Float = 1, keep: Float = 0
  ) {
    precondition(
      left.count == rows * inner && right.count == inner * columns
        && result.count == rows * columns, "the matrices do not fit together")
    guard rows > 0, columns > 0 else { return }
    // What is stored row after row is the transpose of what Fortran sees: C' = B' A'.
    unsafe rl_sgemm(
      Self.sign(transposeRight), Self.sign(transposeLeft), Int32(columns), Int32(rows),
      Int32(inner), scale, right, Int32(max(transposeRight ? inner : columns, 1)), left,
      Int32(max(transposeLeft ? rows : inner, 1)), keep, &result, Int32(columns))
  }

  private static func sign(_ transposed: Bool) -> CChar {
    CChar(transposed ? UInt8(ascii: "T") : UInt8(ascii: "N"))
  }
}
