import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// Copies of a ledger, their return, and what the doctor says.
@Suite struct BackupTests {
  private func ran(_ bench: Bench) { #expect(bench.run("run", "study.yaml", "-q").exit == 0) }

  @Test func `a backup is a ledger that verifies, and only what is new is copied again`() throws {
    let bench = try Bench.withLedger()
    ran(bench)
    let place = bench.temporary.path("backup")
    let first = bench.run("backup", place, "--json")
    #expect(first.exit == 0, "\(first.err)")
    let size = try #require(try first.json()["size"]?.asInt)
    #expect(try first.json()["copied"]?.asInt ?? 0 > 0)
    #expect(bench.run("verify", "--ledger", place).exit == 0)
    #expect(bench.run("status", "--ledger", place).out.contains("smallest"))
    #expect(bench.run("note", "ledger", "later").exit == 0)
    let second = bench.run("backup", place, "--json")
    #expect(try second.json()["copied"]?.asInt == 0)
    #expect(try second.json()["size"]?.asInt == size + 1)
    #expect(bench.run("backup", place, "--check").exit == 0)
  }

  @Test func `what was altered is not backed up, and the former backup stays`() throws {
    let bench = try Bench.withLedger()
    ran(bench)
    let place = bench.temporary.path("backup")
    #expect(bench.run("backup", place).exit == 0)
    let before = try FileSystem.readFile("\(place)/backup.json")
    #expect(bench.run("note", "ledger", "later").exit == 0)
    let blobs = PathName.join(bench.root, ".runledger/blobs")
    for path in try FileSystem.walk(blobs) {
      try FileSystem.removeTree("\(place)/.runledger/blobs/\(path)")
      try FileSystem.writeAtomically("\(blobs)/\(path)", Array("evil".utf8))
    }
    let result = bench.run("backup", place)
    #expect(result.exit == 3, "\(result.err)")
    #expect(result.err.contains("does not verify"))
    #expect(try FileSystem.readFile("\(place)/backup.json") == before)
    #expect(bench.run("log", "--ledger", place).out.contains("later") == false)
  }

  @Test(arguments: ["no log", "both logs", "half a former log", "a broken new log"])
  func `a backup that was interrupted while it exchanged logs is one`(state: String) throws {
    let bench = try Bench.withLedger()
    let place = bench.temporary.path("backup")
    #expect(bench.run("backup", place).exit == 0)
    let said = try FileSystem.readFile("\(place)/backup.json")
    let log = "\(place)/.runledger/log"
    let former = bench.temporary.path("former")
    try FileSystem.makeDirectories(former)
    let data = try FileSystem.readFile("\(log)/data.mdb")
    try FileSystem.writeAtomically("\(former)/data.mdb", data)
    #expect(bench.run("note", "ledger", "later").exit == 0)
    #expect(bench.run("backup", place).exit == 0)
    // As it was before it said so.
    try FileSystem.writeAtomically("\(place)/backup.json", said)
    try FileSystem.rename(former, "\(log).former")
    switch state {
    case "no log": try FileSystem.removeTree(log)
    case "half a former log": try FileSystem.remove("\(log).former/data.mdb")
    case "a broken new log": try FileSystem.writeAtomically("\(log)/data.mdb", [1, 2, 3])
    default: break
    }
    let checked = bench.run("backup", place, "--check")
    #expect(checked.exit == 0, "\(checked.err)")
    let isNew = state == "both logs" || state == "half a former log"
    #expect(bench.run("log", "--ledger", place).out.contains("later") == isNew)
    try FileSystem.removeTree(PathName.join(bench.root, ".runledger/log/data.mdb"))
    #expect(bench.run("restore", place, "-m", "the disk died").exit == 0)
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("log").out.contains("later") == isNew)
    #expect(bench.run("backup", place).exit == 0)
  }

