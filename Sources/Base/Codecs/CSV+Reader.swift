extension CSV {
  /// Reads comma-separated values piece by piece: a header, then rows as wide as the header.
  ///
  /// Lines end with LF or CRLF, the last one optionally. Blank lines are skipped, and so is a byte
  /// order mark at the beginning. Memory is bounded by the longest row, which is limited.
  public struct Reader: Sendable {
    private enum State { case fieldStart, unquoted, quoted, quoteInQuoted, carriageReturn }

    /// The column names, once the first row has been read.
    public private(set) var header: [String]?

    /// The byte order mark of UTF-8.
    private static let mark: [UInt8] = [0xef, 0xbb, 0xbf]

    private let rowLimit: Int
    /// How much of a mark there was so far, and whether it is known whether there is one.
    private var markLength = 0
    private var isBegun = false
    private var state = State.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var isBlank = true
    private var rowSize = 0
    private var line = 1
    private var rowLine = 1

    /// Starts before the header; no row may have more than `rowLimit` bytes.
    public init(rowLimit: Int = 1 << 20) { self.rowLimit = rowLimit }

    /// Takes the next piece of input and returns the rows that it completes, without the header.
    ///
    /// After an error the reader is of no further use.
    public mutating func read(_ bytes: [UInt8]) throws(CSVError) -> [[String]] {
      var rows: [[String]] = []
      for byte in try withoutMark(bytes) {
        rowSize += 1
        guard rowSize <= rowLimit else { throw error(.tooLong) }
        let endsRow = try take(byte)
        if byte == Byte.lineFeed { line += 1 }
        guard endsRow else { continue }
        if let row = try endRow() { rows.append(row) }
        rowLine = line
      }
      return rows
    }

    /// Ends the input and returns the last row when no line feed ended it.
    public mutating func finish() throws(CSVError) -> [[String]] {
      switch state {
      case .quoted: throw error(.openQuote)
      case .carriageReturn: throw error(.strayCarriageReturn)
      default: break
      }
      // Less than a whole mark is none.
      for byte in Self.mark.prefix(markLength) where !isBegun { _ = try take(byte) }
      let row = try endRow()
      guard header != nil else { throw error(.empty) }
      return row.map { [$0] } ?? []
    }

    /// The next piece of input without the byte order mark that the whole may begin with.
    private mutating func withoutMark(_ bytes: [UInt8]) throws(CSVError) -> ArraySlice<UInt8> {
      var rest = bytes[...]
      while !isBegun, let byte = rest.first {
        guard byte == Self.mark[markLength] else {
          isBegun = true
          return Self.mark.prefix(markLength) + rest
        }
        rest.removeFirst()
        markLength += 1
        isBegun = markLength == Self.mark.count
      }
      return rest
    }

    /// Takes one byte and says whether it ends a row.
    private mutating func take(_ byte: UInt8) throws(CSVError) -> Bool {
      switch (state, byte) {
      case (.quoted, Byte.quote): state = .quoteInQuoted
      case (.quoted, _): field.append(byte)
      case (.quoteInQuoted, Byte.quote):
        field.append(byte)
        state = .quoted
      case (_, Byte.lineFeed): return true
      case (.carriageReturn, _): throw error(.strayCarriageReturn)
      case (_, Byte.carriageReturn): state = .carriageReturn
      case (_, Byte.comma):
        isBlank = false
        try endField()
      case (.fieldStart, Byte.quote):
        isBlank = false
        state = .quoted
      case (.quoteInQuoted, _), (_, Byte.quote): throw error(.strayQuote)
      default:
        isBlank = false
        field.append(byte)
        state = .unquoted
      }
      return false
    }

    private mutating func endField() throws(CSVError) {
      guard let text = String(validating: field, as: UTF8.self) else { throw error(.invalidUTF8) }
      fields.append(text)
      field.removeAll(keepingCapacity: true)
      state = .fieldStart
    }

    /// Ends a row and returns it, unless it was blank or the header.
    private mutating func endRow() throws(CSVError) -> [String]? {
      defer {
        state = .fieldStart
        isBlank = true
        rowSize = 0
      }
      guard !isBlank else { return nil }
      try endField()
      let row = fields
      fields.removeAll(keepingCapacity: true)
      guard let header else {
        guard Set(row.map { Array($0.utf8) }).count == row.count else {
          throw error(.duplicateColumn)
        }
        header = row
        return nil
      }
      guard row.count == header.count else {
        throw error(.width(expected: header.count, found: row.count))
      }
      return row
    }

    private func error(_ kind: CSVError.Kind) -> CSVError { CSVError(kind: kind, line: rowLine) }
  }

  /// Reads a whole table that is already in memory.
  public static func decode(
    _ bytes: [UInt8]
  ) throws(CSVError) -> (header: [String], rows: [[String]]) {
    var reader = Reader(rowLimit: bytes.count)
    var rows = try reader.read(bytes)
    rows += try reader.finish()
    guard let header = reader.header else { throw CSVError(kind: .empty, line: 1) }
    return (header, rows)
  }
}
