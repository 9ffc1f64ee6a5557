import Bytes
import Codecs
import Files
import Ledger
import StageKit
import TestKit
import Testing

@testable import CLI

/// What should never have been recorded, and is erased.
@Suite(.serialized) struct PurgeTests {
  private let bench: Bench
  private static let secret = "Jane Roe, born 1970-01-01"

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  private func digest(_ path: String) throws -> String {
    let shown = try bench.run("cat", path, "--json").json()
    return try #require(shown["digest"]?.asText)
  }

  private func blob(_ hex: String) -> String {
    PathName.join(bench.root, ".runledger/blobs/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))")
  }

  /// A note of over 4 kB, and the entry that holds it.
  private func longNote() throws -> Int64 {
    let text = Self.secret + String(repeating: " and so on", count: 500)
    #expect(bench.run("note", "s1", text).exit == 0)
    return try bench.entries() - 1
  }

  private func holds(_ words: String) {
    let verified = bench.run("verify", "--full")
    #expect(verified.exit == 0, "\(verified.out)\(verified.err)")
    #expect((verified.out + verified.err).contains(words), "\(verified.out)")
    for line in [["replay"], ["export", "--check"], ["doctor"]] {
      let result = bench.run(line)
      #expect(result.exit == 0, "\(line): \(result.out)\(result.err)")
    }
  }

