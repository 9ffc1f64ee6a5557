import Codecs

/// A table of comma-separated values, as steps read and write it: a header, and rows as wide.
public struct CSVTable: Equatable, Sendable {
  /// The names of the columns, from left to right.
  public var header: [String]
  /// Each as wide as the header.
  public private(set) var rows: [[String]]

  /// A table; without rows, one that is being filled.
  public init(_ header: [String], _ rows: [[String]] = []) {
    (self.header, self.rows) = (header, rows)
  }

  /// Takes bytes apart, which messages call `place`.
  public init(_ bytes: [UInt8], _ place: String) throws(StageError) {
    do throws(CSVError) {
      (header, rows) = try CSV.decode(bytes)
    } catch {
      throw .invalid("\(place) is \(error.description)")
    }
  }

  /// Reads a file, which messages call by its path or by `place`.
  public static func read(_ path: String, _ place: String? = nil) throws(StageError) -> CSVTable {
    try CSVTable(StageFiles.read(path), place ?? "'\(path)'")
  }

  /// Adds a row; there are as many cells as columns.
  public mutating func add(_ cells: [String]) {
    precondition(cells.count == header.count, "a row has a cell for each column")
    rows.append(cells)
  }

  /// The cells of a column, or an error that names the nearest one.
  public func column(_ name: String, of file: String) throws(StageError) -> [String] {
    guard let index = header.firstIndex(of: name) else {
      throw .invalid("\(file) has no column '\(name)'", hint: Hint.choice(name, among: header))
    }
    return rows.map { $0[index] }
  }

  /// The cell of a row in a column; empty where there is no such column.
  public func value(_ row: [String], _ column: String) -> String {
    header.firstIndex(of: column).map { row[$0] } ?? ""
  }

  /// A row's number in a column.
  public func number(_ row: [String], _ column: String) -> Double? { Double(value(row, column)) }

  /// The rows as records of the columns demanded; a table without all of them is refused.
  public func records(_ place: String, demanding columns: [String]) throws(StageError)
    -> [CSVRecord]
  {
    for column in columns {
      try require(header.contains(column), "\(place) has no column '\(column)'")
    }
    return rows.enumerated().map { index, cells in
      CSVRecord(place: "\(place), row \(index + 1)", header: header, cells: cells)
    }
  }

  /// The table as it is written.
  public var text: String { CSV.row(header) + rows.map { CSV.row($0) }.joined() }

  /// The bytes of its file.
  public var bytes: [UInt8] { Array(text.utf8) }

  /// A number as a cell; nothing where it is undefined.
  public static func cell(_ value: Double?) -> String {
    value.flatMap { $0.isFinite ? "\($0)" : nil } ?? ""
  }
}

/// One row of a table, read by the names of its columns with errors that say where it stands.
public struct CSVRecord: Sendable {
  /// The file and the number of the row, for messages.
  public let place: String
  private let header: [String]
  private let cells: [String]

  init(place: String, header: [String], cells: [String]) {
    (self.place, self.header, self.cells) = (place, header, cells)
  }

  /// A cell as it stands.
  public func text(_ column: String) throws(StageError) -> String {
    cells[try require(header.firstIndex(of: column), "\(place) has no column '\(column)'")]
  }

  /// A finite number, or nil where the cell is empty.
  public func optionalNumber(_ column: String) throws(StageError) -> Double? {
    let text = try text(column)
    if text.isEmpty { return nil }
    let number = Double(text).flatMap { $0.isFinite ? $0 : nil }
    return try require(number, "\(place): '\(column)' is no number but '\(text)'")
  }

  /// `true`, `false`, `1` or `0`.
  public func flag(_ column: String) throws(StageError) -> Bool {
    switch try text(column) {
    case "true", "1": return true
    case "false", "0": return false
    case let other:
      throw .invalid("\(place): '\(column)' is neither true nor false but '\(other)'")
    }
  }

  /// One of the words of a closed list.
  public func word<Word: RawRepresentable<String>>(_ column: String) throws(StageError) -> Word {
    let text = try text(column)
    return try require(Word(rawValue: text), "\(place): '\(column)' has no '\(text)'")
  }
}
