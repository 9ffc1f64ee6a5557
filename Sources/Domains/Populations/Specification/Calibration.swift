import Numerics
import StageKit
import YAML

/// Attributes whose shares are those of a table of real people: each column by its values, given
/// all earlier columns.
///
/// A column depends on the others by a multinomial logit with a term for every group of each
/// earlier one (a log-linear model; Agresti, "Categorical Data Analysis", 2002, 8.5). Its maximum
/// has the table's own share of every value in every group of every other column, so that all pairs
/// come out as they are; what three columns have together is left to them. A column of more than 30
/// numbers is drawn by its eighth, and evenly within it.
struct Calibration {
  /// The price of squared coefficients over two: few people say little.
  static let ridge = 0.3
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
  private let source: String

  init(
    header: [String], rows: [[String]], wanted: [String], source: String
  ) throws(StageError) {
    try require(rows.count >= 50, "a table of at least 50 people is needed, not \(rows.count)")
    var columns: [Column] = []
    for name in wanted {
      guard let place = header.firstIndex(of: name) else {
        throw .invalid("there is no column '\(name)'", hint: Hint.choice(name, among: header))
      }
      try require(
        Attribute.isSnakeCase(name), "the column '\(name)' is not in small letters with '_'")
      columns.append(try Self.column(name, rows.map { $0[place] }))
    }
    self.columns = columns
    self.source = source
  }

  private static func column(_ name: String, _ texts: [String]) throws(StageError) -> Column {
    try require(!texts.contains(""), "the column '\(name)' has empty cells")
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
    try require(
      numbers.count == texts.count,
      "the column '\(name)' has more than \(categoriesMax) values that are no numbers")
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

  /// The attributes as a file for `spec --attributes`.
  func node() throws(StageError) -> Node {
    var attributes: [Node] = []
    for (place, column) in columns.enumerated() {
      attributes.append(try categories(column, given: Array(columns[..<place])))
      if !column.bounds.isEmpty { attributes.append(numbers(column)) }
    }
    return .map([("attributes", .list(attributes))])
  }

  private func grounding(_ method: String) -> Node {
    .map([("level", .text("strong")), ("method", .text(method)), ("source", .text(source))])
  }

  /// The category of a column: base weights, and what each group of the earlier columns but its
  /// first multiplies them by.
  private func categories(_ column: Column, given earlier: [Column]) throws(StageError) -> Node {
    var base = column.groups.map { _ in 1.0 }
    var modifiers: [Node] = []
    if column.groups.count > 1 {
      let rows = column.member.indices.map { person in
        [1.0]
          + earlier.flatMap { other in
            other.groups.indices.dropFirst().map { other.member[person] == $0 ? 1.0 : 0 }
          }
      }
      let model = try require(
        MultinomialLogit.fit(rows, column.member, ridge: Self.ridge).value,
        "the column '\(column.name)' has no model of the others")
      base = model.probabilities([1] + rows[0].dropFirst().map { _ in 0 })
      var place = 0
      for other in earlier {
        for value in other.groups.dropFirst() {
          place += 1
          let factors = [1] + model.coefficients.map { Elementary.exponential($0[place]) }
          let weights = zip(column.groups, factors).map { group, factor in
            (group, Optional(Node.number((factor * 1e6).rounded() / 1e6)))
          }
          modifiers.append(
            .map([
              ("when", .text("\(other.drawn) == '\(value)'")), ("weight_factors", .map(weights)),
            ]))
        }
      }
    }
    let depends = modifiers.isEmpty ? [] : earlier.map(\.drawn)
    return .map([
      ("name", .text(column.drawn)), ("type", .text("categorical")),
      ("category", .text("population_specific")), ("description", .text("as in the table")),
      (
        "sampling",
        .map([
          ("strategy", .text(modifiers.isEmpty ? "independent" : "conditional")),
          (
            "depends_on", depends.isEmpty ? nil : .list(depends.map(Node.text))
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
