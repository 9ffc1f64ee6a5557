import Documents

/// A table of a page; the rows have tables of their own.
typealias PageTable = Documents.Table

extension Document {
  /// Adds a table of plain texts; a title that begins with `#` is that of a column of numbers.
  ///
  /// Without rows it is a sentence.
  mutating func lines(
    _ name: String, _ caption: Prose, _ titles: [String], _ rows: [[String]], none: Prose? = nil
  ) {
    cells(name, caption, titles, rows.map { $0.map { PageTable.Cell(Text.line($0)) } }, none: none)
  }

  /// The same for cells that are more than text.
  mutating func cells(
    _ name: String, _ caption: Prose, _ titles: [String], _ rows: [[PageTable.Cell]],
    none: Prose? = nil
  ) {
    if rows.isEmpty, let none { return paragraph(none) }
    let columns = titles.map { title in
      let isNumber = title.hasPrefix("#")
      let words = isNumber ? String(title.dropFirst()) : title
      return PageTable.Column(words, Markup.identifier(words), isNumber: isNumber)
    }
    table(PageTable(name, caption: caption, columns, rows))
  }
}

/// Words that several sections share.
enum ReportText {
  /// A level's name, or a word for the only one of a study without levels.
  static func level(_ name: String) -> String { name.isEmpty ? "all" : name }

  /// A number as people read it: four digits that say something.
  static func number(_ value: Double?) -> String {
    guard let value else { return "" }
    let text = Numeral.significant(value, 4)
    return text.hasPrefix("-") ? "\u{2212}" + text.dropFirst() : text
  }

  /// Two ends of an interval.
  static func interval(_ low: Double, _ high: Double) -> String {
    "\(number(low)) to \(number(high))"
  }

  /// `1 run`, `2 runs`.
  static func count(_ number: Int, _ noun: String, _ many: String? = nil) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(many ?? noun + "s")"
  }

  /// A sentence of what is said elsewhere without a capital letter and a full stop.
  static func sentence(_ text: String) -> String {
    let first = text.prefix(1).uppercased()
    return first + text.dropFirst() + (text.hasSuffix(".") ? "" : ".")
  }
}
