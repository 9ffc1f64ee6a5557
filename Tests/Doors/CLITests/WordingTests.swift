import Codecs
import Study
import Testing

@testable import CLI

/// Small words that people act upon: what is named, and how.
@Suite(.serialized) struct WordingTests {
  @Test func `a name that is used again is reported as it was given`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    #expect(bench.run("note", "s1", "text", "--cmd-id", "N1").exit == 0)
    let again = bench.run("note", "s1", "other", "--cmd-id", "N1")
    #expect(again.exit == 5)
    #expect(again.err.hasPrefix("runledger: '--cmd-id N1' belongs to 'add_note' of entry '@"))
    #expect(again.err.contains("choose another name"), "\(again.err)")
    #expect(bench.run("exec", "--cmd-id", "N1", "--", "true").err.contains("--cmd-id N1"))
    let failure = Failure("locked", "run 's1' is locked", exit: .conflict)
    #expect(failure.naming(command: "N1") == failure)
  }

  @Test func `an event type that is not there is refused with a near one`() throws {
    let bench = try Bench.withLedger()
    let wrong = bench.run("log", "--type", "note.aded")
    #expect(wrong.exit == 2)
    #expect(wrong.err.contains("did you mean 'note.added'?"), "\(wrong.err)")
    #expect(bench.run("log", "--type", "stagee").err.contains("did you mean 'stage'?"))
    #expect(bench.run("log", "--type", "nosuch", "--type", "key").exit == 2)
    for type in ["stage", "study.registered", "ledger", "command.refused"] {
      #expect(bench.run("log", "--type", type).exit == 0, "\(type)")
    }
    #expect(bench.run("log", "--type", "ledger.opened").lines.count == 1)
  }

  @Test func `a slug that is too long is told of its length`() throws {
    let bench = try Bench.withLedger()
    let long = String(repeating: "a", count: 101)
    #expect(Identifier.problem(ofSlug: long) == "has 101 bytes, and a slug at most 100")
    #expect(Identifier.problem(ofSlug: String(long.dropLast())) == nil)
    #expect(Identifier.problem(ofSlug: "A b")?.contains("lower-case letters") == true)
    try bench.edit("study.yaml", "study: smallest", "study: \(long)")
    for words in [["check", "study.yaml"], ["exec", "--name", long, "--", "true"]] {
      let result = bench.run(words)
      #expect(result.err.contains("has 101 bytes, and a slug at most 100"), "\(result.err)")
      #expect(!result.err.contains("did you mean"))
    }
  }

  @Test func `a warning about a study file names the line as an error does`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", "seed: 1\n", "")
    #expect(bench.run("check", "study.yaml").err.contains("warning: study.yaml:1: no 'seed'"))
  }

  @Test func `a revoked key has no role and is in use no more`() throws {
    let bench = try Bench.withLedger()
    let request = bench.run("key", "new", "--role", "admin", "--label", "bo")
    try bench.write("request.json", request.out)
    #expect(bench.run("key", "enroll", "request.json", "--role", "admin").exit == 0)
    #expect(bench.run("key", "revoke", "ada", "--key", "bo", "-m", "lost").exit == 0)
    let row = try #require(bench.run("key", "list").lines.first { $0.contains(" ada ") })
    #expect(row.split(separator: " ").suffix(3) == ["-", "revoked", "yes"], "\(row)")
  }

  @Test func `what begins with a hyphen is told how to be a text, and a seed has no sign`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    #expect(bench.run("note", "s1", "-x").err.contains("what follows '--' is not an option"))
    #expect(bench.run("note", "s1", "--", "-x").exit == 0)
    #expect(bench.run("help", "note").out.contains("begins with '-' after '--'"))
    let seed = bench.run("exec", "--seed", "-1", "--", "true")
    #expect(seed.exit == 125 && seed.err.contains("a whole number from 0"), "\(seed.err)")
    let digest = Value.bytes([UInt8](repeating: 0xab, count: 32))
    for (source, words) in [("by hand", "by hand"), ("train", "from train")] {
      let summary = EventText.summary(
        "candidate.registered", ["digest": digest, "source": .text(source)])
      #expect(summary == "abababababab \(words)")
    }
  }
}
