import Bytes
import Codecs
import Files
import LMDB
import Ledger
import SQLite
import Study
import TestKit
import Testing

@testable import CLI

/// What somebody with a key, or with a file editor, does to a ledger behind the back of the rules.
@Suite(.serialized) struct ForgeryTests {
  private let bench: Bench
  private let forger: Forger

  init() throws {
    bench = try Bench.withLedger()
    forger = Forger(bench: bench)
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  private func kinds(_ words: String...) throws -> [String] {
    let findings = try bench.run(["verify", "--json"] + words).json()["findings"]?.asArray ?? []
    return findings.compactMap { $0.asMap?["kind"]?.asText }
  }

  @Test func `an event that its command may not bring about is found, marked and not counted`()
    throws
  {
    let note = Event(.study("smallest"), .noteAdded(NoteAdded(text: "all is well"))).draft
    let index = try forger.append("publish_report", [note], asRunner: true)
    let verified = bench.run("verify", "--json")
    #expect(verified.exit == 3)
    let finding = try #require(try verified.json()["findings"]?.asArray?.first?.asMap)
    #expect(finding["kind"] == "event_not_allowed")
    #expect(finding["level"] == "bytes")
    #expect(finding["entry"]?.asInt == Int64(index))
    #expect(finding["event"]?.asInt == 0)
    let shown = bench.run("show", "@\(index)")
    #expect(shown.out.contains("NOT ALLOWED in 'publish_report'"), "\(shown.out)")
    #expect(bench.run("log", "-n", "1").out.contains("NOT ALLOWED"))
    #expect(try bench.run("show", "@\(index).0", "--json").json()["allowed"] == false)
    #expect(bench.run("export").exit == 0)
    let commands = try bench.read("runs/smallest/logs/console/commands.jsonl")
    #expect(commands.contains("not allowed: note.added"))
    #expect(try !bench.read("runs/smallest/registry/runs.csv").contains("all is well"))
    let rows = bench.run("sql", "SELECT count(*) FROM notes")
    #expect(rows.out.contains("0"), "\(rows.out)")
  }

  @Test func `a command that the table does not have smuggles nothing in either`() throws {
    let note = Event(.study("smallest"), .noteAdded(NoteAdded(text: "all is well"))).draft
    try forger.append("do_as_i_say", [note])
    #expect(try kinds().contains("event_not_allowed"))
  }

  @Test func `a decision that the rules would not make is found by deciding again`() throws {
    let note = Event(.study("smallest"), .noteAdded(NoteAdded(text: "all is well"))).draft
    let said: ValueMap = ["stream": "study/smallest", "text": "nothing is well"]
    let index = try forger.append("add_note", [note], arguments: said)
    #expect(try kinds() == [], "signatures and states are as they should be")
    #expect(try kinds("--full") == ["replay_differs"])
    let replayed = bench.run("replay")
    #expect(replayed.exit == 13)
    #expect((replayed.out + replayed.err).contains("@\(index)"), "\(replayed)")
  }

  @Test func `what is recorded of a kept file has to be in it`() throws {
    let started = try #require(try forger.recorded("stage.started"))
    var finished = try #require(try forger.recorded("stage.finished"))
    var data = try CBOR.decodeMap(finished.data)
    let metrics = try #require(data["metrics"]?.asArray)
    #expect(metrics.count == 1)
    #expect(try kinds() == [])
    data["metrics"] = .array([["name": "share", "value": .double(0.55)]])
    finished.data = CBOR.encode(data)
    try forger.append("start_stage", [started], asRunner: true)
    let index = try forger.append("finish_stage", [finished], asRunner: true)
    let verified = try bench.run("verify", "--json").json()
    let found = (verified["findings"]?.asArray ?? []).compactMap(\.asMap)
      .filter { $0["kind"] == "value_mismatch" }
    #expect(found.count == 1)
    #expect(found.first?["entry"]?.asInt == Int64(index))
    #expect(found.first?["level"] == "rules")
    let message = found.first?["message"]?.asText ?? ""
    #expect(message.contains("'share' is recorded as 0.55, and the kept file gives 0.5"))
    #expect(try kinds("--full").contains("replay_differs") == false, "an altered log ends it")
  }

  @Test func `an observation that the kept file does not give is found`() throws {
    let started = try #require(try forger.recorded("stage.started"))
    var finished = try #require(try forger.recorded("stage.finished"))
    var data = try CBOR.decodeMap(finished.data)
    let observations = try #require(data["observations"]?.asArray)
    #expect(observations.count == 2)
    data["observations"] = .array([
      observations[0],
      .map(try #require(observations[1].asMap).setting("value", to: .double(0.4))),
    ])
    data["outputs"] = .array(
      (data["outputs"]?.asArray ?? []).map { output in
        .map((output.asMap ?? ValueMap()).setting("size", to: .int(3)))
      })
    finished.data = CBOR.encode(data)
    try forger.append("start_stage", [started], asRunner: true)
    try forger.append("finish_stage", [finished], asRunner: true)
    let found = try kinds()
    #expect(found.count { $0 == "value_mismatch" } == 2, "\(found)")
  }

  @Test func `a state that was altered stops writers, and a rebuild mends it`() throws {
    let key = Array("study/smallest".utf8)
    try forger.edit("states") { transaction, table throws(LMDBError) in
      _ = try transaction.delete(key, in: table)
    }
    // Who reads finds no such study; who would register it again is stopped.
    let refused = bench.run("run", "study.yaml", "-q")
    #expect(refused.exit == 3, "\(refused.err)")
    #expect(refused.err.contains("runledger rebuild"))
    #expect(bench.run("status").exit == 0, "who reads is not stopped")
    let found = try kinds()
    #expect(found.contains("seal_mismatch") && found.contains("state_mismatch"), "\(found)")
    #expect(bench.run("rebuild").exit == 0)
    #expect(try kinds() == [])
    #expect(bench.run("note", "smallest", "x").exit == 0)
  }

  @Test func `an index that was emptied lets no command through twice`() throws {
    #expect(bench.run("note", "smallest", "x", "--cmd-id", "once").exit == 0)
    let count = try bench.entries()
    try forger.edit("index") { transaction, table throws(LMDBError) in
      try transaction.clear(table)
    }
    #expect(bench.run("note", "smallest", "x", "--cmd-id", "once").exit == 3)
    #expect(try bench.entries() == count)
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("note", "smallest", "x", "--cmd-id", "once").exit == 0)
    #expect(try bench.entries() == count)
  }

  @Test func `a log without a seal is read, and refused by writers until it is rebuilt`() throws {
    try forger.edit("meta") { transaction, table throws(LMDBError) in
      _ = try transaction.delete(Array("seal".utf8), in: table)
    }
    #expect(bench.run("log").exit == 0)
    #expect(bench.run("note", "smallest", "x").exit == 3)
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("note", "smallest", "x").exit == 0)
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `rows of a view that were altered are found by a full verification`() throws {
    #expect(bench.run("runs").exit == 0)
    #expect(try kinds("--full") == [])
    let path = PathName.join(bench.root, ".runledger/views")
    let name = try #require(try FileSystem.list(path).first { $0.hasSuffix(".sqlite") })
    let database = try Database(PathName.join(path, name), .readWrite)
    try database.execute("UPDATE metrics SET value = 0.9")
    let found = bench.run("verify", "--full")
    #expect(found.exit == 3)
    #expect(found.out.contains("view_altered"), "\(found.out)")
    #expect(found.out.split(separator: "\n").last?.hasPrefix("altered: ") == true)
    #expect(bench.run("rebuild").exit == 0)
    #expect(try kinds("--full") == [])
  }

  @Test func `a log that was removed is missed, and no ledger above takes its place`() throws {
    try FileSystem.remove(PathName.join(bench.root, ".runledger/log/data.mdb"))
    let below = PathName.join(bench.root, "below")
    try FileSystem.makeDirectories(below)
    for place in [bench.root, below] {
      for words in [["verify"], ["status"], ["note", "ledger", "x"]] {
        let found = bench.run(words, from: place)
        #expect(found.exit == 3, "\(words): \(found.err)")
        #expect(found.err.contains("is missing"))
      }
    }
  }

  @Test func `a log of which nothing is remembered is taken as it is, and that is said`() throws {
    #expect(!bench.run("note", "ledger", "x").err.contains("first seen"))
    let size = try bench.entries()
    try FileSystem.remove(PathName.join(bench.root, ".runledger/log/head"))
    try FileSystem.removeTree(
      PathName.join(bench.temporary.path("home"), ".config/runledger/heads"))
    let adopted = bench.run("note", "ledger", "x")
    #expect(adopted.exit == 0)
    #expect(adopted.err.contains("first seen at size \(size)"))
    #expect(!bench.run("note", "ledger", "x").err.contains("first seen"))
  }

  @Test func `a kept file that a link takes the place of is found`() throws {
    let blobs = PathName.join(bench.root, ".runledger/blobs")
    let name = try #require(try FileSystem.walk(blobs).first)
    let path = PathName.join(blobs, name)
    let elsewhere = bench.temporary.path("elsewhere")
    try FileSystem.rename(path, elsewhere)
    try FileSystem.symlink(elsewhere, at: path)
    #expect(try kinds() == ["blob_altered"])
  }
}

extension ValueMap {
  /// The same with another value.
  fileprivate func setting(_ name: String, to value: Value) -> ValueMap {
    var map = self
    map[name] = value
    return map
  }
}
