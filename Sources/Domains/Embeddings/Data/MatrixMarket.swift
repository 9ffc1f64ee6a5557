import Numerics
import StageKit

/// The Matrix Market exchange format (NIST): `coordinate` or `array`, `real` or `integer` or
/// `pattern`, `general` or `symmetric`.
enum MatrixMarket {
  /// The most elements of a matrix that is held in memory: 8 bytes each.
  static let elementsMax = 1 << 29

  /// The matrix that a file's bytes hold; `name` is for messages.
  static func decode(_ bytes: [UInt8], name: String) throws(StageError) -> Matrix {
    var scanner = NumberScanner(bytes)
    let words = scanner.restOfLine().lowercased().split(separator: " ")
    try require(
      words.count == 5 && words[0] == "%%matrixmarket" && words[1] == "matrix",
      "'\(name)' is no Matrix Market file: its first line is not '%%MatrixMarket "
        + "matrix coordinate real general' or the like")
    let format = (shape: words[2], field: words[3], symmetry: words[4])
    try require(
      ["coordinate", "array"].contains(format.shape)
        && ["real", "double", "integer", "pattern"].contains(format.field)
        && ["general", "symmetric"].contains(format.symmetry),
      "'\(name)': '\(words[2...].joined(separator: " "))' is not read; a real, general "
        + "matrix is")
    while let byte = scanner.peek(), byte == UInt8(ascii: "%") { _ = scanner.restOfLine() }
    guard let rows = scanner.whole(), let columns = scanner.whole(), rows > 0, columns > 0,
      rows <= elementsMax / columns
    else {
      throw .invalid(
        "'\(name)': line \(scanner.line) is not the extents of a matrix of 1 to "
          + "\(elementsMax) elements")
    }
    var matrix = Matrix(rows: rows, columns: columns)
    if format.shape == "array" {
      try readArray(&scanner, into: &matrix, isSymmetric: format.symmetry == "symmetric", name)
    } else {
      try readEntries(
        &scanner, into: &matrix, isSymmetric: format.symmetry == "symmetric",
        isPattern: format.field == "pattern", name)
    }
    try require(scanner.peek() == nil, "'\(name)': line \(scanner.line) is one too many")
    return matrix
  }

  private static func readEntries(
    _ scanner: inout NumberScanner, into matrix: inout Matrix, isSymmetric: Bool, isPattern: Bool,
    _ name: String
  ) throws(StageError) {
    let count = try require(
      scanner.whole(), "'\(name)': line \(scanner.line) does not say how many entries")
    var isSet = [Bool](repeating: false, count: matrix.values.count)
    for _ in 0..<count {
      guard let row = scanner.whole(), let column = scanner.whole(),
        let value = isPattern ? 1 : scanner.number()
      else {
        throw .invalid(
          "'\(name)': line \(scanner.line) is no entry, or there are fewer than \(count)")
      }
      try require(
        row >= 1 && row <= matrix.rows && column >= 1 && column <= matrix.columns,
        "'\(name)': line \(scanner.line) is outside of the matrix")
      let place = (column - 1) * matrix.rows + row - 1
      try require(!isSet[place], "'\(name)': line \(scanner.line) repeats an entry")
      isSet[place] = true
      matrix.values[place] = value
      if isSymmetric, row != column { matrix[column - 1, row - 1] = value }
    }
  }

  private static func readArray(
    _ scanner: inout NumberScanner, into matrix: inout Matrix, isSymmetric: Bool, _ name: String
  ) throws(StageError) {
    for column in 0..<matrix.columns {
      for row in (isSymmetric ? column : 0)..<matrix.rows {
        let value = try require(
          scanner.number(), "'\(name)': line \(scanner.line) is no number, or there are too few")
        matrix[row, column] = value
        if isSymmetric { matrix[column, row] = value }
      }
    }
  }

  /// A matrix as `coordinate real general`, zeros left out, column after column.
  static func encode(_ matrix: Matrix) -> [UInt8] {
    var text = ""
    var count = 0
    for column in 0..<matrix.columns {
      for row in 0..<matrix.rows where matrix[row, column] != 0 {
        count += 1
        text += "\(row + 1) \(column + 1) \(matrix[row, column])\n"
      }
    }
    let head = "%%MatrixMarket matrix coordinate real general\n"
    return Array((head + "\(matrix.rows) \(matrix.columns) \(count)\n" + text).utf8)
  }
}
