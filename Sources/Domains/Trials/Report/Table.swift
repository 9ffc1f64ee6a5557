import Codecs

/// A table of the report, which is also a file of comma-separated values.
struct Table: Equatable {
  /// One column.
  struct Column: Equatable {
    /// What stands above it, for readers.
    let title: String
    /// Its name in the file, for programs.
    let name: String
    /// Whether it holds numbers, which are set to the right.
    let isNumber: Bool

    init(_ title: String, _ name: String, isNumber: Bool = false) {
      (self.title, self.name, self.isNumber) = (title, name, isNumber)
    }

    /// A column of numbers.
    static func number(_ title: String, _ name: String) -> Column {
      Column(title, name, isNumber: true)
    }
  }

  /// One value: for readers, and exactly.
  struct Cell: Equatable {
    let shown: Prose
    let exact: String

    init(_ shown: Prose, exact: String) { (self.shown, self.exact) = (shown, exact) }

    init(_ text: String) { self.init(Prose(text), exact: text) }

    init(_ count: Int) { self.init(String(count)) }

    /// A number with fixed decimals; a missing one is an em dash, and empty in the file.
    init(_ value: Double?, _ decimals: Int) {
      self.init(
        Prose(value.map { Numeral.prose($0, decimals) } ?? "—"),
        exact: value.map(Numeral.exact) ?? "")
    }

    /// A probability, as it is quoted.
    init(probability value: Double?) {
      self.init(
        Prose(value.map(Numeral.probability) ?? "—"), exact: value.map(Numeral.exact) ?? "")
    }

    /// Text as a program would read it.
    static func code(_ text: String) -> Cell { Cell(.code(text), exact: text) }
  }

  /// The name of its file without the ending; also its identifier within the document.
  let name: String
  let caption: Prose
  let columns: [Column]
  let rows: [[Cell]]

  init(_ name: String, caption: Prose, _ columns: [Column], _ rows: [[Cell]]) {
    precondition(
      rows.allSatisfy { $0.count == columns.count }, "a row of '\(name)' has another width")
    (self.name, self.caption, self.columns, self.rows) = (name, caption, columns, rows)
  }

  /// The path of its file within the report.
  var path: String { "tables/\(name).csv" }

  /// The file: every value exactly.
  var file: String {
    CSV.row(columns.map(\.name)) + rows.map { CSV.row($0.map(\.exact)) }.joined()
  }
}
