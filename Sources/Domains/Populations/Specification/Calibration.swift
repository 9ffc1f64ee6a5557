import Numerics
import StageKit
import YAML

/// Attributes whose shares are those of a table of real people: each column by its values, depending on
/// the one earlier column that tells most about it.
///
/// Chow and Liu's trees (1968) in the order of the table: the parent is the earlier column with the most
/// mutual information. A column of more than 30 numbers is drawn by its eighth, and evenly within it.
struct Calibration {
  /// Up to how many values a column is a category.
  static let categoriesMax = 30

  /// One column as groups: its own values, or eighths of its numbers.
  struct Column {
    let name: String
    /// The attribute that is drawn: the column itself, or its eighths.
    let drawn: String
    let groups: [String]
    /// The group of every person.
    let member: [Int]
    /// For eighths: their ends.
    let bounds: [(low: Double, high: Double)]
  }

  let columns: [Column]
  /// The place of the parent of every column.
  let parents: [Int?]
  private let source: String

  init(
    header: [String], rows: [[String]], wanted: [String], source: String
  ) throws(StageError) {
    guard rows.count >= 50 else {
      throw StageError(.invalid, "a table of at least 50 people is needed, not \(rows.count)")
    }
    var columns: [Column] = []
    for name in wanted {
      guard let place = header.firstIndex(of: name) else {
        throw StageError(
          .invalid, "there is no column '\(name)'", hint: Hint.choice(name, among: header))
      }
      guard Attribute.isSnakeCase(name) else {
        throw StageError(.invalid, "the column '\(name)' is not in small letters with '_'")
      }
      columns.append(try Self.column(name, rows.map { $0[place] }))
    }
    self.columns = columns
    self.source = source
    parents = columns.indices.map { place in
      let scored = (0..<place).map { ($0, Self.information(columns[$0], columns[place])) }
      // Below this, what two columns of that many cells share is chance.
      let best = scored.max { ($0.1, $1.0) < ($1.1, $0.0) }
      let cells = best.map { (columns[$0.0].groups.count - 1) * (columns[place].groups.count - 1) }
      guard let best, best.1 > Double(cells ?? 0) / Double(rows.count) else { return nil }
      return best.0
    }
  }

  private static func column(_ name: String, _ texts: [String]) throws(StageError) -> Column {
    guard !texts.contains("") else {
      throw StageError(.invalid, "the column '\(name)' has empty cells")
    }
    var values: [String] = []
    for text in texts where !values.contains(text) {
      values.append(text)
      if values.count > categoriesMax { break }
    }
    if values.count <= categoriesMax {
      values.sort { (Double($0) ?? 0, $0) < (Double($1) ?? 0, $1) }
      return Column(
        name: name, drawn: name, groups: values,
        member: texts.map { values.firstIndex(of: $0) ?? 0 }, bounds: [])
    }
    let numbers = texts.compactMap(Double.init)
    guard numbers.count == texts.count else {
      throw StageError(
        .invalid, "the column '\(name)' has more than \(categoriesMax) values that are no numbers")
    }
    var cuts: [Double] = []
    for part in 1..<8 {
      let cut = Descriptive.quantile(numbers, Double(part) / 8).value ?? 0
      if cuts.last.map({ cut > $0 }) ?? true { cuts.append(cut) }
    }
    let member = numbers.map { number in cuts.count { number > $0 } }
    let bounds = (0...cuts.count).map { group -> (low: Double, high: Double) in
      let inside = numbers.indices.filter { member[$0] == group }.map { numbers[$0] }
      return (inside.min() ?? 0, inside.max() ?? 0)
    }
    return Column(
      name: name, drawn: "\(name)_eighth", groups: bounds.indices.map { "e\($0 + 1)" },
      member: member, bounds: bounds)
  }

