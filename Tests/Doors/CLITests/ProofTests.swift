import Codecs
import Files
import LMDB
import TestKit
import Testing

@testable import CLI

/// Heads and proofs that somebody keeps elsewhere.
@Suite(.serialized) struct ProofTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("note", "ledger", "one").exit == 0)
    try bench.write("head.txt", bench.run("head").out)
  }

  @Test func `a log that goes on extends a head that was kept`() throws {
    #expect(bench.run("head", "compare", "head.txt").out.hasPrefix("equal"))
    #expect(bench.run("note", "ledger", "two").exit == 0)
    let result = bench.run("head", "compare", "head.txt", "--json")
    #expect(result.exit == 0)
    #expect(try result.json()["state"] == "ahead")
    let key = bench.run("head", "--vkey").lines[0]
    let verified = bench.run("verify", "--head", "head.txt", "--key", key)
    #expect(verified.exit == 0, "\(verified.out)")
    #expect(verified.out.contains("ahead: the log extends"))
  }

  @Test func `a log that was put back is behind, and one that went another way is a fork`() throws {
    let ledger = PathName.join(bench.root, ".runledger/log/data.mdb")
    let early = try FileSystem.readFile(ledger)
    #expect(bench.run("note", "ledger", "two").exit == 0)
    try bench.write("later.txt", bench.run("head").out)
    try FileSystem.writeAtomically(ledger, early)
    let behind = bench.run("verify", "--head", "later.txt")
    #expect(behind.exit == 3, "the head is remembered here as well")
    #expect(behind.out.contains("behind: kept is"))
    #expect(behind.err.contains("warning: the log once had the head"))
    let refused = bench.run("note", "ledger", "three")
    #expect(refused.exit == 3)
    #expect(refused.err.contains("runledger restore"))
    #expect(bench.run("rebuild").exit == 3)
    #expect(bench.run("restore").exit == 2)
    #expect(bench.run("restore", "-m", "the backup of Monday").exit == 0)
    #expect(bench.run("note", "ledger", "three").exit == 0)
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("replay").exit == 0)
    #expect(bench.run("rebuild").exit == 0)
    let forked = bench.run("verify", "--head", "later.txt")
    #expect(forked.exit == 1)
    #expect(forked.out.contains("forked: kept is"))
  }

  @Test func `a proof is checked with the key alone`() throws {
    let key = bench.run("head", "--vkey").lines[0]
    #expect(bench.run("proof", "make", "@1", "-o", "p.tlog-proof").exit == 0)
    let elsewhere = bench.temporary.path("elsewhere")
    try FileSystem.makeDirectories(elsewhere)
    let proof = PathName.join(bench.root, "p.tlog-proof")
    let checked = bench.run(["proof", "check", proof, "--key", key], from: elsewhere)
    #expect(checked.exit == 0, "\(checked.out)\(checked.err)")
    #expect(checked.out.contains("enroll_key"))
    let text = try bench.read("p.tlog-proof")
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    lines[2] = "index 2"
    try bench.write("forged", lines.joined(separator: "\n"))
    #expect(bench.run("proof", "check", "forged", "--key", key).exit == 1)
    let other = try Bench.withLedger().run("head", "--vkey").lines[0]
    #expect(bench.run("proof", "check", "p.tlog-proof", "--key", other).exit == 1)
    #expect(bench.run("proof", "make", "@99").exit == 4)
    #expect(bench.run("proof", "make", "ledger").out.hasPrefix("c2sp.org/tlog-proof@v1"))
  }

  @Test func `a stored state that was altered, removed or made up is found`() throws {
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let verified = bench.run("verify", "--json")
    #expect(try verified.json()["checked"]?.asArray?.contains("states") == true)
    let path = PathName.join(bench.root, ".runledger/log")
    let copy = try FileSystem.readFile(PathName.join(path, "data.mdb"))
    for damage in 0..<3 {
      let environment = try Environment.open(path)
      let states = try environment.table("states")
      try environment.write { transaction throws(LMDBError) in
        switch damage {
        case 0: _ = try transaction.delete(Array("study/smallest".utf8), in: states)
        case 1: try transaction.put([0xa0], for: Array("study/smallest".utf8), in: states)
        default: try transaction.put([0xa0], for: Array("baseline/x/y".utf8), in: states)
        }
      }
      environment.close()
      let found = bench.run("verify")
      #expect(found.exit == 3, "\(found.out)")
      #expect(found.out.contains("state_mismatch: the stored state"), "\(found.out)")
      #expect(bench.run("replay").exit == 13)
      try FileSystem.writeAtomically(PathName.join(path, "data.mdb"), copy)
    }
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `the log is written as tiles`() throws {
    #expect(bench.run("export", "tiles").exit == 2)
    #expect(bench.run("export", "tiles", "-o", "tiles").exit == 0)
    #expect(try bench.read("tiles/checkpoint") == bench.run("head").out)
    let entries = try FileSystem.readFile(PathName.join(bench.root, "tiles/tile/entries/000.p/3"))
    let count = Int(entries[0]) << 8 | Int(entries[1])
    #expect(entries.count > count + 2)
    let hashes = try FileSystem.readFile(PathName.join(bench.root, "tiles/tile/0/000.p/3"))
    #expect(hashes.count == 96)
  }
}
