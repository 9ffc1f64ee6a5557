import Bytes
import Codecs
import Files
import LMDB
import Ledger
import SQLite
import TestKit
import Testing

@testable import CLI

/// Who reads what was altered says so, with exit code 3, and not that a later build wrote it.
@Suite(.serialized) struct DamagedReadersTests {
  private let bench: Bench
  private let forger: Forger

  init() throws {
    bench = try Bench.withLedger()
    forger = Forger(bench: bench)
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  /// Alters a name within the entry that holds it, with an editor of bytes; gives its index.
  private func alter(_ name: String, to other: String) throws -> UInt64 {
    let ledger = try Ledger.open(at: PathName.join(bench.root, ".runledger"), mode: .readOnly)
    var found: (index: UInt64, bytes: [UInt8])?
    try ledger.entries { index, signed in
      guard signed.entry.events.contains(where: { $0.type == name }) else { return true }
      found = (index, signed.bytes)
      return false
    }
    ledger.close()
    let (index, bytes) = try #require(found)
    let place = try #require(bytes.firstRange(of: Array(name.utf8)))
    var altered = bytes
    altered.replaceSubrange(place, with: Array(other.utf8))
    try forger.edit("entries") { transaction, table throws(LMDBError) in
      try transaction.put(altered, for: index, in: table)
    }
    return index
  }

  @Test func `an altered entry is shown to nobody, and proven to nobody`() throws {
    let index = try alter("run.finished", to: "run.finishee")
    for words in [
      ["show", "@\(index)"], ["show", "@\(index).0"],
      ["proof", "make", "@\(index)", "-o", "proof"],
      ["proof", "make", "@\(index)", "--cose", "-o", "receipt"],
    ] {
      let said = bench.run(words)
      #expect(said.exit == 3, "\(words): \(said.out)\(said.err)")
      #expect(said.err.contains("that entry '@\(index)' is the one that was appended"))
    }
    #expect(bench.run("show", "@0").exit == 0)
  }

  @Test func `an altered type is no work of a later build`() throws {
    let index = try alter("run.finished", to: "run.finishee")
    try FileSystem.removeTree(PathName.join(bench.root, ".runledger/views"))
    for words in [["export", "--check"], ["export"]] {
      let said = bench.run(words)
      #expect(said.exit == 3, "\(words): \(said.err)")
      #expect(said.err.contains("that entry '@\(index)' is the one that was appended"))
      #expect(!said.err.contains("later"))
    }
  }

  @Test func `altered logs of a stage are not printed`() throws {
    #expect(bench.run("exec", "--name", "say", "--", "echo", "hello").exit == 0)
    #expect(bench.run("logs", "say/s1").out == "hello\n")
    let blobs = PathName.join(bench.root, ".runledger/blobs")
    for name in try FileSystem.walk(blobs) {
      let path = PathName.join(blobs, name)
      guard try FileSystem.readFile(path) == Array("hello\n".utf8) else { continue }
      try FileSystem.setMode(path, 0o644)
      try FileSystem.writeAtomically(path, Array("jello\n".utf8))
    }
    let said = bench.run("logs", "say/s1")
    #expect(said.exit == 3)
    #expect(said.out == "")
    #expect(said.err.contains("was altered"))
  }

  @Test func `a log behind a link is a finding, and not written to`() throws {
    let log = PathName.join(bench.root, ".runledger/log")
    let elsewhere = bench.temporary.path("elsewhere")
    try FileSystem.rename(log, elsewhere)
    try FileSystem.symlink(elsewhere, at: log)
    let lock = PathName.join(elsewhere, "lock.mdb")
    try FileSystem.writeAtomically(lock, [1, 2, 3])
    let said = bench.run("verify")
    #expect(said.exit == 3, "\(said.err)")
    #expect(said.out.contains("store_damaged"), "\(said.out)")
    #expect(said.out.contains("is a symbolic link"), "\(said.out)")
    #expect(try FileSystem.readFile(lock) == [1, 2, 3])
  }

  @Test func `who has no key finds altered states, and says what he cannot check`() throws {
    try FileSystem.removeTree(PathName.join(bench.temporary.path("home"), ".config"))
    let clean = bench.run("verify")
    #expect(clean.exit == 0)
    #expect(clean.out.contains("not checked: the seal"))
    #expect(clean.lines.last?.hasPrefix("ok as far as checked, ") == true)
    let key = Array("study/smallest".utf8)
    var row: [UInt8] = []
    try forger.edit("states") { transaction, table throws(LMDBError) in
      if let span = try transaction.get(key, in: table) { row = [UInt8](span) }
    }
    let altered = Array(row.dropLast()) + [row[row.count - 1] ^ 1]
    for value in [altered, nil, row] as [[UInt8]?] {
      try forger.edit("states") { transaction, table throws(LMDBError) in
        if let value { return try transaction.put(value, for: key, in: table) }
        _ = try transaction.delete(key, in: table)
      }
      let found = bench.run("verify")
      #expect(found.exit == (value == row ? 0 : 3), "\(found.out)")
      #expect(found.out.contains("state_mismatch") == (value != row), "\(found.out)")
    }
  }

  @Test func `a trigger or table that somebody put among the rows is found, and gone when read`()
    throws
  {
    let rows = bench.run("sql", "SELECT count(*) FROM metrics").out
    let path = bench.run("sql", "--path").lines[0]
    for statement in [
      "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM metrics; END",
      "CREATE TABLE other (x)", "DROP INDEX runs_planned", "CREATE VIEW shown AS SELECT 1",
    ] {
      try Database(path, .readWrite).execute(statement)
      let found = bench.run("verify", "--full")
      #expect(found.exit == 3, "\(statement): \(found.out)")
      #expect(found.out.contains("'sqlite_schema'"), "\(statement): \(found.out)")
      #expect(bench.run("sql", "SELECT count(*) FROM metrics").out == rows)
      let after = bench.run("verify", "--full")
      #expect(after.exit == 0, "\(statement): \(after.out)")
    }
  }
}
