import Files
import Numerics
import StageKit

/// The matrix of an array with one or two dimensions; one dimension is a column.
struct MatrixLayout {
  let header: NPYHeader
  let rows: Int
  let columns: Int

  init(_ header: NPYHeader, name: String) throws(StageError) {
    let extents = header.extents
    try require(
      (1...2).contains(extents.count) && extents.allSatisfy { $0 > 0 },
      "'\(name)' has the shape \(extents), not one or two dimensions")
    self.header = header
    rows = extents[0]
    columns = extents.count == 2 ? extents[1] : 1
    try require(
      rows <= MatrixMarket.elementsMax / columns,
      "'\(name)' has more than \(MatrixMarket.elementsMax) elements")
  }

  /// Puts numbers into a matrix, of which `first` are there already.
  func fill(_ matrix: inout Matrix, from first: Int, _ bytes: ArraySlice<UInt8>) {
    let inner = header.isColumnMajor ? rows : columns
    var (outer, place) = first.quotientAndRemainder(dividingBy: inner)
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let index = header.isColumnMajor ? outer * rows + place : place * rows + outer
      matrix.values[index] = header.number(bytes, at: position)
      position += header.width
      place += 1
      if place == inner { (outer, place) = (outer + 1, 0) }
    }
  }
}

/// A regular file, read a mebibyte at a time.
struct FilePieces: ~Copyable {
  /// How many bytes the file has.
  let size: Int
  private let file: Descriptor

  init(_ path: String) throws(FileError) {
    let opened = try Descriptor.openRegular(path)
    size = Int(try opened.status().size)
    file = opened
  }

  /// The next bytes; none at the end.
  func next() throws(FileError) -> [UInt8] {
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    let count = try file.read(into: &piece)
    return count == piece.count ? piece : Array(piece[..<count])
  }
}
