import Codecs
import Files
import Testing

@testable import CLI

@Suite(.serialized) struct ExecTests {
  @Test(
    arguments: [
      (["true"], 0), (["sh", "-c", "exit 3"], 3), (["no-such-command"], 127), (["./plain"], 126),
      (["sh", "-c", "kill -9 $$"], 137),
    ] as [([String], Int32)])
  func `a command's own code is returned`(command: [String], code: Int32) throws {
    let bench = try Bench.withLedger()
    try bench.write("plain", "no program")
    #expect(bench.run(["exec", "-q", "--"] + command).exit == code)
    #expect(bench.run("verify").exit == 0)
    #expect(bench.run("log", "--type", "stage.finished").lines.count == 1)
  }

  @Test func `inputs and outputs are on record, and the seed is given`() throws {
    let bench = try Bench.withLedger()
    let result = bench.run(
      "exec", "-i", "tosses.txt", "-o", "out.txt", "--seed", "7", "--name", "one", "--json", "--",
      "sh", "-c", "echo $RUNLEDGER_SEED > out.txt")
    #expect(result.exit == 0, "\(result.err)")
    #expect(try bench.read("out.txt") == "7\n")
    let json = try result.json()
    #expect(json["study"] == "one")
    let output = try #require(json["outputs"]?.asArray?.first?.asMap)
    #expect(output["path"] == "out.txt")
    #expect(output["kept"] == true)
  }

  @Test func `its own failures are told apart from the command's`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("exec", "-i", "absent.txt", "--", "true").exit == 125)
    #expect(bench.run("exec", "-o", "../out", "--", "true").exit == 125)
    #expect(bench.run("exec", "-o", "promised", "--", "true").exit == 12)
    #expect(bench.run("exec").exit == 2)
    #expect(try Bench().run("exec", "--", "true").exit == 125)
  }

  @Test func `the same name for the same command runs it once`() throws {
    let bench = try Bench.withLedger()
    let words = ["exec", "--cmd-id", "nightly", "--", "sh", "-c", "echo x >> count; exit 4"]
    #expect(bench.run(words).exit == 4)
    #expect(bench.run(words).exit == 4)
    #expect(try bench.read("count") == "x\n")
    let other = bench.run("exec", "--cmd-id", "nightly", "--", "true")
    #expect(other.exit == 125)
    #expect(other.err.contains("named another command"))
  }
}
