/// Arrays in files of NumPy (NEP 1, versions 1 and 2): little-endian numbers behind a header that
/// says how many there are.
public enum NPY {
  fileprivate static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Doubles, row after row.
  public static func encode(_ values: some Collection<Double>, _ extents: [Int]) -> [UInt8] {
    bytes("<f8", extents, values.lazy.map(\.bitPattern))
  }

  /// Singles, row after row.
  public static func encode(_ values: some Collection<Float>, _ extents: [Int]) -> [UInt8] {
    bytes("<f4", extents, values.lazy.map(\.bitPattern))
  }

  /// Whole numbers of 64 bits, row after row.
  public static func encode(_ values: some Collection<Int>, _ extents: [Int]) -> [UInt8] {
    bytes("<i8", extents, values.lazy.map { UInt64(bitPattern: Int64($0)) })
  }

  private static func bytes<Word: FixedWidthInteger>(
    _ type: String, _ extents: [Int], _ words: some Collection<Word>
  ) -> [UInt8] {
    let shape = extents.map { "\($0)" }.joined(separator: ", ") + (extents.count == 1 ? "," : "")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(shape)), }"
    // The numbers begin at a multiple of 64.
    text += String(repeating: " ", count: (64 - (10 + text.utf8.count + 1) % 64) % 64) + "\n"
    let length = text.utf8.count
    var bytes = magic + [1, 0, UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
    bytes.reserveCapacity(bytes.count + words.count * Word.bitWidth / 8)
    for word in words {
      for shift in stride(from: 0, to: Word.bitWidth, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> shift))
      }
    }
    return bytes
  }

  /// The extents and the numbers of a file that holds them row after row.
  public static func read(_ path: String) throws(StageError) -> (extents: [Int], numbers: [Double])
  {
    let bytes = try StageFiles.read(path)
    let header = try NPYHeader(bytes, size: bytes.count, name: path)
    try require(!header.isColumnMajor, "'\(path)' holds its numbers column after column")
    let starts = stride(from: header.start, to: bytes.count, by: header.width)
    return (header.extents, starts.map { header.number(bytes, at: $0) })
  }
}

/// What the header of an array says, and how its numbers are read.
public struct NPYHeader {
  /// How long each dimension is.
  public let extents: [Int]
  /// Whether the first index is the one that changes fastest.
  public let isColumnMajor: Bool
  /// Where the numbers begin.
  public let start: Int
  /// How many bytes each number has.
  public let width: Int
  private let value: (UInt64) -> Double

  /// Reads the header of a file of `size` bytes from its first ones; `name` is for messages.
  public init(_ bytes: [UInt8], size: Int, name: String) throws(StageError) {
    try require(
      bytes.count >= 12 && bytes.starts(with: NPY.magic) && (bytes[6] == 1 || bytes[6] == 2),
      "'\(name)' is no NumPy array of version 1 or 2")
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let length = bytes[8..<8 + lengthBytes].reversed().reduce(0) { $0 << 8 | Int($1) }
    start = 8 + lengthBytes + length
    try require(start <= bytes.count, "'\(name)' is cut short")
    let header = String(decoding: bytes[8 + lengthBytes..<start], as: UTF8.self)
    guard let type = Self.field("descr", of: header), let shape = Self.field("shape", of: header)
    else { throw .invalid("'\(name)': the header '\(header)' is not understood") }
    extents = shape.split { "(), ".contains($0) }.compactMap { Int($0) }
    isColumnMajor = Self.field("fortran_order", of: header) == "True"
    switch type {
    case "<f8": (width, value) = (8, { Double(bitPattern: $0) })
    case "<f4": (width, value) = (4, { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) })
    case "<i8": (width, value) = (8, { Double(Int64(bitPattern: $0)) })
    case "<i4": (width, value) = (4, { Double(Int32(truncatingIfNeeded: $0)) })
    case "|u1", "|b1": (width, value) = (1, { Double($0) })
    default:
      throw .invalid(
        "'\(name)' holds numbers of type '\(type)'; <f8, <f4, <i8, <i4, |u1 and |b1 are read")
    }
    let count = extents.reduce((partialValue: 1, overflow: false)) { product, extent in
      let next = product.partialValue.multipliedReportingOverflow(by: extent)
      return (next.partialValue, next.overflow || product.overflow || extent < 0)
    }
    let isWhole = (size - start).isMultiple(of: width) && !count.overflow
    try require(
      isWhole && (size - start) / width == count.partialValue,
      "'\(name)' has \(size - start) bytes of data, which are not the numbers of shape \(shape)")
  }

  /// The number whose first byte stands at a place.
  public func number(_ bytes: [UInt8], at place: Int) -> Double { number(bytes[...], at: place) }

  /// The number whose first byte stands at a place.
  public func number(_ bytes: ArraySlice<UInt8>, at place: Int) -> Double {
    var word: UInt64 = 0
    for byte in 0..<width { word |= UInt64(bytes[place + byte]) << (8 * byte) }
    return value(word)
  }

  /// The text after `'name':`, up to the comma that ends it.
  private static func field(_ name: String, of header: String) -> String? {
    guard let range = header.firstRange(of: "'\(name)':") else { return nil }
    let rest = header[range.upperBound...].drop { $0 == " " }
    let end = rest.first == "(" ? rest.firstIndex(of: ")") : rest.firstIndex(of: ",")
    return end.map { rest[..<$0].filter { $0 != "'" } }
  }
}
