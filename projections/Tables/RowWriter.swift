import SQLite

/// Puts rows into the tables through statements that are compiled once.
final class RowWriter {
  private let database: Database
  private var puts: [Statement?] = Array(repeating: nil, count: Tables.all.count)
  private var others: [(sql: String, statement: Statement)] = []

  init(_ database: Database) { self.database = database }

  /// Puts a row, in the place of one with the same key.
  func put(_ table: TableID, _ row: [Cell]) throws(SQLiteError) {
    let statement: Statement
    if let known = puts[table.rawValue] {
      statement = known
    } else {
      statement = try database.prepare(table.table.replacement)
      puts[table.rawValue] = statement
    }
    try statement.run(row)
  }

  /// Runs another statement; the texts are few and are the same ones each time.
  func run(_ sql: String, _ values: [Cell]) throws(SQLiteError) {
    try statement(sql).run(values)
  }

  /// The first column of the first row, if there is one.
  func first(_ sql: String, _ values: [Cell]) throws(SQLiteError) -> Cell? {
    let statement = try statement(sql)
    defer { statement.reset() }
    try statement.bind(values)
    return try statement.step() ? statement[0] : nil
  }

  private func statement(_ sql: String) throws(SQLiteError) -> Statement {
    if let known = others.first(where: { $0.sql == sql }) { return known.statement }
    let statement = try database.prepare(sql)
    others.append((sql, statement))
    return statement
  }
}

/// The tables that the fold writes, by their place among all.
enum TableID: Int, CaseIterable {
  case studies, runs, params, metrics, points, attempts, units, gates, checks, artifacts, batches
  case variants, pairs, violations, decisions, notes, candidates, baselines, windows, promotions
  case commands, tags, events, concerns

  var table: Table { Tables.all[rawValue] }
}
