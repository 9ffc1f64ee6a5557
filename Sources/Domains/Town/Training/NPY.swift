import Bytes
import Files
import StageKit

/// Arrays in files of NumPy, version 1.0, little-endian, row after row.
enum NPY {
  /// What a file holds: its extents, and its numbers as doubles.
  struct Contents: Equatable, Sendable {
    var extents: [Int]
    var numbers: [Double]
  }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]

  private static func head(_ type: String, _ extents: [Int]) -> [UInt8] {
    let inside = extents.map { "\($0)" }.joined(separator: ", ") + (extents.count == 1 ? "," : "")
    var text = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(inside)), }"
    while (magic.count + 2 + text.utf8.count + 1) % 64 != 0 { text += " " }
    text += "\n"
    let length = text.utf8.count
    return magic + [UInt8(length & 0xff), UInt8(length >> 8)] + Array(text.utf8)
  }

  /// Single precision.
  static func singles(_ values: [Float], _ extents: [Int]) -> [UInt8] {
    head("<f4", extents) + Checkpoint.bytes(of: [values])
  }

  /// Double precision.
  static func doubles(_ values: [Double], _ extents: [Int]) -> [UInt8] {
    var bytes = head("<f8", extents)
    for value in values { append(value.bitPattern, to: &bytes) }
    return bytes
  }

  /// Whole numbers of 64 bits.
  static func integers(_ values: [Int], _ extents: [Int]) -> [UInt8] {
    var bytes = head("<i8", extents)
    for value in values { append(UInt64(bitPattern: Int64(value)), to: &bytes) }
    return bytes
  }

  private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(0), to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> shift))
    }
  }

  /// Reads a file of singles, doubles or whole numbers.
  static func read(_ path: String) throws(StageError) -> Contents {
    let bytes = try StageFiles.read(path)
    func fail(_ why: String) -> StageError {
      StageError(.invalid, "'\(path)' is no array of NumPy that is read here: \(why)")
    }
    guard bytes.count > 10, bytes.starts(with: magic) else { throw fail("another beginning") }
    let length = Int(bytes[8]) | Int(bytes[9]) << 8
    guard bytes.count >= 10 + length else { throw fail("cut short") }
    let text = String(decoding: bytes[10..<10 + length], as: UTF8.self)
    guard text.contains("'fortran_order': False") else { throw fail("columns first") }
    guard let open = text.firstIndex(of: "("), let close = text.firstIndex(of: ")") else {
      throw fail("no shape")
    }
    var extents: [Int] = []
    for word in text[text.index(after: open)..<close].split(separator: ",") {
      guard let extent = Int(word.filter { $0 != " " }), extent >= 0 else {
        throw fail("its shape")
      }
      extents.append(extent)
    }
    let count = extents.reduce(1, *)
    let widths = [("<f4", 4), ("<f8", 8), ("<i8", 8), ("|b1", 1)]
    guard let (type, width) = widths.first(where: { text.contains("'\($0.0)'") }) else {
      throw fail("its numbers are of another type")
    }
    guard bytes.count == 10 + length + count * width else { throw fail("its size") }
    let numbers = (0..<count).map { index -> Double in
      let start = 10 + length + index * width
      var word: UInt64 = 0
      for byte in bytes[start..<start + width].reversed() { word = word << 8 | UInt64(byte) }
      switch type {
      case "<f4": return Double(Float(bitPattern: UInt32(word)))
      case "<f8": return Double(bitPattern: word)
      default: return Double(Int64(bitPattern: word))
      }
    }
    return Contents(extents: extents, numbers: numbers)
  }
}

/// One update in full, for whoever wants to compute it again.
struct UpdateDump {
  var samples: Samples
  var batch: SampleBatch
  var chosen: [Int]
  var before: Network
  var gradients: [[Float]]
  var after: Network
  var losses: UpdateLosses
  var settings: PPOSettings
}
