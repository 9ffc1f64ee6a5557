import SQLite
public import Study

/// Which runs are asked for, and in which order.
public struct RunQuery: Equatable, Sendable {
  /// A study's slug; nil for all.
  public var study: String?
  public var filter: Condition?
  /// What the rows are sorted by, the most important first; newest first without.
  public var sort: [Order] = []
  /// At most so many rows; nil for all.
  public var limit: Int?
  /// Whether stages done once for several runs are listed as well.
  public var includesWider = false

  /// A key to sort by.
  public struct Order: Equatable, Sendable {
    /// What is compared; missing values come last in either direction.
    public var reference: Condition.Reference
    /// Whether the largest comes first.
    public var isDescending: Bool

    public init(_ reference: Condition.Reference, isDescending: Bool) {
      self.reference = reference
      self.isDescending = isDescending
    }
  }

  /// All runs of all studies.
  public init() {}
}

extension RunQuery {
  /// The rows in SQL.
  struct Selection {
    /// `FROM ... WHERE ...`.
    var from: String
    var fromValues: [Cell]
    /// `ORDER BY ... LIMIT ...`.
    var order: String
    /// The values of both.
    var values: [Cell]
  }

  /// Everything that the filter and the order look at.
  public var references: [Condition.Reference] {
    (filter?.references ?? []) + sort.map(\.reference)
  }

  /// The rows, among runs that a clause names, or among all.
  func selection(among candidates: Clause? = nil) -> Selection {
    var conditions: [Clause] = []
    if let study { conditions.append(Clause(sql: "r.study = ?", values: [.text(study)])) }
    if !includesWider { conditions.append(Clause(sql: "r.scope = 'run'")) }
    if let filter { conditions.append(filter.clause) }
    let test =
      conditions.isEmpty ? "" : " WHERE " + conditions.map(\.sql).joined(separator: " AND ")
    // Joined in this order, so that the candidates are what is gone through.
    let source = candidates.map {
      "(\($0.sql)) k CROSS JOIN runs r ON r.study = k.study AND r.run = k.run"
    }
    let fromValues = (candidates?.values ?? []) + conditions.flatMap(\.values)
    let keys = sort.map { order -> Clause in
      let clause = order.reference.clause(as: order.reference.sortsAs)
      return Clause(
        sql: "\(clause.sql) \(order.isDescending ? "DESC" : "ASC") NULLS LAST",
        values: clause.values)
    }
    let order = (keys.map(\.sql) + ["r.planned DESC", "r.entry DESC", "r.ordinal DESC"])
      .joined(separator: ", ")
    let limit = limit.map { " LIMIT \($0)" } ?? ""
    return Selection(
      from: "FROM \(source ?? "runs r")\(test)", fromValues: fromValues,
      order: "ORDER BY \(order)\(limit)",
      values: fromValues + keys.flatMap(\.values))
  }
}

extension Condition.Reference {
  /// Parameters sort as numbers where they are numbers.
  var sortsAs: Condition.Literal {
    switch self {
    case .param, .metric: .number(0)
    default: isNumeric ? .number(0) : .text("")
    }
  }
}
