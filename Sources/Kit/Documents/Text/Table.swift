import Codecs

/// A table of a document, which is also a file of comma-separated values.
public struct Table: Equatable, Sendable {
  /// One column.
  public struct Column: Equatable, Sendable {
    /// What stands above it, for readers.
    public let title: String
    /// Its name in the file, for programs.
    public let name: String
    /// Whether it holds numbers, which are set to the right.
    public let isNumber: Bool

    public init(_ title: String, _ name: String, isNumber: Bool = false) {
      (self.title, self.name, self.isNumber) = (title, name, isNumber)
    }

    /// A column that is aligned to the right.
    public static func number(_ title: String, _ name: String) -> Column {
      Column(title, name, isNumber: true)
    }
  }

  /// One value: for readers, and exactly.
  public struct Cell: Equatable, Sendable {
    /// What readers see.
    public let shown: Prose
    /// What stands in the file.
    public let exact: String

    /// A value in both its forms.
    public init(_ shown: Prose, exact: String) { (self.shown, self.exact) = (shown, exact) }

    /// A text, the same in both forms.
    public init(_ text: String) { self.init(Prose(text), exact: text) }

    public init(_ count: Int) { self.init(String(count)) }

    /// A number with fixed decimals; a missing one is an em dash, and empty in the file.
    public init(_ value: Double?, _ decimals: Int) {
      self.init(
        Prose(value.map { Numeral.prose($0, decimals) } ?? "—"),
        exact: value.map(Number.text) ?? "")
    }

    /// A probability, as it is quoted.
    public init(probability value: Double?) {
      self.init(
        Prose(value.map(Numeral.probability) ?? "—"), exact: value.map(Number.text) ?? "")
    }

    /// Text as a program would read it.
    public static func code(_ text: String) -> Cell { Cell(.code(text), exact: text) }
  }

  /// The name of its file without the ending; also its identifier within the document.
  public let name: String
  /// What it shows, in a sentence.
  public let caption: Prose
  /// The columns, from left to right.
  public let columns: [Column]
  /// The rows, each as wide as the columns.
  public let rows: [[Cell]]

  /// A table; a row of another width is a programmer's mistake.
  public init(_ name: String, caption: Prose, _ columns: [Column], _ rows: [[Cell]]) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "a row of '\(name)' has another width")
    (self.name, self.caption, self.columns, self.rows) = (name, caption, columns, rows)
  }

  /// The path of its file beside its document.
  public var path: String { "tables/\(name).csv" }

  /// The file: every value exactly.
  public var file: String {
    CSV.row(columns.map(\.name)) + rows.map { CSV.row($0.map(\.exact)) }.joined()
  }
}
