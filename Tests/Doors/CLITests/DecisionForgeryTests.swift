import Codecs
import Engines
import Ledger
import Testing

@testable import CLI

/// What was signed and follows from no rule is found by deciding every command again.
@Suite(.serialized) struct DecisionForgeryTests {
  private let bench: Bench
  private let forger: Forger

  init() throws {
    bench = try Bench.withLedger()
    forger = Forger(bench: bench)
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    #expect(bench.run("note", "smallest", "a word").exit == 0)
    #expect(bench.run("verify", "--full").exit == 0)
  }

  /// What deciding again says of an entry that was appended against the rules.
  private func expectFound(_ index: UInt64) {
    #expect(bench.run("verify").exit == 0, "who wrote it was entitled to")
    let full = bench.run("verify", "--full")
    #expect(full.exit == 13, "\(full.out)\(full.err)")
    #expect(full.out.contains("replay_differs"), "\(full.out)")
    let replay = bench.run("replay")
    #expect(replay.exit == 3)
    for word in ["@\(index)", "add_note"] { #expect(replay.err.contains(word), "\(replay.err)") }
  }

  @Test func `a note of another command`() throws {
    let note = try #require(try forger.recorded("note.added"))
    expectFound(try forger.append("add_note", [note]))
  }

  @Test func `a lock that nobody asked for`() throws {
    let note = try #require(try forger.recorded("run.finished"))
    let end = DraftEvent(type: "run.locked", stream: note.stream, data: [0xa0])
    let index = try forger.append("lock_run", [end])
    let found = bench.run("verify", "--full")
    #expect(found.exit == 3 || found.exit == 13, "@\(index): \(found.out)")
    #expect(bench.run("replay").exit != 0)
  }
}