  /// The mutual information of two columns, in nats.
  private static func information(_ first: Column, _ second: Column) -> Double {
    let count = Double(first.member.count)
    var cells = [Double](repeating: 0, count: first.groups.count * second.groups.count)
    var rows = [Double](repeating: 0, count: first.groups.count)
    var columns = [Double](repeating: 0, count: second.groups.count)
    for (row, column) in zip(first.member, second.member) {
      cells[row * second.groups.count + column] += 1
      rows[row] += 1
      columns[column] += 1
    }
    var sum = 0.0
    for row in rows.indices {
      for column in columns.indices {
        let cell = cells[row * second.groups.count + column]
        guard cell > 0 else { continue }
        sum += cell / count * Elementary.logarithm(cell * count / (rows[row] * columns[column]))
      }
    }
    return sum
  }

  /// The attributes as a file for `spec --attributes`.
  var node: Node {
    var attributes: [Node] = []
    for (place, column) in columns.enumerated() {
      attributes.append(categories(column, parent: parents[place].map { columns[$0] }))
      if !column.bounds.isEmpty { attributes.append(numbers(column)) }
    }
    return .map([("attributes", .list(attributes))])
  }

  private func grounding(_ method: String) -> Node {
    .map([("level", .text("strong")), ("method", .text(method)), ("source", .text(source))])
  }

  private func shares(_ column: Column, _ people: [Int]) -> [Double] {
    var counts = [Double](repeating: 0, count: column.groups.count)
    for person in people { counts[column.member[person]] += 1 }
    return counts.map { $0 / Double(max(1, people.count)) }
  }

  private func categories(_ column: Column, parent: Column?) -> Node {
    let everybody = Array(column.member.indices)
    let base = shares(column, everybody)
    var modifiers: [Node] = []
    if let parent {
      for (group, value) in parent.groups.enumerated() {
        let people = everybody.filter { parent.member[$0] == group }
        guard !people.isEmpty else { continue }
        // Few people say little: five of everybody are added to each group.
        let own = shares(column, people)
        let weight = Double(people.count) / Double(people.count + 5)
        modifiers.append(
          .map([
            ("when", .text("\(parent.drawn) == '\(value)'")),
            (
              "weight_overrides",
              .map(
                column.groups.enumerated().map { option, name in
                  (name, .number(weight * own[option] + (1 - weight) * base[option]))
                })
            ),
          ]))
      }
    }
    return .map([
      ("name", .text(column.drawn)), ("type", .text("categorical")),
      ("category", .text("population_specific")), ("description", .text("as in the table")),
      (
        "sampling",
        .map([
          ("strategy", .text(modifiers.isEmpty ? "independent" : "conditional")),
          ("depends_on", parent.map { .list([.text($0.drawn)]) }),
          (
            "distribution",
            .map([
              ("type", .text("categorical")), ("options", .list(column.groups.map(Self.quoted))),
              ("weights", .list(base.map(Node.number))),
            ])
          ), ("modifiers", modifiers.isEmpty ? nil : .list(modifiers)),
        ])
      ), ("grounding", grounding("researched")),
    ])
  }

  /// A text that stays one also where it looks like a number.
  private static func quoted(_ text: String) -> Node {
    .scalar(text: text, plain: false, mark: .init(line: 0, column: 0))
  }

  private func numbers(_ column: Column) -> Node {
    func chain(_ values: [Double]) -> Node {
      var text = "\(values[values.count - 1])"
      for group in values.indices.dropLast().reversed() {
        text = "\(values[group]) if \(column.drawn) == '\(column.groups[group])' else \(text)"
      }
      return .text(text)
    }
    return .map([
      ("name", .text(column.name)), ("type", .text("int")),
      ("category", .text("population_specific")), ("description", .text("as in the table")),
      (
        "sampling",
        .map([
          ("strategy", .text("conditional")), ("depends_on", .list([.text(column.drawn)])),
          (
            "distribution",
            .map([
              ("type", .text("uniform")), ("min_formula", chain(column.bounds.map(\.low))),
              ("max_formula", chain(column.bounds.map(\.high))),
            ])
          ),
        ])
      ), ("grounding", grounding("researched")),
    ])
  }
}
