import Bytes
import Codecs
import Files
import Ledger
import TestKit
import Testing

@testable import CLI

/// What of the environment a ledger records.
@Suite(.serialized) struct ConcealmentTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    bench.environment["TOKEN"] = "guess me"
    try bench.edit("study.yaml", "seed: 1\n", "seed: 1\nrequires: {env: [TOKEN]}\n")
  }

  private func recorded() throws -> ValueMap {
    let line = bench.run("log", "--type", "run.pinned", "--json").lines.last ?? ""
    let event = try JSON.decode(Array(line.utf8)).asMap
    let pins = event?["data"]?.asMap?["pins"]?.asMap
    return try #require(pins?["environment"]?.asMap, "\(line)")
  }

  @Test func `a required value cannot be guessed from the record, nor paths read`() throws {
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let pins = try recorded()
    let token = try #require(pins["TOKEN"]?.asText)
    #expect(token.hasPrefix("keyed:"))
    #expect(!token.contains(Hashing.digest(of: Array("guess me".utf8)).hex))
    for name in ["PATH", "HOME"] { #expect(pins[name]?.asText?.hasPrefix("keyed:") == true) }
    #expect(pins["LANG"] == "C")
    let home = bench.environment["HOME"] ?? ""
    let whole = bench.run("log", "--json").out
    #expect(!whole.contains(home) && !whole.contains("guess me"))
    // The same value is told to be the same, another to be another.
    #expect(bench.run("rerun", "s1", "--from", "count", "-m", "again").exit == 0)
    #expect(bench.run("run", "smallest", "-q").exit == 0)
    #expect(try recorded()["TOKEN"]?.asText == token)
    bench.environment["TOKEN"] = "guess me not"
    #expect(bench.run("rerun", "s1c1", "--from", "count", "-m", "again").exit != 70)
  }

  @Test func `a study that pins its environment has the paths in the clear`() throws {
    try bench.edit("study.yaml", "seed: 1\n", "seed: 1\npins: {record: [environment]}\n")
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let pins = try recorded()
    #expect(pins["PATH"]?.asText == bench.environment["PATH"])
    #expect(pins["TOKEN"]?.asText?.hasPrefix("keyed:") == true)
  }
}
