import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// Lines of `$RUNLEDGER_EVENTS` that nobody understands are counted wherever somebody looks.
@Suite(.serialized) struct UnreadCountTests {
  /// Two of its four lines are evidence of nothing.
  private static let study = """
    study: doubt
    objective: does anybody say what cannot be read
    seed: 7
    stages:
      - name: make
        run: [sh, make.sh]
    code: [make.sh]

    """
  private static let script = #"""
    printf '%s\n' '{"metric": {"name": "a", "value": "1"}}' 'no line of mine' \
      '{"metric": {"name": "b", "value": 1}}' '{"weather": "fine"}' >>"$RUNLEDGER_EVENTS"

    """#

  private static func bench() throws -> Bench {
    let bench = try Bench.withLedger()
    try bench.write("doubt.yaml", study)
    try bench.write("make.sh", script)
    let run = bench.run("run", "doubt.yaml")
    #expect(run.exit == 0, "\(run.err)")
    return bench
  }

  @Test func `the end of the attempt has the count`() throws {
    let log = try Self.bench().run("log", "--type", "stage.finished", "--json").out
    #expect(log.contains(#""unread":2"#), "\(log)")
  }

  @Test func `status has it, in words and in data`() throws {
    let bench = try Self.bench()
    #expect(
      bench.run("status", "doubt").lines.contains(
        "  in doubt: 2 reported lines of 'make' cannot be read"))
    let studies = try bench.run("status", "doubt", "--json").json()["studies"]?.asArray
    let stages = try #require(studies?.first?.asMap?["stages"]?.asArray)
    #expect(stages.first?.asMap?["unread"] == 2)
  }

  @Test func `show has it, in words and in data`() throws {
    let bench = try Self.bench()
    #expect(
      bench.run("show", "doubt/s7").lines.contains(
        "  make: 2 lines of what it reported cannot be read"))
    #expect(bench.run("show", "doubt/s7", "--json").out.contains(#""unread":2"#))
  }

  @Test func `the report has it, and so has the file of the stage`() throws {
    let bench = try Self.bench()
    let report = bench.temporary.path("study/runs/doubt/report.md")
    let text = String(decoding: try FileSystem.readFile(report), as: UTF8.self)
    #expect(text.contains("| s7 | make | 1 | 2 |"), "\(text)")
    let stage = bench.temporary.path("study/runs/doubt/s7/stages/make.json")
    let json = String(decoding: try FileSystem.readFile(stage), as: UTF8.self)
    #expect(json.contains(#""unread": 2"#), "\(json)")
  }
}
