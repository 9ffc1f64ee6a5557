/// A matrix of doubles, column after column in memory, as LAPACK wants it.
///
/// Indices outside of it trap.
public struct Matrix: Equatable, Sendable {
  /// How many rows it has.
  public let rows: Int
  /// How many columns it has.
  public let columns: Int
  /// The elements, column after column: the element in row `i` and column `j` is `values[j * rows +
  /// i]`.
  public var values: [Double]

  /// A matrix with the same value everywhere.
  public init(rows: Int, columns: Int, repeating value: Double = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix has no negative extent")
    self.rows = rows
    self.columns = columns
    values = [Double](repeating: value, count: rows * columns)
  }

  /// A matrix from its elements, column after column; there are `rows * columns` of them.
  public init(rows: Int, columns: Int, columnMajor values: [Double]) {
    precondition(values.count == rows * columns, "a matrix has rows times columns elements")
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// A matrix from its elements, row after row; there are `rows * columns` of them.
  public init(rows: Int, columns: Int, rowMajor values: [Double]) {
    precondition(values.count == rows * columns, "a matrix has rows times columns elements")
    self = Matrix(rows: columns, columns: rows, columnMajor: values).transposed
  }

  /// A matrix from its rows, which are equally long.
  public init(_ rows: [[Double]]) {
    self.init(
      rows: rows.count, columns: rows.first?.count ?? 0, rowMajor: rows.flatMap { $0 })
  }

  /// The element in a row and a column.
  @inlinable
  public subscript(row: Int, column: Int) -> Double {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return values[column * rows + row]
    }
    set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      values[column * rows + row] = newValue
    }
  }

  /// A column's elements.
  public func column(_ index: Int) -> [Double] {
    Array(values[index * rows..<(index + 1) * rows])
  }

  /// A row's elements.
  public func row(_ index: Int) -> [Double] { (0..<columns).map { self[index, $0] } }

  /// The matrix of some columns, in the order in which they are named.
  public func columns(_ indices: [Int]) -> Matrix {
    var chosen: [Double] = []
    chosen.reserveCapacity(rows * indices.count)
    for index in indices { chosen += values[index * rows..<(index + 1) * rows] }
    return Matrix(rows: rows, columns: indices.count, columnMajor: chosen)
  }

  /// The matrix of some rows, in the order in which they are named.
  public func rows(_ indices: [Int]) -> Matrix {
    var chosen: [Double] = []
    chosen.reserveCapacity(columns * indices.count)
    for column in 0..<columns {
      for index in indices { chosen.append(self[index, column]) }
    }
    return Matrix(rows: indices.count, columns: columns, columnMajor: chosen)
  }

  /// The matrix with rows and columns exchanged.
  public var transposed: Matrix {
    let block = 32
    var result = [Double](repeating: 0, count: values.count)
    // Block by block, so that neither side leaves the cache.
    for top in stride(from: 0, to: rows, by: block) {
      for left in stride(from: 0, to: columns, by: block) {
        for column in left..<min(left + block, columns) {
          for row in top..<min(top + block, rows) {
            result[row * columns + column] = values[column * rows + row]
          }
        }
      }
    }
    return Matrix(rows: columns, columns: rows, columnMajor: result)
  }

  /// The matrix with one on its diagonal and zero elsewhere.
  public static func identity(_ size: Int) -> Matrix {
    var result = Matrix(rows: size, columns: size)
    for index in 0..<size { result[index, index] = 1 }
    return result
  }
}
