import Codecs

/// One rule of a schema map: what has to hold for the rows of a table.
public enum SchemaRule: Equatable, Sendable {
  /// Every row has something in these columns.
  case required([String])
  /// A number in a column lies between two limits, either of which may be missing.
  case range(String, low: Double?, high: Double?)
  /// A row says yes in at most one of these columns.
  case exclusive([String])
  /// Every row that satisfies a condition, or every row, satisfies another.
  case hard(given: RowCondition?, then: RowCondition)
  /// Of the rows that satisfy a condition, or of all rows, so large a share satisfies another.
  case soft(given: RowCondition?, then: RowCondition, share: Double)

  /// The rule in words, told apart from every other one of a map.
  public var name: String {
    switch self {
    case .required(let columns): "required \(columns.joined(separator: ", "))"
    case .range(let column, let low, let high):
      "\(column) in \(low.map(Number.text) ?? "")..\(high.map(Number.text) ?? "")"
    case .exclusive(let columns): "exclusive \(columns.joined(separator: ", "))"
    case .hard(let given, let then): Self.words(given) + "\(then)"
    case .soft(let given, let then, let share):
      "\(Self.words(given))share of \(then) off \(Number.text(share))"
    }
  }

  /// The columns that a table has to have.
  public var columns: [String] {
    switch self {
    case .required(let columns), .exclusive(let columns): columns
    case .range(let column, _, _): [column]
    case .hard(let given, let then), .soft(let given, let then, _):
      (given?.columns ?? []) + then.columns
    }
  }

  /// What is observed of a table: how many cells or rows break the rule; for a share how far it is
  /// from the one that is wanted, and nil where no row is concerned.
  ///
  /// `rows` gives the text in a column of each row. O(rows).
  public func observe(_ rows: [[String]], place: (String) -> Int) -> Double? {
    switch self {
    case .required(let columns):
      let places = columns.map(place)
      return Double(rows.reduce(0) { sum, row in sum + places.count { row[$0].isBlank } })
    case .range(let column, let low, let high):
      let place = place(column)
      return Double(
        rows.count { row in
          guard !row[place].isBlank else { return false }
          guard let number = RowCondition.number(row[place]) else { return true }
          return number < low ?? number || number > high ?? number
        })
    case .exclusive(let columns):
      let places = columns.map(place)
      return Double(rows.count { row in places.count { row[$0].isYes } > 1 })
    case .hard(let given, let then):
      return Double(
        rows.count { row in
          given?.holds { row[place($0)] } ?? true && !then.holds { row[place($0)] }
        })
    case .soft(let given, let then, let share):
      let concerned = rows.filter { row in given?.holds { row[place($0)] } ?? true }
      let satisfied = concerned.count { row in then.holds { row[place($0)] } }
      return concerned.isEmpty
        ? nil : abs(Double(satisfied) / Double(concerned.count) - share)
    }
  }

  private static func words(_ given: RowCondition?) -> String {
    given.map { "if \($0) then " } ?? ""
  }
}

extension SchemaRule: Recordable {
  /// Reads a recorded rule.
  public init(_ fields: Fields) throws(FieldError) {
    switch try fields.text("rule") {
    case "required": self = .required(try fields.texts("columns"))
    case "range":
      self = .range(
        try fields.text("column"), low: try fields.doubleIfPresent("low"),
        high: try fields.doubleIfPresent("high"))
    case "exclusive": self = .exclusive(try fields.texts("columns"))
    case "hard":
      self = .hard(
        given: try Self.conditionIfPresent("if", fields), then: try Self.condition("then", fields))
    case "soft":
      self = .soft(
        given: try Self.conditionIfPresent("if", fields), then: try Self.condition("then", fields),
        share: try fields.double("share"))
    case let rule: throw fields.error("rule", "is '\(rule)', which is no rule of a schema")
    }
  }

  /// Writes the rule.
  public func put(into fields: inout FieldsBuilder) {
    switch self {
    case .required(let columns):
      fields.put("rule", "required")
      fields.put("columns", columns)
    case .range(let column, let low, let high):
      fields.put("rule", "range")
      fields.put("column", column)
      fields.put("low", low)
      fields.put("high", high)
    case .exclusive(let columns):
      fields.put("rule", "exclusive")
      fields.put("columns", columns)
    case .hard(let given, let then):
      fields.put("rule", "hard")
      fields.put("if", given?.description)
      fields.put("then", then.description)
    case .soft(let given, let then, let share):
      fields.put("rule", "soft")
      fields.put("if", given?.description)
      fields.put("then", then.description)
      fields.put("share", share)
    }
  }

  private static func condition(
    _ name: String, _ fields: Fields
  ) throws(FieldError) -> RowCondition {
    guard let condition = RowCondition(try fields.text(name)) else {
      throw fields.error(name, "is no condition on a row")
    }
    return condition
  }

  private static func conditionIfPresent(
    _ name: String, _ fields: Fields
  ) throws(FieldError) -> RowCondition? {
    fields.has(name) ? try condition(name, fields) : nil
  }
}

extension String {
  /// Whether a cell holds nothing.
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }

  /// Whether a cell of a yes-or-no column says yes.
  fileprivate var isYes: Bool {
    !isBlank && !["0", "false", "no"].contains(lowercased())
  }
}
