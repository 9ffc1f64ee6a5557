/// Why bytes are not a table of comma-separated values, and where.
public struct CSVError: Error, Equatable, Sendable {
  /// What was wrong; the list is closed.
  public enum Kind: Equatable, Sendable {
    /// There is not even a header.
    case empty
    /// A quote in the middle of an unquoted field, or text after a closing quote.
    case strayQuote
    /// The input ends inside a quoted field.
    case openQuote
    /// A carriage return that does not end a line.
    case strayCarriageReturn
    /// A field that is not UTF-8.
    case invalidUTF8
    /// A row whose number of fields is not that of the header.
    case width(expected: Int, found: Int)
    /// A row longer than the reader's limit.
    case tooLong
    /// A column name for the second time.
    case duplicateColumn
  }

  /// What was wrong.
  public var kind: Kind

  /// The line on which the offending row begins, counted from 1.
  public var line: Int

  /// Makes an error of `kind` in the row that begins on `line`.
  public init(kind: Kind, line: Int) {
    self.kind = kind
    self.line = line
  }
}

extension CSVError: CustomStringConvertible {
  /// One line naming the defect and its place.
  public var description: String { "not csv: \(reason) in the row at line \(line)" }

  private var reason: String {
    switch kind {
    case .empty: "no header"
    case .strayQuote: "a quote inside a field"
    case .openQuote: "a quoted field without end"
    case .strayCarriageReturn: "a carriage return inside a field"
    case .invalidUTF8: "a field that is not utf-8"
    case .width(let expected, let found): "\(found) fields instead of \(expected)"
    case .tooLong: "too many bytes"
    case .duplicateColumn: "a repeated column name"
    }
  }
}
