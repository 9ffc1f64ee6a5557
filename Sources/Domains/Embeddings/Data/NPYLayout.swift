import Files
import Numerics
import StageKit

/// What the header of a NumPy array says, and how its numbers are read.
struct NPYLayout {
  let rows: Int
  let columns: Int
  /// Where the numbers begin, and how many bytes each has.
  let start: Int
  let width: Int
  private let isColumnMajor: Bool
  private let number: (UInt64) -> Double

  /// Reads the header of a file of `size` bytes from its first ones.
  init(_ bytes: [UInt8], size: Int, name: String) throws(StageError) {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    guard bytes.count >= 12, Array(bytes[..<6]) == magic, bytes[6] == 1 || bytes[6] == 2 else {
      throw StageError(.invalid, "'\(name)' is no NumPy array of version 1 or 2")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    start = 8 + lengthBytes + length
    guard start <= bytes.count else { throw StageError(.invalid, "'\(name)' is cut short") }
    let header = String(decoding: bytes[8 + lengthBytes..<start], as: UTF8.self)
    guard let type = Self.field("descr", of: header), let shape = Self.field("shape", of: header)
    else {
      throw StageError(.invalid, "'\(name)': the header '\(header)' is not understood")
    }
    let extents = shape.split { "(), ".contains($0) }.compactMap { Int($0) }
    guard extents.count == 1 || extents.count == 2, extents.allSatisfy({ $0 > 0 }) else {
      throw StageError(.invalid, "'\(name)' has the shape \(shape), not one or two dimensions")
    }
    rows = extents[0]
    columns = extents.count == 2 ? extents[1] : 1
    guard rows <= MatrixMarket.elementsMax / columns else {
      throw StageError(.invalid, "'\(name)' has more than \(MatrixMarket.elementsMax) elements")
    }
    isColumnMajor = Self.field("fortran_order", of: header) == "True"
    switch type {
    case "<f8": (width, number) = (8, { Double(bitPattern: $0) })
    case "<f4": (width, number) = (4, { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) })
    case "<i8": (width, number) = (8, { Double(Int64(bitPattern: $0)) })
    case "<i4": (width, number) = (4, { Double(Int32(truncatingIfNeeded: $0)) })
    case "|u1": (width, number) = (1, { Double($0) })
    default:
      throw StageError(
        .invalid, "'\(name)' holds numbers of type '\(type)'; <f8, <f4, <i8, <i4 and |u1 are read")
    }
    guard size == start + rows * columns * width else {
      throw StageError(
        .invalid, "'\(name)' has \(size - start) bytes of data, not \(rows * columns * width)")
    }
  }

  /// Puts numbers into a matrix, of which `first` are there already.
  func fill(_ matrix: inout Matrix, from first: Int, _ bytes: ArraySlice<UInt8>) {
    let inner = isColumnMajor ? rows : columns
    var (outer, place) = first.quotientAndRemainder(dividingBy: inner)
    var position = bytes.startIndex
    while position < bytes.endIndex {
      var word: UInt64 = 0
      for byte in 0..<width { word |= UInt64(bytes[position + byte]) << (8 * byte) }
      let index = isColumnMajor ? outer * rows + place : place * rows + outer
      matrix.values[index] = number(word)
      position += width
      place += 1
      if place == inner { (outer, place) = (outer + 1, 0) }
    }
  }

  /// The text after `'name':`, up to the comma that ends it.
  private static func field(_ name: String, of header: String) -> String? {
    guard let range = header.firstRange(of: "'\(name)':") else { return nil }
    let rest = header[range.upperBound...].drop { $0 == " " }
    let end = rest.first == "(" ? rest.firstIndex(of: ")") : rest.firstIndex(of: ",")
    return end.map { rest[..<$0].filter { $0 != "'" } }
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
