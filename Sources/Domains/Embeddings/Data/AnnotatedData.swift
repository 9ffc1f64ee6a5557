import Files
import HDF5
import Numerics
import StageKit

/// An annotated data file (`.h5ad`) in anndata's encoding: anndata 0.1.0, dataframe 0.2.0,
/// csr_matrix 0.1.0, array 0.2.0, string-array 0.2.0.
struct AnnotatedData {
  let data: PreparedData
  /// What each method found, by the method.
  var embeddings: [(method: Method, embedding: Embedding)] = []

  init(_ data: PreparedData, embeddings: [(method: Method, embedding: Embedding)] = []) {
    self.data = data
    self.embeddings = embeddings
  }

  /// Writes the file anew, with the directories above it.
  func write(_ path: String) throws(StageError) {
    do throws(FileError) {
      try FileSystem.makeDirectories(PathName.parent(path))
    } catch {
      throw StageError(error)
    }
    do throws(HDF5File.Failure) {
      let file = try HDF5File(creating: path)
      try fill(file)
      try file.close()
    } catch {
      throw StageError(.unavailable, error.description)
    }
  }

  private func fill(_ file: borrowing HDF5File) throws(HDF5File.Failure) {
    try Self.encoding(file, "/", "anndata", "0.1.0")
    try matrix(file, "/X")
    try table(file, "/obs", data.cells)
    try table(file, "/var", data.genes)
    for name in ["/layers", "/obsp", "/varp", "/obsm", "/varm", "/uns"] {
      try file.group(name)
      try Self.encoding(file, name, "dict", "0.1.0")
    }
    for (method, embedding) in embeddings {
      try array(file, "/obsm/\(method.embeddingName)", embedding.scores)
      try array(file, "/varm/\(method.rawValue.uppercased())_loadings", embedding.loadings)
    }
    try file.write("/uns/tag", data.tag)
    try Self.encoding(file, "/uns/tag", "string", "0.2.0")
  }

  /// The measurements as compressed rows.
  private func matrix(_ file: borrowing HDF5File, _ path: String) throws(HDF5File.Failure) {
    let matrix = data.selected
    var values: [Float] = []
    var columns: [Int32] = []
    var starts: [Int32] = [0]
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns where matrix[row, column] != 0 {
        values.append(Float(matrix[row, column]))
        columns.append(Int32(column))
      }
      starts.append(Int32(values.count))
    }
    try file.group(path)
    try Self.encoding(file, path, "csr_matrix", "0.1.0")
    try file.attribute(path, "shape", [Int64(matrix.rows), Int64(matrix.columns)])
    try file.write("\(path)/data", values)
    try file.write("\(path)/indices", columns)
    try file.write("\(path)/indptr", starts)
  }

  /// A table, the names being its index; columns of nothing but numbers are numbers.
  private func table(
    _ file: borrowing HDF5File, _ path: String, _ table: CSVTable
  ) throws(HDF5File.Failure) {
    let names = table.header.map {
      $0.contains("/") ? $0.split(separator: "/").joined(separator: "_") : $0
    }
    try file.group(path)
    try Self.encoding(file, path, "dataframe", "0.2.0")
    try file.attribute(path, "_index", names[0])
    try file.attribute(path, "column-order", Array(names.dropFirst()))
    for (index, name) in names.enumerated() {
      let column = table.rows.map { $0[index] }
      let numbers = column.compactMap { Double($0) }
      if index > 0, numbers.count == column.count {
        try file.write("\(path)/\(name)", numbers)
        try Self.encoding(file, "\(path)/\(name)", "array", "0.2.0")
      } else {
        try file.write("\(path)/\(name)", column)
        try Self.encoding(file, "\(path)/\(name)", "string-array", "0.2.0")
      }
    }
  }

  private func array(
    _ file: borrowing HDF5File, _ path: String, _ matrix: Matrix
  ) throws(HDF5File.Failure) {
    try file.write(
      path, matrix.transposed.values.map { Float($0) }, rows: matrix.rows, columns: matrix.columns)
    try Self.encoding(file, path, "array", "0.2.0")
  }

  private static func encoding(
    _ file: borrowing HDF5File, _ path: String, _ type: String, _ version: String
  ) throws(HDF5File.Failure) {
    try file.attribute(path, "encoding-type", type)
    try file.attribute(path, "encoding-version", version)
  }
}