  @Test func `a lost ledger comes back, and what is missing is on the record`() throws {
    let bench = try Bench.withLedger()
    ran(bench)
    let place = bench.temporary.path("backup")
    #expect(bench.run("backup", place).exit == 0)
    #expect(bench.run("note", "ledger", "lost").exit == 0)
    try FileSystem.removeTree(PathName.join(bench.root, ".runledger/log/data.mdb"))
    let dry = bench.run("restore", place, "-m", "the disk died", "-n")
    #expect(dry.exit == 0 && dry.out.contains("would restore"), "\(dry.err)")
    let result = bench.run("restore", place, "-m", "the disk died")
    #expect(result.exit == 0, "\(result.err)")
    #expect(result.out.contains("what stood there is now"))
    #expect(result.out.contains("recorded as @"))
    #expect(bench.run("verify").exit == 0)
    let log = bench.run("log").out
    #expect(log.contains("ledger.restored"), "\(log)")
    #expect(bench.run("note", "ledger", "again").exit == 0)
    #expect(FileSystem.exists(PathName.join(bench.root, ".runledger.replaced-1")))
  }

  @Test func `a whole ledger is not replaced, and a backup of another not written over`() throws {
    let bench = try Bench.withLedger()
    let place = bench.temporary.path("backup")
    #expect(bench.run("backup", place).exit == 0)
    let whole = bench.run("restore", place, "-m", "why not")
    #expect(whole.exit == 5 && whole.err.contains("is whole"), "\(whole.err)")
    let other = try Bench.withLedger()
    let result = other.run("backup", place)
    #expect(result.exit == 5 && result.err.contains("is a backup of"), "\(result.err)")
    try FileSystem.makeDirectories(bench.temporary.path("full"))
    try FileSystem.writeAtomically(bench.temporary.path("full/mine.txt"), [1])
    let full = bench.run("backup", bench.temporary.path("full"))
    #expect(full.exit == 5 && full.err.contains("mine.txt"), "\(full.err)")
    #expect(bench.run("backup", PathName.join(bench.root, ".runledger/x")).exit == 2)
  }

  @Test func `a log that is behind its backup is not backed up over it`() throws {
    let bench = try Bench.withLedger()
    let place = bench.temporary.path("backup")
    #expect(bench.run("backup", bench.temporary.path("early")).exit == 0)
    #expect(bench.run("note", "ledger", "later").exit == 0)
    #expect(bench.run("backup", place).exit == 0)
    let ledger = PathName.join(bench.root, ".runledger")
    try FileSystem.removeTree(ledger)
    let back = bench.run("restore", bench.temporary.path("early"), "-m", "an old one")
    #expect(back.exit == 0, "\(back.err)")
    let result = bench.run("backup", place)
    #expect(result.exit == 3 && result.err.contains("does not hold it"), "\(result.err)")
  }

  @Test func `the doctor finds nothing, then what is wrong and what to do`() throws {
    let bench = try Bench.withLedger()
    ran(bench)
    let well = bench.run("doctor")
    #expect(well.exit == 0, "\(well.out)")
    #expect(well.out.contains("nothing is wrong"))
    let blobs = PathName.join(bench.root, ".runledger/blobs")
    let first = try #require(try FileSystem.walk(blobs).first)
    try FileSystem.writeAtomically("\(blobs)/\(first)", Array("evil".utf8))
    try FileSystem.writeAtomically("\(blobs)/sha256/.partial-0", [1])
    let ill = bench.run("doctor")
    #expect(ill.exit == 3)
    #expect(ill.out.contains("FAIL  bytes:"), "\(ill.out)")
    #expect(ill.out.contains("runledger restore BACKUP"))
    #expect(ill.out.contains("cut short"))
    try FileSystem.writeAtomically(PathName.join(bench.root, ".runledger/log/data.mdb"), [1, 2, 3])
    let dead = bench.run("doctor", "--json")
    #expect(dead.exit == 3)
    #expect(try dead.json()["ok"] == .bool(false))
  }
}
