import Files
import TestKit
import Testing

@testable import CLI

/// A witness of the program over HTTP, asked by the program.
@Suite(.serialized) struct WitnessServeTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("witness", "key", "--name", "example.org/w1").exit == 0)
    try bench.write("log.vkey", bench.run("head", "--vkey").out)
  }

  /// Lines of shell beside a witness that answers so many requests.
  private func beside(_ requests: Int, _ options: String, _ lines: String...) throws -> Bench.Result
  {
    let script = [
      // The address of an earlier witness is no answer, and nobody is waited for without end.
      "rm -f served.txt",
      "timeout 60 runledger witness serve --requests \(requests) \(options) >served.txt &",
      "for n in $(seq 200); do [ -s served.txt ] || sleep 0.05; done",
      "read -r vkey url <served.txt",
    ]
    return try BuiltProgram.run(
      (script + lines + ["code=$?", "wait", "exit $code"]).joined(separator: "\n"), on: bench)
  }

  @Test func `heads are signed over HTTP, and remembered over restarts`() throws {
    let first = try beside(
      2, "--log log.vkey", "set -e", "runledger note ledger one",
      "runledger witness add-checkpoint $url --witness $vkey",
      "runledger note ledger two", "runledger witness add-checkpoint $url --witness $vkey")
    #expect(first.exit == 0, "\(first.err)")
    let again = try beside(
      1, "", "runledger note ledger three",
      "runledger witness add-checkpoint $url --witness $vkey")
    #expect(again.exit == 0, "the log is known by now: \(again.err)")
    #expect(bench.run("witness", "list").lines[0].hasPrefix("example.org/w1: 7 entries at "))
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `a log that was put back is found by the witness alone`() throws {
    #expect(bench.run("note", "ledger", "one").exit == 0)
    let data = PathName.join(bench.root, ".runledger/log/data.mdb")
    let early = try FileSystem.readFile(data)
    let signed = try beside(
      1, "--log log.vkey", "runledger note ledger two",
      "runledger witness add-checkpoint $url --witness $vkey")
    #expect(signed.exit == 0, "\(signed.err)")
    try FileSystem.writeAtomically(data, early)
    // Whoever can do that can also forget what this machine remembers.
    try FileSystem.remove(PathName.join(bench.root, ".runledger/log/head"))
    try FileSystem.removeTree(
      PathName.join(bench.temporary.path("home"), ".config/runledger/heads"))
    #expect(bench.run("verify").exit == 0)
    let found = try beside(1, "", "runledger witness add-checkpoint $url --witness $vkey")
    #expect(found.exit == 3, "\(found.err)")
    #expect(found.err.contains("the witness has signed 4 entries of this log, which now has 3"))
  }

  @Test func `a fork and an unknown log are refused`() throws {
    let stranger = try beside(1, "", "runledger witness add-checkpoint $url --witness $vkey")
    #expect(stranger.exit == 1)
    #expect(stranger.err.contains("answers 404"))
    let other = bench.run("witness", "serve", "--log", "nonsense", "--requests", "1")
    #expect(other.exit == 2)
    #expect(bench.run("witness", "serve", "--port", "65536").exit == 2)
    #expect(try Bench().run("witness", "serve").exit == 4)
  }
}
