/// One column of a table: its name, its SQL type and what it means.
public struct Column: Equatable, Sendable {
  /// The name, as queries say it.
  public let name: String
  /// `INTEGER`, `REAL`, `TEXT` or `BLOB`.
  public let type: String
  /// Whether it may be null.
  public let isOptional: Bool
  /// What it means, with its unit.
  public let meaning: String

  static func int(_ name: String, _ meaning: String) -> Column {
    Column(name: name, type: "INTEGER", isOptional: false, meaning: meaning)
  }

  static func text(_ name: String, _ meaning: String) -> Column {
    Column(name: name, type: "TEXT", isOptional: false, meaning: meaning)
  }

  static func real(_ name: String, _ meaning: String) -> Column {
    Column(name: name, type: "REAL", isOptional: false, meaning: meaning)
  }

  /// The same column, which may be null.
  var optional: Column { Column(name: name, type: type, isOptional: true, meaning: meaning) }
}

/// One table of the rows: the only listing of its columns, from which come DDL, inserts and the
/// page that documents it.
public struct Table: Equatable, Sendable {
  /// The name, as queries say it.
  public let name: String
  /// What one row is.
  public let summary: String
  /// The columns in order.
  public let columns: [Column]
  /// The columns of the primary key.
  public let key: [String]
  /// Further indexes, each a list of columns.
  public let indexes: [[String]]
  /// A query that shows what the table is for.
  public let example: String

  init(
    _ name: String, _ summary: String, key: [String], indexes: [[String]] = [], example: String,
    _ columns: [Column]
  ) {
    self.name = name
    self.summary = summary
    self.columns = columns
    self.key = key
    self.indexes = indexes
    self.example = example
  }

  /// The statement that makes it.
  var definition: String {
    let columns = columns.map { column in
      "\(column.name) \(column.type)\(column.isOptional ? "" : " NOT NULL")"
    }
    let key = "PRIMARY KEY (\(key.joined(separator: ", ")))"
    return "CREATE TABLE \(name) (\((columns + [key]).joined(separator: ", "))) WITHOUT ROWID"
  }

  /// The statements that make its indexes, after a bulk load.
  var indexDefinitions: [String] {
    indexes.map { columns in
      "CREATE INDEX \(name)_\(columns.joined(separator: "_")) "
        + "ON \(name) (\(columns.joined(separator: ", ")))"
    }
  }

  /// The statement that puts a row, in the place of one with the same key.
  var replacement: String {
    let marks = Array(repeating: "?", count: columns.count).joined(separator: ", ")
    return "INSERT OR REPLACE INTO \(name) VALUES (\(marks))"
  }

  /// All of its rows in the order of the key.
  var ordered: String { "SELECT * FROM \(name) ORDER BY \(key.joined(separator: ", "))" }
}
