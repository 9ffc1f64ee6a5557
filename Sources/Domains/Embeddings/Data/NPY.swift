import Bytes
import Crypto
import Files
import Numerics
import StageKit

/// NumPy's array format (NEP 1), versions 1 and 2: little-endian numbers in one or two dimensions.
enum NPY {
  /// The matrix that a file's bytes hold; one dimension is a column.
  ///
  /// `name` is for messages.
  static func decode(_ bytes: [UInt8], name: String) throws(StageError) -> Matrix {
    let layout = try NPYLayout(bytes, size: bytes.count, name: name)
    var matrix = Matrix(rows: layout.rows, columns: layout.columns)
    layout.fill(&matrix, from: 0, bytes[layout.start...])
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
      throw StageError(.invalid, "'\(path)': \(error)")
    }
  }

  private static func pieces(_ path: String) throws -> (matrix: Matrix, digest: Digest) {
    let pieces = try FilePieces(path)
    var hash = SHA256()
    let head = try pieces.next()
    hash.update(head)
    let layout = try NPYLayout(head, size: pieces.size, name: path)
    var matrix = Matrix(rows: layout.rows, columns: layout.columns)
    var left = head[layout.start...]
    var filled = 0
    while true {
      let whole = min(left.count / layout.width, layout.rows * layout.columns - filled)
      layout.fill(&matrix, from: filled, left.prefix(whole * layout.width))
      filled += whole
      let piece = try pieces.next()
      if piece.isEmpty { break }
      hash.update(piece)
      left = left.dropFirst(whole * layout.width) + piece
    }
    guard filled == layout.rows * layout.columns else {
      throw StageError(.invalid, "'\(path)' was cut short while it was read")
    }
    return (matrix, hash.finish())
  }

  /// A matrix as 64-bit floats, row after row.
  static func encode(_ matrix: Matrix) -> [UInt8] {
    var bytes = header("<f8", matrix)
    bytes.reserveCapacity(bytes.count + 8 * matrix.values.count)
    for value in matrix.transposed.values { append(value.bitPattern, to: &bytes) }
    return bytes
  }

  /// A matrix as 32-bit floats, row after row.
  static func encodeSingle(_ matrix: Matrix) -> [UInt8] {
    var bytes = header("<f4", matrix)
    bytes.reserveCapacity(bytes.count + 4 * matrix.values.count)
    for value in matrix.transposed.values { append(Float(value).bitPattern, to: &bytes) }
    return bytes
  }

  private static func append(_ word: some FixedWidthInteger, to bytes: inout [UInt8]) {
    for shift in stride(from: 0, to: word.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  private static func header(_ type: String, _ matrix: Matrix) -> [UInt8] {
    var text = "{'descr': '\(type)', 'fortran_order': False, "
    text += "'shape': (\(matrix.rows), \(matrix.columns)), }"
    // The data begin at a multiple of 64.
    text += String(repeating: " ", count: (64 - (10 + text.utf8.count + 1) % 64) % 64) + "\n"
    let length = text.utf8.count
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)]
      + Array(text.utf8)
  }

}
