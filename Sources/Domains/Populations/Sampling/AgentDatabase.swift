import Codecs
import Files
import SQLite
import StageKit

/// The SQLite form of a sample: tables `meta(key, value)` and `agents(id, attributes)`.
enum AgentDatabase {
  /// Whether a file's name asks for it.
  static func isOne(_ path: String) -> Bool {
    [".db", ".sqlite", ".sqlite3"].contains { path.hasSuffix($0) }
  }

  /// Writes a sample anew.
  static func write(_ table: AgentTable, to path: String) throws(StageError) {
    do {
      if FileSystem.exists(path) { try FileSystem.remove(path) }
      try FileSystem.makeDirectories(PathName.parent(path))
      let database = try Database(path)
      try database.execute("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
      try database.transaction { () throws(SQLiteError) in
        try database.execute(
          """
          CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL);
          CREATE TABLE agents(id TEXT PRIMARY KEY, attributes TEXT NOT NULL);
          """)
        let meta = try database.prepare("INSERT INTO meta VALUES(?, ?)")
        for (key, value) in table.meta { try meta.run([.text(key), .text(JSON.string(value))]) }
        let insert = try database.prepare("INSERT INTO agents VALUES(?, ?)")
        for (id, row) in zip(table.ids, table.rows) {
          let map = ValueMap(zip(table.names, row).map { ($0, $1.value) })
          try insert.run([.text(id), .text(JSON.string(.map(map)))])
        }
      }
    } catch let error as SQLiteError {
      throw StageError(.file, error.description)
    } catch let error as FileError {
      throw StageError(error)
    } catch {
      throw StageError(.file, "\(error)")
    }
  }

  /// Reads a sample.
  static func read(_ path: String) throws(StageError) -> AgentTable {
    do {
      let database = try Database(path, .readOnly)
      var meta: ValueMap = [:]
      for row in try database.rows("SELECT key, value FROM meta ORDER BY key") {
        meta[row[0].asText ?? ""] = try JSON.decode(Array((row[1].asText ?? "null").utf8))
      }
      var names: [String] = []
      var rows: [[Datum]] = []
      for row in try database.rows("SELECT attributes FROM agents ORDER BY id") {
        let map = try JSON.decode(Array((row[0].asText ?? "").utf8)).asMap ?? [:]
        if names.isEmpty { names = map.keys }
        rows.append(names.map { Datum(map[$0] ?? .null) })
      }
      try require(!rows.isEmpty, "'\(path)' holds no agents")
      return AgentTable(names: names, rows: rows, meta: meta)
    } catch let error as StageError {
      throw error
    } catch {
      throw .invalid("'\(path)': \(error)")
    }
  }
}
