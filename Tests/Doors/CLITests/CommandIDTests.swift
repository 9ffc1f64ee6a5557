import Codecs
import StageKit
import Testing

@testable import CLI

/// A command that has a name is done once, whatever the verb.
@Suite(.serialized) struct CommandIDTests {
  @Test func `every verb that adds to the log is tried here`() {
    let writing = VerbTable.verbs.filter(\.writes).map(\.name)
    // A telling needs a stage that runs, an import is several commands, a restoring needs a loss, a
    // witness has to answer: see their own tests. A domain's verb is what it asks for.
    let tried =
      CommandIDRow.all.map(\.verb) + ["tell", "import", "restore", "witness add-checkpoint"]
    let untried = writing.filter { !tried.contains($0) && !Domains.hasVerb($0) }
    #expect(untried == [], "add a row for it")
    for verb in VerbTable.verbs where verb.writes {
      #expect(verb.allOptions.contains { $0.name == "cmd-id" }, "\(verb.name)")
    }
  }

  @Test(arguments: CommandIDRow.all)
  func `the same again gives the first result, and anything else is a conflict`(
    row: CommandIDRow
  ) throws {
    let bench = try Bench.on(row.ground)
    let before = try bench.entries()
    let first = bench.run(named(row.line))
    #expect(try bench.entries() > before, "\(first.out) \(first.err)")
    let entries = try bench.entries()
    let again = bench.run(named(row.line))
    #expect(again.exit == first.exit, "\(again.out) \(again.err)")
    #expect(try last(again)["repeated"] == true, "\(again.out) \(again.err)")
    #expect(try last(first)["repeated"] == false, "\(first.out)")
    #expect(try last(again)["entry"] == last(first)["entry"])
    #expect(try bench.entries() == entries, "the same was done twice")
    let other = bench.run(named(row.other))
    #expect(other.exit == row.conflict, "\(other.out) \(other.err)")
    #expect(try last(other)["error"]?.asMap?["code"] == "command_id_reused", "\(other.out)")
    #expect(try bench.entries() == entries)
  }

  @Test func `a name that was refused may be used again`() throws {
    let bench = try Bench.on(.corrected)
    let resume = ["resume", "-m", "x", "--cmd-id", "later"]
    #expect(bench.run(resume).exit == 5)
    #expect(bench.run("halt", "-m", "x").exit == 0)
    #expect(bench.run(resume).exit == 0)
    #expect(bench.run("log", "--type", "command.refused").lines.count == 1)
    #expect(bench.run("log", "--type", "study.resumed").lines.count == 1)
  }

  @Test func `a schedule that is drawn anew under a name is drawn once`() throws {
    let bench = try Bench.on(.finished)
    let again = ["run", "smallest", "--again", "-m", "x", "-q", "--cmd-id", "again"]
    #expect(bench.run(again).exit == 0)
    #expect(bench.run(again).exit == 0)
    #expect(bench.run("log", "--type", "schedule.drawn").lines.count == 1)
  }

  /// The command line with a name, and for programs; before what belongs to somebody else.
  private func named(_ line: [String]) -> [String] {
    let place = line.firstIndex(of: "--") ?? line.count
    return Array(line[..<place]) + ["--cmd-id", "once", "--json"] + Array(line[place...])
  }

  /// The last object that was printed.
  private func last(_ result: Bench.Result) throws -> ValueMap {
    let line = try #require(result.lines.last, "\(result.err)")
    return try #require(try JSON.decode(Array(line.utf8)).asMap)
  }
}
