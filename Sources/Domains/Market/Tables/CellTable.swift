import Files
import StageKit

/// A table of comma-separated values, its cells as places in one buffer until a column is asked
/// for.
///
/// Rows have to be as wide as the header; a cell may be quoted. Errors name file, line and column.
struct CellTable {
  /// What messages call the table: its path.
  let path: String
  /// The column names, left to right.
  let names: [String]
  /// How many rows follow the header.
  let count: Int

  private let bytes: [UInt8]
  /// Where every cell begins, row by row, and one place after the last.
  private let starts: [Int32]

  /// Reads a file of at most 2 GiB.
  static func read(_ path: String) throws(StageError) -> CellTable {
    try CellTable(StageFiles.read(path, limit: Int(Int32.max)), path: path)
  }

  /// Takes a table apart.
  init(_ bytes: [UInt8], path: String) throws(StageError) {
    self.path = path
    self.bytes = bytes
    var starts: [Int32] = []
    starts.reserveCapacity(bytes.count / 6)
    var names: [String] = []
    var width = 0
    var rows = -1
    // Spreadsheets put a byte order mark in front of the header.
    var position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while position < bytes.count {
      var cells = 0
      let first = starts.count
      var isOpen = true
      while isOpen {
        starts.append(Int32(position))
        cells += 1
        var isQuoted = false
        while position < bytes.count {
          let byte = bytes[position]
          if byte == Self.quote { isQuoted.toggle() }
          if !isQuoted, byte == Self.comma || byte == Self.lineFeed { break }
          position += 1
        }
        try require(!isQuoted, "'\(path)' line \(rows + 2): a quote is left open")
        isOpen = position < bytes.count && bytes[position] == Self.comma
        position += 1
      }
      if rows < 0 {
        width = cells
        starts.append(Int32(position))
        names = (first..<first + cells).map { Self.text(bytes, starts, $0) }
        starts.removeAll(keepingCapacity: true)
        for (index, name) in names.enumerated() where names[..<index].contains(name) {
          throw .invalid("'\(path)' has the column '\(name)' twice")
        }
      } else if cells != width {
        throw .invalid(
          "'\(path)' line \(rows + 2) has \(cells) cells where the header has \(width)")
      }
      rows += 1
    }
    try require(width > 0, "'\(path)' is empty: it has no header")
    starts.append(Int32(position))
    self.names = names
    self.starts = starts
    count = rows
  }

  /// Whether there is a column.
  func has(_ name: String) -> Bool { names.contains(name) }

  /// A column as texts.
  func texts(_ name: String) throws(StageError) -> [String] {
    let column = try index(name)
    return (0..<count).map { Self.text(bytes, starts, $0 * names.count + column) }
  }

  /// A column as numbers; an empty cell is not-a-number, any other text an error.
  func numbers(_ name: String) throws(StageError) -> [Double] {
    let column = try index(name)
    var numbers: [Double] = []
    numbers.reserveCapacity(count)
    for row in 0..<count {
      let (start, end) = place(row * names.count + column)
      guard let number = Decimal64.parse(bytes, start, end) else {
        let cell = Self.text(bytes, starts, row * names.count + column)
        throw .invalid("'\(path)' line \(row + 2): '\(name)' is '\(cell)', which is no number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// A column as numbers, or not-a-number throughout where there is none.
  func optionalNumbers(_ name: String) throws(StageError) -> [Double] {
    has(name) ? try numbers(name) : [Double](repeating: .nan, count: count)
  }

  /// A column as seconds since 1970: whole seconds, milliseconds, a date, or a date with a time of
  /// day.
  func times(_ name: String) throws(StageError) -> [Int64] {
    let column = try index(name)
    var times: [Int64] = []
    times.reserveCapacity(count)
    for row in 0..<count {
      let (start, end) = place(row * names.count + column)
      guard let time = CivilTime.parse(bytes, start, end) else {
        let cell = Self.text(bytes, starts, row * names.count + column)
        throw .invalid(
          "'\(path)' line \(row + 2): '\(name)' is \(cell.isEmpty ? "empty" : "'\(cell)'"), "
            + "which is no time")
      }
      times.append(time)
    }
    return times
  }

  private func index(_ name: String) throws(StageError) -> Int {
    let index = try require(names.firstIndex(of: name), "'\(path)' has no column '\(name)'")
    return index
  }

  /// The first byte of a cell and the one after its last.
  private func place(_ cell: Int) -> (Int, Int) {
    var end = Int(starts[cell + 1]) - 1
    end = min(end, bytes.count)
    if end > Int(starts[cell]), bytes[end - 1] == Self.carriageReturn { end -= 1 }
    return (Int(starts[cell]), end)
  }

  private static func text(_ bytes: [UInt8], _ starts: [Int32], _ cell: Int) -> String {
    let start = Int(starts[cell])
    var end = min(Int(starts[cell + 1]) - 1, bytes.count)
    if end > start, bytes[end - 1] == carriageReturn { end -= 1 }
    guard end > start, bytes[start] == quote, bytes[end - 1] == quote, end - start > 1 else {
      return String(decoding: bytes[start..<end], as: UTF8.self)
    }
    var plain: [UInt8] = []
    var index = start + 1
    while index < end - 1 {
      plain.append(bytes[index])
      index += bytes[index] == quote ? 2 : 1
    }
    return String(decoding: plain, as: UTF8.self)
  }

  private static let comma = UInt8(ascii: ",")
  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
