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
  /// from the one that is wanted; nil where no row is concerned.
  ///
  /// A row that cannot be read breaks a rule, and counts in a share as what is worst for it.
  /// `unread` says how many such rows there are. `place` gives the place of a column, nil for one
  /// that the table does not have. O(rows).
  public func observe(
    _ rows: [[String]], place: (String) -> Int?
  ) -> (value: Double?, unread: Int) {
    guard !rows.isEmpty else { return (nil, 0) }
    switch self {
    case .required(let columns):
      let places = columns.compactMap(place)
      let blank = rows.reduce(0) { sum, row in sum + places.count { row[$0].isBlank } }
      return (Double(blank), 0)
    case .range(let column, let low, let high):
      guard let place = place(column) else { return (nil, 0) }
      let (low, high) = (low.flatMap { Decimal($0) }, high.flatMap { Decimal($0) })
      var (broken, unread) = (0, 0)
      for row in rows where !row[place].isBlank {
        guard let number = RowCondition.number(row[place]) else {
          unread += 1
          continue
        }
        if low.map({ number < $0 }) ?? false || high.map({ number > $0 }) ?? false { broken += 1 }
      }
      return (Double(broken + unread), unread)
    case .exclusive(let columns):
      let places = columns.compactMap(place)
      return (Double(rows.count { row in places.count { row[$0].isYes } > 1 }), 0)
    case .hard(let given, let then):
      let tally = Tally(rows, given, then, place)
      return (Double(tally.broken + tally.unread), tally.unread)
    case .soft(let given, let then, let share):
      let tally = Tally(rows, given, then, place)
      return (tally.distance(from: share), tally.unread)
    }
  }

  private static func words(_ given: RowCondition?) -> String {
    given.map { "if \($0) then " } ?? ""
  }
}

extension SchemaRule: Recordable {
  /// A rule that asks for nothing.
  public init() { self = .required([]) }

  public mutating func code(_ coder: inout some FieldCoder) {
    var parts = RuleParts(self)
    parts.code(&coder)
    if coder.isReading, let rule = parts.rule { self = rule }
  }
}

extension String {
  /// Whether a cell of a yes-or-no column says yes.
  fileprivate var isYes: Bool {
    !isBlank && !["0", "false", "no"].contains(lowercased())
  }
}
