public import Codecs
import SQLite

/// The question behind a table as SQL over the rows, so that who has the rows, and none of our
/// code, can ask it again.
///
/// Beside SQLite's own functions it uses two aggregates: `mean(x)`, and `sd(x)` with n - 1. Both
/// are null where a value is null or too few are there.
public struct TableQuery: Sendable {
  /// The statement; its columns are the headings of the table.
  public let sql: String
  /// The values of its question marks.
  public let values: [Value]

  /// A question that was written down; nil when it is none.
  public init?(_ value: Value) {
    guard let sql = value.asMap?["sql"]?.asText, let values = value.asMap?["values"]?.asArray
    else { return nil }
    self.sql = sql
    self.values = values
  }

  /// The question as it is written down.
  public var value: Value { ["sql": .text(sql), "values": .array(values)] }

  init(_ clause: Clause) {
    sql = clause.sql
    values = clause.values.map { cell in
      switch cell {
      case .null: .null
      case .int(let number): .int(number)
      case .double(let number): .double(number)
      case .text(let text): .text(text)
      case .blob(let bytes): .bytes(bytes)
      }
    }
  }
}

extension RunTable {
  /// The question that gives these columns of the runs of a query.
  public func question(_ query: RunQuery) -> TableQuery {
    let selection = query.selection()
    let cells = columns.map { column in
      Clause(
        sql: "\(column.clause.sql) AS \(Clause.quoted(column.name))", values: column.clause.values)
    }
    return TableQuery(
      Clause(
        sql: "SELECT \(cells.map(\.sql).joined(separator: ", ")) "
          + "\(selection.from) \(selection.order)",
        values: cells.flatMap(\.values) + selection.values))
  }
}

extension VariantGroup {
  /// The question that gives groups of the runs of a query, with the statistics of some metrics.
  public static func question(
    _ query: RunQuery, columns: [String], metrics: [String]
  ) -> TableQuery {
    let runs = query.numbered(
      "r.study, r.run, ifnull(r.batch, '') AS batch, r.seed, "
        + "coalesce(r.variant, r.run) AS variant, r.state, "
        + "r.reused IS NOT NULL AND r.started IS NULL AS taken")
    let left = leftOut.map { "'\($0)'" }.joined(separator: ", ")
    let same = "v.study = g.study AND v.batch = g.batch AND v.variant = g.variant"
    // Of several runs of one seed the last one counts; what was taken over counts as no seed, and
    // gives the mean where there is nothing else.
    let own = "FILTER (WHERE v.reused = 0)"
    let figures = metrics.map { metric -> Clause in
      let these = "FROM v WHERE \(same) AND v.name = ? AND v.place = v.last"
      let parts = [
        ("n", "CASE count(v.value) WHEN 0 THEN NULL ELSE count(v.value) \(own) END"),
        (
          "mean",
          "coalesce(mean(v.value) \(own), mean(v.value) FILTER (WHERE v.reused = 1))"
        ),
        ("sd", "sd(v.value) \(own)"),
      ]
      return Clause(
        sql: parts.map { name, value in
          "(SELECT \(value) \(these)) AS \(Clause.quoted("\(metric).\(name)"))"
        }.joined(separator: ", "),
        values: Array(repeating: .text(metric), count: parts.count))
    }
    let counted = [
      "runs": "count(*) FILTER (WHERE NOT g.taken) AS runs",
      "reused": "count(*) FILTER (WHERE g.taken) AS reused",
    ]
    let shown = columns.map { counted[$0] ?? "g.\($0)" } + figures.map(\.sql)
    return TableQuery(
      Clause(
        sql: """
          WITH k AS (\(runs.sql)), g AS (SELECT * FROM k WHERE state NOT IN (\(left))), \
          u AS (SELECT g.*, m.name, mean(m.value) AS value, \
          max(m.reused) AS reused FROM g JOIN metrics m \
          ON m.study = g.study AND m.run = g.run GROUP BY g.place, m.name), \
          v AS (SELECT u.*, \
          max(place) OVER (PARTITION BY study, batch, variant, seed, name, reused) AS last \
          FROM u WHERE value IS NOT NULL) \
          SELECT \(shown.joined(separator: ", ")) FROM g \
          GROUP BY g.study, g.batch, g.variant ORDER BY min(g.place)
          """, values: runs.values + figures.flatMap(\.values)))
  }
}

extension RunQuery {
  /// The question that gives a metric of the runs of some queries, one after the other: every point
  /// of its curves, or one value a run.
  public static func question(
    _ queries: [RunQuery], metric: String, isCurves: Bool, isOneStudy: Bool
  ) -> TableQuery {
    let name = isOneStudy ? "r.run" : "r.study || '/' || r.run"
    let parts = queries.enumerated().map { number, query in
      query.numbered("\(number) AS word, r.study, r.run, \(name) AS called")
    }
    let runs = Clause(
      sql: parts.map { "SELECT * FROM (\($0.sql))" }.joined(separator: " UNION ALL "),
      values: parts.flatMap(\.values))
    let text =
      isCurves
      ? """
      WITH k AS (\(runs.sql)), c AS (SELECT k.word, k.place, k.called, p.*, \
      count(*) OVER (PARTITION BY k.word, k.place, p.stage, p.unit) AS points \
      FROM k JOIN metric_points p ON p.study = k.study AND p.run = k.run \
      WHERE p.name = ? AND p.attempt = (SELECT max(q.attempt) FROM metric_points q \
      WHERE q.study = p.study AND q.run = p.run AND q.stage = p.stage AND q.unit = p.unit \
      AND q.name = p.name)) \
      SELECT called AS run, stage, unit, step, ifnull(value, 'nan') AS value FROM c \
      WHERE points > 1 ORDER BY word, place, stage, unit, entry, ordinal, n
      """
      : """
      WITH k AS (\(runs.sql)), c AS (SELECT k.word, k.place, k.called, mean(m.value) AS value \
      FROM k JOIN metrics m ON m.study = k.study AND m.run = k.run WHERE m.name = ? \
      GROUP BY k.word, k.place) \
      SELECT called AS run, '' AS stage, '' AS unit, '' AS step, value FROM c \
      WHERE value IS NOT NULL ORDER BY word, place
      """
    return TableQuery(Clause(sql: text, values: runs.values + [.text(metric)]))
  }

  /// Some columns of the runs with their place in the order.
  fileprivate func numbered(_ columns: String) -> Clause {
    let selection = selection()
    let order = selection.values.dropFirst(selection.fromValues.count)
    return Clause(
      sql: "SELECT \(columns), row_number() OVER (\(selection.order)) AS place \(selection.from)",
      values: order + selection.fromValues)
  }
}

extension Clause {
  /// A name as SQL quotes it.
  static func quoted(_ name: String) -> String {
    "\"\(name.replacing("\"", with: "\"\""))\""
  }
}
