import Bytes
import Codecs
import Files
import Ledger
import Projections
import Runtime
import SQLite
import StageKit

extension Verb {
  static let sql = Verb(
    name: "sql", summary: "query the ledger with SQL",
    usage: "sql 'SELECT ...' [--csv] [--json]",
    details: [
      "The ledger's rows are in an SQLite file, opened read-only; any SQLite client can read it:",
      "runledger sql --path prints its path. projections/SCHEMA.md documents every table.",
    ],
    options: [
      .flag("csv", nil, "as CSV, with a header line"), .certificate,
      .flag("path", nil, "print the path of the file instead"),
    ],
    example: "runledger sql 'SELECT study, state FROM studies'", operands: 0...Int.max,
    isPaged: true
  ) { invocation in
    if let certified = try invocation.certified() { return certified }
    let workspace = try invocation.reading()
    let views = try invocation.views(workspace)
    try views.flush()
    guard let path = views.filePath else {
      throw Failure(
        "read_only", "the rows cannot be kept in '\(workspace.directory.views)'",
        hint: "copy the ledger to a place where you may write", exit: .store)
    }
    if invocation.arguments.has("path") {
      invocation.console.print(path)
      return .done
    }
    let text = invocation.arguments.operands.joined(separator: " ")
    guard !text.isEmpty else {
      throw Failure.usage("'sql' needs a query", hint: "runledger sql 'SELECT run FROM runs'")
    }
    let found: (columns: [String], rows: [[Cell]])
    do throws(SQLiteError) {
      let database = try Database(path, .readOnly)
      let statement = try database.prepare(text)
      var rows: [[Cell]] = []
      while try statement.step() { rows.append(statement.row) }
      found = (statement.columnNames, rows)
    } catch {
      throw Failure.usage("\(error.message)", hint: "projections/SCHEMA.md has the tables")
    }
    invocation.print(found.columns, found.rows)
    return .done
  }
}

extension Invocation {
  /// Prints rows as a table, as CSV or as JSON objects.
  fileprivate func print(_ columns: [String], _ rows: [[Cell]]) {
    if isJSON {
      let objects = rows.map { row -> Value in
        var map = ValueMap()
        for (name, cell) in zip(columns, row) { map[name] = cell.json }
        return .map(map)
      }
      return console.print(json: ["rows": .array(objects)])
    }
    if arguments.has("csv") {
      console.print(CSV.safeRow(columns))
      for row in rows { console.print(CSV.safeRow(row.map(\.plain))) }
      return
    }
    var table = TextTable(columns.map(TextTable.Column.words))
    for row in rows { table.add(row.map { $0 == .null ? "-" : $0.plain }) }
    table.lines(style: console.style).forEach(console.print)
  }
}

extension Cell {
  /// The value as text: numbers shortest, bytes in hexadecimal, null as nothing.
  fileprivate var plain: String {
    switch self {
    case .null: ""
    case .int(let number): "\(number)"
    case .double(let number): Number.text(number)
    case .text(let text): text
    case .blob(let bytes): Hex.encode(bytes)
    }
  }

  fileprivate var json: Value {
    switch self {
    case .null: .null
    case .int(let number): .int(number)
    case .double(let number): .double(number)
    case .text, .blob: .text(plain)
    }
  }
}
