import Files
import Testing

@testable import CLI

/// Making a ledger, and what stands in its way.
@Suite struct InitTests {
  @Test func `an init that failed leaves nothing that blocks the next`() throws {
    let bench = try Bench()
    bench.environment["XDG_CONFIG_HOME"] = "/proc"
    #expect(bench.run("init").exit == 7)
    #expect(bench.run("init", "deeper").exit == 7)
    #expect(try FileSystem.list(bench.root) == [])
    bench.environment["XDG_CONFIG_HOME"] = nil
    #expect(bench.run("init").exit == 0)
    #expect(bench.run("status").exit == 0)
  }

  @Test func `no ledger is made on top of what is left of one`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let twice = bench.run("init")
    #expect(twice.exit == 5 && twice.err.contains("hint: runledger status"))
    try FileSystem.remove(PathName.join(bench.root, ".runledger/log/data.mdb"))
    let result = bench.run("init")
    #expect(result.exit == 5)
    #expect(result.err.contains("its log is missing"), "\(result.err)")
    #expect(result.err.contains("move the directory away first"), "\(result.err)")
    #expect(!FileSystem.exists(PathName.join(bench.root, ".runledger/log/data.mdb")))
  }

  @Test func `a verb that writes changes nothing of a damaged log`() throws {
    let bench = try Bench.withLedger()
    let log = PathName.join(bench.root, ".runledger/log/data.mdb")
    try FileSystem.writeAtomically(log, [])
    let first = bench.run("note", "ledger", "x")
    #expect(first.exit == 3)
    #expect(try FileSystem.readFile(log) == [])
    #expect(bench.run("note", "ledger", "x").err == first.err)
    #expect(bench.run("log").exit == 3)
  }
}
