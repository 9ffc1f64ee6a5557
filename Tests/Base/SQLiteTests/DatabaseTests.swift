import Files
import SQLite
import TestKit
import Testing

@Suite struct DatabaseTests {
  @Test func `every kind of value comes back as it was written`() throws {
    let database = try Database(":memory:")
    try database.execute("CREATE TABLE t (a, b, c, d, e)")
    let row: [Cell] = [.int(.min), .double(0.1), .text("naïve\u{0}x"), .blob([0, 255]), .null]
    try database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)").run(row)
    #expect(try database.rows("SELECT * FROM t") == [row])
  }

  @Test func `empty texts and blobs are not null`() throws {
    let database = try Database(":memory:")
    #expect(try database.rows("SELECT ?, ?", ["", .blob([])]) == [["", .blob([])]])
  }

  @Test func `a transaction that throws leaves nothing`() throws {
    let database = try Database(":memory:")
    try database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    #expect(throws: SQLiteError.self) {
      try database.transaction { () throws(SQLiteError) in
        try database.execute("INSERT INTO t VALUES (1)")
        try database.execute("INSERT INTO t VALUES (1)")
      }
    }
    #expect(try database.rows("SELECT count(*) FROM t") == [[0]])
  }

  @Test func `errors name the file and keep SQLite's words`() throws {
    let database = try Database(":memory:")
    let error = try #require(throws: SQLiteError.self) { try database.execute("SELEC 1") }
    #expect(error.message == #"':memory:': near "SELEC": syntax error"#)
    #expect(throws: SQLiteError.self) { try Database("/nowhere/x.sqlite", .readOnly) }
  }

  @Test func `a statement is used again`() throws {
    let database = try Database(":memory:")
    try database.execute("CREATE TABLE t (a)")
    let insert = try database.prepare("INSERT INTO t VALUES (?)")
    for number in 0..<100 { try insert.run([.int(Int64(number))]) }
    #expect(try database.rows("SELECT sum(a) FROM t") == [[4950]])
    #expect(try database.prepare("SELECT 1").isReadOnly)
    #expect(!insert.isReadOnly)
  }
}
