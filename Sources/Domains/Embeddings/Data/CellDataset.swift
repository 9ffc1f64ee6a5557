import Bytes
import Crypto
import Files
import Gzip
import Numerics
import StageKit

/// Cells by genes, with what is known of both.
struct CellDataset {
  /// The measurements: a row for each cell, a column for each gene.
  var matrix: Matrix
  /// The cells.
  var cells: CSVTable
  /// The genes.
  var genes: CSVTable
  /// SHA-256 over the digests of the three files.
  var digest: String
}

extension CellDataset {
  /// The largest file that is read, and the most that a packed one may hold, in bytes.
  static let sizeMax = 1 << 33

  /// Reads a matrix (`.mtx`, `.csv` or `.npy`, packed by gzip or not) with tables of its cells and
  /// genes.
  ///
  /// The matrix may stand either way: as many rows as there are cells and columns as genes, or the
  /// other way round; where both fit, rows are cells. A CSV matrix has the genes' names in its
  /// first line and the cells' in its first column, and needs no table of genes.
  static func read(
    matrix path: String, cells: String, genes: String?
  ) throws(StageError) -> CellDataset {
    let plain = path.hasSuffix(".gz") ? String(path.dropLast(3)) : path
    let form = PathName.fileExtension(plain)
    var bytes: [UInt8] = []
    var large: Matrix?
    var digests: String
    if form == "npy", plain == path {
      let read = try MatrixFile.read(path)
      (large, digests) = (read.matrix, read.digest.hex)
    } else {
      bytes = try contents(path)
      digests = SHA256.hash(bytes).hex
    }
    let cellBytes = try contents(cells)
    let table = try CSVTable(named: cellBytes, "'\(cells)'")
    digests += SHA256.hash(cellBytes).hex
    var geneTable: CSVTable?
    if let genes {
      let bytes = try contents(genes)
      digests += SHA256.hash(bytes).hex
      geneTable = try CSVTable(named: bytes, "'\(genes)'")
    }
    let matrix: Matrix
    switch form {
    case "mtx": matrix = try MatrixMarket.decode(bytes, name: path)
    case "npy":
      if let large { matrix = large } else { matrix = try MatrixFile.decode(bytes, name: path) }
    case "csv":
      let read = try Self.table(bytes, name: path)
      try require(
        read.cells == table.names, "the rows of '\(path)' are not those of '\(cells)', in order")
      matrix = read.matrix
      geneTable = geneTable ?? read.genes
    default:
      throw StageError.usage(
        "'\(path)' is no .mtx, .csv or .npy file, packed (.gz) or not; convert it first")
    }
    guard let geneTable else {
      throw StageError.usage("'\(path)' does not name its genes: give a table with --var")
    }
    return try CellDataset(
      matrix: oriented(matrix, cells: table, genes: geneTable, path), cells: table,
      genes: geneTable, digest: SHA256.hash(Array(digests.utf8)).hex)
  }

  /// Reads a directory with a matrix called `matrix`, and `obs.csv` and `var.csv`.
  static func read(directory: String) throws(StageError) -> CellDataset {
    let names = ["matrix.npy", "matrix.mtx", "matrix.mtx.gz", "matrix.csv", "matrix.csv.gz"]
    let matrix = try require(
      names.map({ PathName.join(directory, $0) }).first(where: FileSystem.exists),
      "'\(directory)' has no matrix: one of \(names.joined(separator: ", "))")
    let genes = PathName.join(directory, "var.csv")
    return try read(
      matrix: matrix, cells: PathName.join(directory, "obs.csv"),
      genes: FileSystem.exists(genes) ? genes : nil)
  }

  private static func oriented(
    _ matrix: Matrix, cells: CSVTable, genes: CSVTable, _ path: String
  ) throws(StageError) -> Matrix {
    if let bad = matrix.values.firstIndex(where: { !$0.isFinite }) {
      throw .invalid(
        "'\(path)' holds \(matrix.values[bad]) in row \(bad % matrix.rows + 1), column "
          + "\(bad / matrix.rows + 1); every value must be finite")
    }
    let (n, p) = (cells.rows.count, genes.rows.count)
    if matrix.rows == n, matrix.columns == p { return matrix }
    if matrix.rows == p, matrix.columns == n { return matrix.transposed }
    throw .invalid(
      "'\(path)' is \(matrix.rows) by \(matrix.columns), and the tables name \(n) cells "
        + "and \(p) genes")
  }

  /// A file's bytes, unpacked.
  static func contents(_ path: String) throws(StageError) -> [UInt8] {
    let bytes = try StageFiles.read(path, limit: sizeMax)
    guard Gzip.isPacked(bytes) else { return bytes }
    do throws(Gzip.Failure) {
      return try Gzip.unpack(bytes, limit: sizeMax)
    } catch {
      throw .invalid("'\(path)': \(error.description)")
    }
  }

  private static func table(
    _ bytes: [UInt8], name: String
  ) throws(StageError) -> (matrix: Matrix, cells: [String], genes: CSVTable) {
    let table = try CSVTable(named: bytes, "'\(name)'")
    let genes = Array(table.header.dropFirst())
    try require(!genes.isEmpty && !table.rows.isEmpty, "'\(name)' has no measurements")
    var matrix = Matrix(rows: table.rows.count, columns: genes.count)
    for (row, fields) in table.rows.enumerated() {
      for column in genes.indices {
        let value = try require(
          Double(fields[column + 1]),
          "'\(name)': '\(fields[column + 1])' of '\(genes[column])' in row "
            + "'\(fields[0])' is no number")
        matrix[row, column] = value
      }
    }
    return (matrix, table.names, CSVTable(["gene"], genes.map { [$0] }))
  }
}