  @Test func `a kept output is gone, and whoever asks is told who erased it and why`() throws {
    let hex = try digest("s1/count/share.json")
    let written = "runs/smallest/s1/attempts/count/_/01/share.json"
    _ = try bench.read(written)
    let entry = try bench.entries()
    let purge = bench.run("purge", "s1/count/share.json", "-m", "a name is in it")
    #expect(purge.exit == 0, "\(purge.out)\(purge.err)")
    #expect(purge.out.contains("@\(entry).0 blob.purged ledger"))
    #expect(!FileSystem.exists(blob(hex)))
    #expect(!FileSystem.exists(PathName.join(bench.root, written)))
    let words = "purged @\(entry) by "
    holds(words)
    for line in [["cat", "s1/count/share.json"], ["get", "s1/count"]] {
      let asked = bench.run(line)
      #expect(asked.exit == 4 && asked.err.contains(words), "\(line): \(asked.err)")
      #expect(asked.err.contains(": a name is in it"))
    }
    #expect(bench.run("show", "s1").out.contains("gone"))
    #expect(bench.run("reproduce", "s1").exit == 0)
    let again = bench.run("purge", "s1/count/share.json", "-m", "once more")
    #expect(again.exit == 0 && again.err.contains(words), "\(again.err)")
    let query = "SELECT kept, purged FROM artifacts WHERE path = 'share.json'"
    #expect(bench.run("sql", query, "--csv").lines.last == "0,\(entry)")
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("sql", query, "--csv").lines.last == "0,\(entry)")
  }

  @Test func `a long note leaves the rows, the files and the disk`() throws {
    let entry = try longNote()
    let query = "SELECT count(*) FROM notes WHERE text LIKE 'Jane%'"
    #expect(bench.run("sql", query, "--csv").lines.last == "1")
    let log = "runs/smallest/s1/logs/decision.log"
    #expect(try bench.read(log).contains(Self.secret))
    #expect(bench.run("purge", "@\(entry)", "-m", "names nobody asked for").exit == 0)
    #expect(bench.run("sql", query, "--csv").lines.last == "0")
    #expect(try !bench.read(log).contains(Self.secret))
    let rows = PathName.join(bench.root, ".runledger/views")
    for name in try FileSystem.list(rows) {
      let bytes = try FileSystem.readFile(PathName.join(rows, name))
      #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.secret), "\(name)")
    }
    for path in try FileSystem.walk(bench.root) {
      let bytes = try FileSystem.readFile(PathName.join(bench.root, path))
      #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.secret), "\(path)")
    }
    holds("purged @\(entry + 1) by ")
    #expect(bench.run("replay").out.contains("purged @\(entry + 1) by "))
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("sql", query, "--csv").lines.last == "0")
    holds("purged @\(entry + 1) by ")
  }

  @Test func `what a rule reads is refused, and so is what lies within an entry`() throws {
    #expect(bench.run("note", "s1", "short").exit == 0)
    let short = try bench.entries() - 1
    let within = bench.run("purge", "@\(short)", "-m", "x")
    #expect(within.exit == 11 && within.err.contains("within the signed entry"))
    let objective = "objective: " + String(repeating: "Is the coin fair? ", count: 300)
    try bench.edit("study.yaml", "study: smallest", "study: another")
    try bench.edit("study.yaml", "objective: Is the coin fair?", objective)
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let found = bench.run("log", "--type", "study.registered", "--json").lines.last ?? ""
    let index = try #require(JSON.decode(Array(found.utf8)).asMap?["entry"]?.asInt)
    let plan = bench.run("purge", "@\(index).0", "-m", "x")
    #expect(plan.exit == 11 && plan.err.contains("'study.registered', which a rule reads"))
    #expect(bench.run("purge", "@\(index)", "-m", "x").exit == 11)
    #expect(bench.run("purge", "@999", "-m", "x").exit == 4)
    #expect(bench.run("purge", "@1.7", "-m", "x").exit == 4)
    #expect(bench.run("purge", "@a", "-m", "x").exit == 2)
    #expect(bench.run("purge", "s1/count/nothing.json", "-m", "x").exit == 4)
    #expect(bench.run("purge", "s1/count/share.json").exit == 2)
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `only an admin purges`() throws {
    let made = try bench.run("key", "new", "--role", "operator", "--label", "bob", "--json").json()
    try bench.write("bob.json", JSON.string(.map(made)))
    #expect(bench.run("key", "enroll", "bob.json", "--role", "operator", "-m", "x").exit == 0)
    let hex = try digest("smallest/s1/count/share.json")
    let refused = bench.run("purge", "s1/count/share.json", "-m", "x", "--key", "bob")
    #expect(refused.exit == 7, "\(refused.err)")
    #expect(FileSystem.exists(blob(hex)) && bench.run("verify").exit == 0)
  }

  @Test func `a crash after the record is completed by the next who writes`() throws {
    let hex = try digest("s1/count/share.json")
    let content = try FileSystem.readFile(blob(hex))
    let entry = try bench.entries()
    #expect(bench.run("purge", "s1/count/share.json", "-m", "a name").exit == 0)
    // As it was between the record and the removal.
    try FileSystem.writeAtomically(blob(hex), content, mode: 0o444, sync: false)
    try FileSystem.writeAtomically(
      PathName.join(bench.root, ".runledger/purging/\(hex)"), [], sync: false)
    let seen = bench.run("doctor")
    #expect(seen.exit == 0 && seen.out.contains("what was purged @\(entry) by "), "\(seen.out)")
    #expect(bench.run("verify").exit == 0 && FileSystem.exists(blob(hex)))
    #expect(bench.run("note", "s1", "something else").exit == 0)
    #expect(!FileSystem.exists(blob(hex)))
    #expect(try FileSystem.list(PathName.join(bench.root, ".runledger/purging")).isEmpty)
    holds("purged @\(entry) by ")
    // What came back from a copy, which nobody noted.
    try FileSystem.writeAtomically(blob(hex), content, mode: 0o444, sync: false)
    #expect(bench.run("purge", "--complete").exit == 0 && !FileSystem.exists(blob(hex)))
  }

  @Test func `what was noted and never recorded stays`() throws {
    let hex = try digest("s1/count/share.json")
    try FileSystem.makeDirectories(PathName.join(bench.root, ".runledger/purging"))
    try FileSystem.writeAtomically(
      PathName.join(bench.root, ".runledger/purging/\(hex)"), [], sync: false)
    #expect(bench.run("note", "s1", "x").exit == 0)
    #expect(FileSystem.exists(blob(hex)) && bench.run("verify").exit == 0)
    #expect(try FileSystem.list(PathName.join(bench.root, ".runledger/purging")).isEmpty)
    let entries = try bench.entries()
    let dry = bench.run("purge", "s1/count/share.json", "-m", "x", "-n")
    #expect(dry.exit == 0 && dry.out.contains("would append blob.purged"))
    #expect(try bench.entries() == entries && FileSystem.exists(blob(hex)))
  }

  @Test func `a backup loses it too, and the second verifier finds nothing wrong`() throws {
    let place = bench.temporary.path("backup")
    #expect(bench.run("backup", place).exit == 0)
    let hex = try digest("s1/count/share.json")
    let copy = PathName.join(
      place, ".runledger/blobs/sha256/\(hex.prefix(2))/\(hex.dropFirst(2))")
    #expect(FileSystem.exists(copy))
    let note = try longNote()
    #expect(bench.run("purge", "s1/count/share.json", "-m", "a name").exit == 0)
    #expect(bench.run("purge", "@\(note)", "-m", "a name").exit == 0)
    let second = bench.run("backup", place)
    #expect(second.exit == 0, "\(second.err)")
    #expect(!FileSystem.exists(copy))
    let tool = PathName.join(try Vectors.packageRoot(), "tools/independent/verify.py")
    let check = "/usr/bin/python3 -c 'import lmdb, cbor2, nacl' 2>/dev/null || exit 77"
    for ledger in [".runledger", "\(place)/.runledger"] {
      let result = try BuiltProgram.run("\(check); /usr/bin/python3 \(tool) \(ledger)", on: bench)
      #expect(result.exit == 0 || result.exit == 77, "\(result.out)\(result.err)")
    }
  }
}
