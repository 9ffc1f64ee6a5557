import SQLite
import Study

/// Few runs that an index finds, outside of which a query has no answer.
///
/// What a filter costs is then what those few cost, however many runs there are. Never needed to be
/// right: the whole condition is asked of each candidate.
extension ViewStore {
  /// With more candidates than these, looking at every run in its order costs less.
  static let candidatesMax = 20_000

  /// The candidates of a query's filter: what all of its tests that an index knows have in common.
  func candidates(_ query: RunQuery) throws(ProjectionError) -> Clause? {
    var clauses: [Clause] = []
    for test in query.filter?.conjuncts ?? [] {
      guard case .test(let reference, _, _) = test,
        let column = try column(of: reference, in: query.study),
        let clause = test.candidates(in: column, of: query.study),
        try count(clause, max: Self.candidatesMax + 1) <= Self.candidatesMax
      else { continue }
      clauses.append(clause)
    }
    guard !clauses.isEmpty else { return nil }
    return Clause(
      sql: clauses.map(\.sql).joined(separator: " INTERSECT "), values: clauses.flatMap(\.values))
  }

  /// The candidates for the first rows by a metric: those with a unit that is no worse than the
  /// last of as many runs as are asked for, taken from the index in its order.
  func candidates(
    sorting query: RunQuery, among filtered: Clause?
  ) throws(ProjectionError) -> Clause? {
    guard filtered == nil, let limit = query.limit, limit <= Self.candidatesMax / 4,
      let order = query.sort.first, let study = try onlyStudy(or: query.study),
      let column = try column(of: order.reference, in: study)
    else { return nil }
    let best = Clause(
      sql: "SELECT DISTINCT study, run FROM (SELECT c.study, c.run "
        + "FROM \(column.table.rawValue) c WHERE c.study = ? "
        + "AND \(column.place.sql) AND \(column.value) IS NOT NULL "
        + "ORDER BY \(column.value) \(order.isDescending ? "DESC" : "ASC") LIMIT \(limit * 4))",
      values: [.text(study)] + column.place.values)
    let key = order.reference.clause(as: .number(0))
    let selection = query.selection(among: best)
    let row = try self.query(
      "SELECT count(v), \(order.isDescending ? "min" : "max")(v) FROM "
        + "(SELECT \(key.sql) AS v \(selection.from) ORDER BY v "
        + "\(order.isDescending ? "DESC" : "ASC") NULLS LAST LIMIT \(limit))",
      key.values + selection.fromValues
    ).first
    // With fewer, a run beyond the candidates may come next.
    guard let row, row[0].asInt == Int64(limit), let bound = row[1].asDouble else { return nil }
    let test = Condition.test(
      order.reference, order.isDescending ? .greaterOrEqual : .lessOrEqual, .number(bound))
    guard let clause = test.candidates(in: column, of: study) else { return nil }
    return try count(clause, max: Self.candidatesMax + 1) <= Self.candidatesMax ? clause : nil
  }

  /// The indexed column of a reference; its stage is that which reports the metric, for the index
  /// begins with it.
  func column(
    of reference: Condition.Reference, in study: String?
  ) throws(ProjectionError) -> RankedColumn? {
    guard var column = RankedColumn(reference) else { return nil }
    if column.table == .params || column.stage != nil { return column }
    guard let study = try onlyStudy(or: study) else { return nil }
    let stage = try query(
      "SELECT min(stage) FROM metrics WHERE study = ? AND name = ?",
      [.text(study), .text(column.name)]
    ).first?[0].asText
    column.stage = stage ?? ""
    return column
  }

  private func count(_ clause: Clause, max: Int) throws(ProjectionError) -> Int {
    let row = try query(
      "SELECT count(*) FROM (\(clause.sql) LIMIT \(max))", clause.values
    ).first
    return row?[0].asInt.map(Int.init) ?? max
  }

  /// A study that is named, or the only one that there is.
  func onlyStudy(or study: String?) throws(ProjectionError) -> String? {
    if let study { return study }
    let studies = try query("SELECT study FROM studies LIMIT 2")
    return studies.count == 1 ? studies[0][0].asText : nil
  }
}

extension Condition {
  /// Tests of which each has to hold where the condition does.
  var conjuncts: [Condition] {
    if case .and(let left, let right) = self { return left.conjuncts + right.conjuncts }
    return [self]
  }

  /// The runs outside of which a test of a column cannot hold; nil where that is not known.
  func candidates(in column: RankedColumn, of study: String?) -> Clause? {
    guard case .test(_, let comparison, .number(let bound)) = self, bound.isFinite else {
      return nil
    }
    let sign: String
    // A mean lies between its values, but for what its sum was rounded by.
    let slack = column.table == .metrics ? abs(bound) * 1e-9 + .leastNonzeroMagnitude : 0
    let limit: Double
    switch comparison {
    case .greater, .greaterOrEqual: (sign, limit) = (">=", bound - slack)
    case .less, .lessOrEqual: (sign, limit) = ("<=", bound + slack)
    case .equal where column.table == .params: (sign, limit) = ("=", bound)
    case .equal, .notEqual: return nil
    }
    let studies = study == nil ? "IN (SELECT study FROM studies)" : "= ?"
    let test = Clause(
      sql: "c.study \(studies) AND \(column.place.sql) AND \(column.value) \(sign) ?",
      values: (study.map { [.text($0)] } ?? []) + column.place.values + [.double(limit)])
    return Clause(
      sql: "SELECT DISTINCT c.study, c.run FROM \(column.table.rawValue) c WHERE \(test.sql)",
      values: test.values)
  }
}

/// A column of the tables that has an index by its values.
struct RankedColumn {
  /// The tables of values by name.
  enum Table: String { case params, metrics }

  var table: Table
  var name: String
  var stage: String?

  /// What a reference looks at: a parameter, or a metric but for its count and its spread, which
  /// lie anywhere.
  init?(_ reference: Condition.Reference) {
    switch reference {
    case .param(let name): (table, self.name) = (.params, name)
    case .metric(let name, let stage, nil), .metric(let name, let stage, .mean),
      .metric(let name, let stage, .min), .metric(let name, let stage, .max):
      (table, self.name, self.stage) = (.metrics, name, stage)
    default: return nil
    }
  }

  /// The column, of the table as `c`.
  var value: String { table == .params ? "c.number" : "c.value" }

  /// Which of its rows are meant.
  var place: Clause {
    Clause(
      sql: "c.name = ?" + (stage == nil ? "" : " AND c.stage = ?"),
      values: [.text(name)] + (stage.map { [.text($0)] } ?? []))
  }
}
