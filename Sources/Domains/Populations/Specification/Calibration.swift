import Numerics
import StageKit
import YAML

/// Attributes whose shares are those of a table of real people: each column by its values,
/// depending on the two earlier columns that tell most about it.
///
/// Chow and Liu's trees (1968) in the order of the table: parents are the earlier columns with the
/// most mutual information. A column of more than 30 numbers is drawn by its eighth, and evenly
/// within it.
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
  /// The places of the parents of every column: at most two, the more telling one first.
  let parents: [[Int]]
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
      let telling = scored.filter { parent, shared in
        let cells = (columns[parent].groups.count - 1) * (columns[place].groups.count - 1)
        return shared > Double(cells) / Double(rows.count) / 2
      }
      return telling.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(2).map(\.0)
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
      attributes.append(categories(column, parents: parents[place].map { columns[$0] }))
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

  private func categories(_ column: Column, parents: [Column]) -> Node {
    let everybody = Array(column.member.indices)
    let base = shares(column, everybody)
    var modifiers: [Node] = []
    func add(_ condition: String, _ people: [Int], towards prior: [Double]) -> [Double] {
      // Few people say little: ten with the wider group's shares are added.
      let own = shares(column, people)
      let weight = Double(people.count) / Double(people.count + 10)
      let mixed = zip(own, prior).map { weight * $0 + (1 - weight) * $1 }
      let overrides = zip(column.groups, mixed).map { ($0, Optional(Node.number($1))) }
      modifiers.append(
        .map([("when", .text(condition)), ("weight_overrides", .map(overrides))]))
      return mixed
    }
    if let first = parents.first {
      var wide: [[Double]] = []
      for (group, value) in first.groups.enumerated() {
        let people = everybody.filter { first.member[$0] == group }
        wide.append(
          people.isEmpty ? base : add("\(first.drawn) == '\(value)'", people, towards: base))
      }
      // The last condition that holds wins: both parents go behind one.
      for second in parents.dropFirst() {
        for (group, value) in first.groups.enumerated() {
          for (other, name) in second.groups.enumerated() {
            let people = everybody.filter {
              first.member[$0] == group && second.member[$0] == other
            }
            guard people.count >= 10 else { continue }
            _ = add(
              "\(first.drawn) == '\(value)' and \(second.drawn) == '\(name)'", people,
              towards: wide[group])
          }
        }
      }
    }
    return .map([
      ("name", .text(column.drawn)), ("type", .text("categorical")),
      ("category", .text("population_specific")), ("description", .text("as in the table")),
      (
        "sampling",
        .map([
          ("strategy", .text(modifiers.isEmpty ? "independent" : "conditional")),
          (
            "depends_on", parents.isEmpty ? nil : .list(parents.map { .text($0.drawn) })
          ),
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
