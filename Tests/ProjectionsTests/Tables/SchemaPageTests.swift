import Files
import Glibc
import Projections
import TestKit
import Testing

@Suite struct SchemaPageTests {
  /// `projections/SCHEMA.md`; `RECORD=1` writes it.
  @Test func `the page documents the tables as they are`() throws {
    var page = """
      # The rows

      `.runledger/views/\(ViewStore.fileName)` is an SQLite file with the rows that `runledger
      runs`, `compare` and `sql` read. Any SQLite client may read it. It is a cache: it can be
      deleted at any time, and comes back row for row. It is written by `runledger` alone, is
      advanced by whoever reads or writes the ledger, and leaves no journal beside it, so that a
      copied, read-only folder opens anywhere.

      This page is generated from the tables in `projections/Tables`: `RECORD=1 swift test
      --filter SchemaPage` writes it, and the test fails while it differs. Revision
      \(Tables.revision); another revision is another file. `entry` and `ordinal` say which
      event a row comes from (`runledger show @ENTRY.ORDINAL`). Times are nanoseconds since 1970
      in UTC, lists are JSON. A number that SQL has no word for (NaN, infinity) is null. What
      was erased makes no row.

      `meta(key, value)` says of which log the rows are: `origin`, `size`, `root`, `revision`.


      """
    for table in Tables.all {
      page +=
        "## `\(table.name)`\n\n\(table.summary) "
        + "Key: \(table.key.map { "`\($0)`" }.joined(separator: ", ")).\n\n"
      page += "| column | type | | meaning |\n|---|---|---|---|\n"
      for column in table.columns {
        page +=
          "| `\(column.name)` | \(column.type) | \(column.isOptional ? "optional" : "") "
          + "| \(column.meaning) |\n"
      }
      page += "\n```sql\n\(table.example);\n```\n\n"
    }
    page.removeLast()
    let path = try Vectors.path("projections/SCHEMA.md")
    if unsafe getenv("RECORD") != nil { try FileSystem.writeAtomically(path, Array(page.utf8)) }
    #expect(String(decoding: try FileSystem.readFile(path), as: UTF8.self) == page)
  }
}
