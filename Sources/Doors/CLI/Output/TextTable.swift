/// Rows under headings, in columns that are as wide as they need to be.
struct TextTable {
  /// A column's heading.
  struct Column {
    /// The heading.
    var name: String
    /// Whether its values stand at the right, as numbers do.
    var isNumeric = false

    static func words(_ name: String) -> Column { Column(name: name) }

    static func numbers(_ name: String) -> Column { Column(name: name, isNumeric: true) }
  }

  private let columns: [Column]
  private var rows: [[String]] = []

  init(_ columns: [Column]) { self.columns = columns }

  /// Whether there are no rows.
  var isEmpty: Bool { rows.isEmpty }

  /// Adds a row with one text a column.
  mutating func add(_ row: [String]) { rows.append(row.map(Printable.text)) }

  /// The lines, each indented, the headings first.
  func lines(indent: String = "", style: Style? = nil) -> [String] {
    var widths = columns.map(\.name.count)
    for row in rows {
      for (place, cell) in row.enumerated() { widths[place] = max(widths[place], cell.count) }
    }
    let heading = line(columns.map(\.name), widths) { $0 }
    var lines = [indent + (style?.paint(heading, .faint) ?? heading)]
    for row in rows { lines.append(indent + line(row, widths) { style?.word($0) ?? $0 }) }
    return lines
  }

  private func line(
    _ cells: [String], _ widths: [Int], _ painted: (String) -> String
  ) -> String {
    var parts: [String] = []
    for (place, cell) in cells.enumerated() {
      let isLast = place == cells.count - 1
      let space = String(repeating: " ", count: widths[place] - cell.count)
      if columns[place].isNumeric {
        parts.append(space + painted(cell))
      } else {
        parts.append(painted(cell) + (isLast ? "" : space))
      }
    }
    var line = parts.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
