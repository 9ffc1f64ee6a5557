import Bytes
import Crypto
import Files
import Numerics
import StageKit

/// Matrices in files of NumPy.
enum MatrixFile {
  /// The matrix that a file's bytes hold; one dimension is a column.
  ///
  /// `name` is for messages.
  static func decode(_ bytes: [UInt8], name: String) throws(StageError) -> Matrix {
    let header = try NPYHeader(bytes, size: bytes.count, name: name)
    let layout = try MatrixLayout(header, name: name)
    var matrix = Matrix(rows: layout.rows, columns: layout.columns)
    layout.fill(&matrix, from: 0, bytes[header.start...])
    return matrix
  }

  /// The matrix in a file, and the digest of the file, which is read piece by piece: a large matrix
  /// is held once.
  static func read(_ path: String) throws(StageError) -> (matrix: Matrix, digest: Digest) {
    do {
      return try pieces(path)
    } catch let error as FileError {
      throw StageError(error)
    } catch let error as StageError {
      throw error
    } catch {
      throw .invalid("'\(path)': \(error)")
    }
  }

  private static func pieces(_ path: String) throws -> (matrix: Matrix, digest: Digest) {
    let pieces = try FilePieces(path)
    var hash = SHA256()
    let head = try pieces.next()
    hash.update(head)
    let header = try NPYHeader(head, size: pieces.size, name: path)
    let layout = try MatrixLayout(header, name: path)
    var matrix = Matrix(rows: layout.rows, columns: layout.columns)
    var left = head[header.start...]
    var filled = 0
    while true {
      let whole = min(left.count / header.width, layout.rows * layout.columns - filled)
      layout.fill(&matrix, from: filled, left.prefix(whole * header.width))
      filled += whole
      let piece = try pieces.next()
      if piece.isEmpty { break }
      hash.update(piece)
      left = left.dropFirst(whole * header.width) + piece
    }
    try require(filled == layout.rows * layout.columns, "'\(path)' was cut short while it was read")
    return (matrix, hash.finish())
  }

  /// A matrix as 64-bit floats, row after row.
  static func encode(_ matrix: Matrix) -> [UInt8] {
    NPY.encode(matrix.transposed.values, [matrix.rows, matrix.columns])
  }

  /// A matrix as 32-bit floats, row after row.
  static func encodeSingle(_ matrix: Matrix) -> [UInt8] {
    NPY.encode(matrix.transposed.values.lazy.map { Float($0) }, [matrix.rows, matrix.columns])
  }
}
