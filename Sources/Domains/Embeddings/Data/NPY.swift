import Numerics
import StageKit

/// NumPy's array format (NEP 1), versions 1 and 2: little-endian numbers in one or two dimensions.
enum NPY {
  /// The matrix that a file's bytes hold; one dimension is a column.
  ///
  /// `name` is for messages.
  static func decode(_ bytes: [UInt8], name: String) throws(StageError) -> Matrix {
    let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
    guard bytes.count >= 12, Array(bytes[..<6]) == magic, bytes[6] == 1 || bytes[6] == 2 else {
      throw StageError(.invalid, "'\(name)' is no NumPy array of version 1 or 2")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + lengthBytes + length
    guard start <= bytes.count else { throw StageError(.invalid, "'\(name)' is cut short") }
    let header = String(decoding: bytes[8 + lengthBytes..<start], as: UTF8.self)
    guard let type = field("descr", of: header), let shape = field("shape", of: header) else {
      throw StageError(.invalid, "'\(name)': the header '\(header)' is not understood")
    }
    let extents = shape.split { "(), ".contains($0) }.compactMap { Int($0) }
    guard extents.count == 1 || extents.count == 2, extents.allSatisfy({ $0 > 0 }) else {
      throw StageError(.invalid, "'\(name)' has the shape \(shape), not one or two dimensions")
    }
    let rows = extents[0]
    let columns = extents.count == 2 ? extents[1] : 1
    guard rows <= MatrixMarket.elementsMax / columns else {
      throw StageError(.invalid, "'\(name)' has more than \(MatrixMarket.elementsMax) elements")
    }
    let values = try numbers(bytes, start, rows * columns, type, name)
    return field("fortran_order", of: header) == "True"
      ? Matrix(rows: rows, columns: columns, columnMajor: values)
      : Matrix(rows: rows, columns: columns, rowMajor: values)
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

  /// The text after `'name':`, up to the comma that ends it.
  private static func field(_ name: String, of header: String) -> String? {
    guard let range = header.firstRange(of: "'\(name)':") else { return nil }
    let rest = header[range.upperBound...].drop { $0 == " " }
    let end = rest.first == "(" ? rest.firstIndex(of: ")") : rest.firstIndex(of: ",")
    return end.map { rest[..<$0].filter { $0 != "'" } }
  }

  private static func numbers(
    _ bytes: [UInt8], _ start: Int, _ count: Int, _ type: String, _ name: String
  ) throws(StageError) -> [Double] {
    let width: Int
    let read: (UInt64) -> Double
    switch type {
    case "<f8": (width, read) = (8, { Double(bitPattern: $0) })
    case "<f4": (width, read) = (4, { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) })
    case "<i8": (width, read) = (8, { Double(Int64(bitPattern: $0)) })
    case "<i4": (width, read) = (4, { Double(Int32(truncatingIfNeeded: $0)) })
    case "|u1": (width, read) = (1, { Double($0) })
    default:
      throw StageError(
        .invalid, "'\(name)' holds numbers of type '\(type)'; <f8, <f4, <i8, <i4 and |u1 are read")
    }
    guard bytes.count == start + count * width else {
      throw StageError(
        .invalid, "'\(name)' has \(bytes.count - start) bytes of data, not \(count * width)")
    }
    var values: [Double] = []
    values.reserveCapacity(count)
    for index in 0..<count {
      var word: UInt64 = 0
      for byte in 0..<width { word |= UInt64(bytes[start + index * width + byte]) << (8 * byte) }
      values.append(read(word))
    }
    return values
  }
}
