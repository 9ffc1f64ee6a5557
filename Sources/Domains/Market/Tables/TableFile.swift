import Bytes
import Crypto
import Files
import StageKit

/// A table that is written to a file while it grows: of however many rows, no more than a piece is
/// held.
struct TableFile: ~Copyable {
  /// How much is held before it is written, in bytes.
  private static let pieceMax = 1 << 18

  /// What is written next; rows of it are ended with ``endRow()``.
  var table: TableText

  private let file: Descriptor
  private var hash = SHA256()

  /// A file with a header.
  init(_ path: String, _ columns: [String]) throws(StageError) {
    table = TableText(columns)
    file = try StageFiles.create(path)
  }

  /// Ends a row.
  @inline(__always)
  mutating func endRow() throws(StageError) {
    table.end()
    if table.span.count >= Self.pieceMax { try flush() }
  }

  /// Writes the rest, and gives the digest of the whole.
  consuming func finish() throws(StageError) -> String {
    try flush()
    do throws(FileError) {
      try file.close()
    } catch {
      throw StageError(error)
    }
    return hash.finish().hex
  }

  private mutating func flush() throws(StageError) {
    let piece = table
    hash.update(piece.span)
    do throws(FileError) {
      try file.write(piece.span)
    } catch {
      throw StageError(error)
    }
    table.clear()
  }
}
