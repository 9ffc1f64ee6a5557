import SQLite
public import Study

/// Which runs are asked for, and in which order.
public struct RunQuery: Equatable, Sendable {
  /// A study's slug; nil for all.
  public var study: String?
  /// The condition.
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

    /// A key.
    public init(_ reference: Condition.Reference, isDescending: Bool) {
      self.reference = reference
      self.isDescending = isDescending
    }
  }

  /// All runs of all studies.
  public init() {}
}

extension ViewStore {
  /// The runs that a query asks for, and how many there are without its limit.
  ///
  /// Errors: `notFound` when a metric is reported by several stages of a study and the query does
  /// not say which.
  public func runs(
    _ query: RunQuery
  ) throws(ProjectionError) -> (rows: [RunRow], count: Int) {
    for reference in query.references { try demandOneStage(reference, in: query.study) }
    let selection = query.selection
    var rows = try self.query(
      """
      SELECT r.study, r.run, r.batch, r.variant, r.task, r.pair, r.level, r.seed, r.state, \
      r.verdict, r.started, r.elapsed, r.command, \
      \(Condition.Reference.field(.baseline).clause(as: .text("")).sql) \
      \(selection.from) \(selection.order)
      """, selection.values
    ).map(RunRow.init)
    var places: [Key: Int] = [:]
    for (place, row) in rows.enumerated() { places[Key(study: row.study, run: row.run)] = place }
    try fill(&rows, places, selection)
    // Counted only where a limit may have hidden some.
    guard let limit = query.limit, rows.count == limit else { return (rows, rows.count) }
    let count = try self.query("SELECT count(*) \(selection.from)", selection.fromValues)
    return (rows, count.first?[0].asInt.map(Int.init) ?? rows.count)
  }

  /// How many runs of the studies a query looks at lack what its filter names, by the name.
  public func missing(
    _ query: RunQuery
  ) throws(ProjectionError) -> [(name: String, count: Int, of: Int)] {
    var everything = query
    everything.filter = nil
    let selection = everything.selection
    var names: [String] = []
    var clauses: [Clause] = []
    for reference in query.filter?.references ?? [] where !names.contains(reference.description) {
      names.append(reference.description)
      clauses.append(Condition.isNull(reference).clause)
    }
    guard !clauses.isEmpty else { return [] }
    // One pass over the runs, whatever the number of names.
    let sums = clauses.map { "coalesce(sum(\($0.sql)), 0)" }.joined(separator: ", ")
    let row = try self.query(
      "SELECT count(*), \(sums) \(selection.from)",
      clauses.flatMap(\.values) + selection.fromValues
    ).first
    guard let row, let total = row[0].asInt else { return [] }
    var found: [(name: String, count: Int, of: Int)] = []
    for (place, name) in names.enumerated() {
      let count = Int(row[place + 1].asInt ?? 0)
      if count > 0 { found.append((name, count, Int(total))) }
    }
    return found
  }

  /// Adds parameters, metrics, tags and notes, each with one pass over the chosen runs.
  private func fill(
    _ rows: inout [RunRow], _ places: [Key: Int], _ selection: RunQuery.Selection
  ) throws(ProjectionError) {
    let chosen = "WITH chosen AS (SELECT r.study, r.run \(selection.from) \(selection.order))"
    func each(
      _ columns: String, _ table: String, _ rest: String = "", _ body: (Int, [Cell]) -> Void
    ) throws(ProjectionError) {
      let found = try query(
        """
        \(chosen) SELECT t.study, t.run, \(columns) FROM chosen \
        CROSS JOIN \(table) t ON t.study = chosen.study AND t.run = chosen.run \(rest)
        """, selection.values)
      for cells in found {
        let key = Key(study: cells[0].asText ?? "", run: cells[1].asText ?? "")
        if let place = places[key] { body(place, Array(cells[2...])) }
      }
    }
    try each("t.name, t.value", "params") { rows[$0].params[$1[0].asText ?? ""] = $1[1].asText }
    var units: [Int: [String: [Double?]]] = [:]
    try each("t.name, t.value", "metrics") { place, cells in
      units[place, default: [:]][cells[0].asText ?? "", default: []].append(cells[1].asDouble)
    }
    for place in rows.indices {
      for (name, values) in units[place] ?? [:] {
        let known = values.compactMap { $0 }
        if known.count == values.count { rows[place].metrics[name] = Statistic.mean.of(known) }
      }
    }
    try each("t.name, t.value", "tags") { rows[$0].tags[$1[0].asText ?? ""] = $1[1].asText }
  }

  /// Refuses a metric that two stages of one study report, and what rows do not have.
  private func demandOneStage(
    _ reference: Condition.Reference, in study: String?
  ) throws(ProjectionError) {
    if case .fact(let fact) = reference {
      throw ProjectionError(
        .notFound, "'\(fact.rawValue)' is a fact for rules of exclusion, and not kept in rows",
        hint: "write state, metrics.NAME, params.NAME or another field")
    }
    guard case .metric(let name, nil, _) = reference else { return }
    let found = try query(
      """
      SELECT study, group_concat(stage, ' and ') FROM (SELECT DISTINCT study, stage FROM metrics \
      WHERE name = ?\(study == nil ? "" : " AND study = ?")) GROUP BY study HAVING count(*) > 1
      """, [.text(name)] + (study.map { [.text($0)] } ?? []))
    if let row = found.first {
      let stages = row[1].asText ?? ""
      throw ProjectionError(
        .notFound, "metrics.\(name) of study '\(row[0].asText ?? "")' is reported by \(stages)",
        hint: "write STAGE.\(name)")
    }
  }
}

private struct Key: Hashable {
  var study: String
  var run: String
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

  var references: [Condition.Reference] {
    (filter?.references ?? []) + sort.map(\.reference)
  }

  var selection: Selection {
    var conditions: [Clause] = []
    if let study { conditions.append(Clause(sql: "r.study = ?", values: [.text(study)])) }
    if !includesWider { conditions.append(Clause(sql: "r.scope = 'run'")) }
    if let filter { conditions.append(filter.clause) }
    let test =
      conditions.isEmpty ? "" : " WHERE " + conditions.map(\.sql).joined(separator: " AND ")
    let fromValues = conditions.flatMap(\.values)
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
      from: "FROM runs r\(test)", fromValues: fromValues, order: "ORDER BY \(order)\(limit)",
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

extension RunRow {
  fileprivate init(_ cells: [Cell]) {
    self.init(
      study: cells[0].asText ?? "", run: cells[1].asText ?? "", batch: cells[2].asText,
      variant: cells[3].asText, task: cells[4].asText, pair: cells[5].asText,
      level: cells[6].asText ?? "", seed: cells[7].asInt ?? 0, state: cells[8].asText ?? "",
      verdict: cells[9].asText, started: cells[10].asInt, elapsed: cells[11].asInt ?? 0,
      baseline: cells[13].asText, command: cells[12].asText)
  }
}
