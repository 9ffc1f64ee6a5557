import Codecs
import StageKit
import Testing

@testable import CLI

/// What the pages say, held against what the program does.
@Suite struct HelpTruthTests {
  @Test func `every variable that a stage sees is on the pages`() throws {
    let bench = try Bench.withLedger()
    try bench.write(
      "env.yaml",
      """
      study: env
      objective: What does a stage see?
      seed: 1
      stages:
        - name: look
          run: [sh, -c, 'env >env.txt']
          outputs: {env.txt: blob}
          publish: [env.txt]

      """)
    #expect(bench.run("run", "env.yaml", "-q").exit == 0)
    let names = try bench.read("runs/env/s1/env.txt").split(separator: "\n")
      .compactMap { $0.split(separator: "=").first }.filter { $0.hasPrefix("RUNLEDGER_") }
    #expect(names.count >= 14)
    let studies = try DocumentMap.text("docs/STUDIES.md")
    let help = bench.run("help", "environment").out
    for name in names {
      #expect(studies.contains("`\(name)`"), "\(name)")
      #expect(help.contains(name) || help.contains(" _\(name.dropFirst(10))"), "\(name)")
    }
  }

  @Test func `the page on JSON names the members of an export and of an explained entry`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let page = try DocumentMap.text("docs/JSON.md")
    let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| `export` |") })
    for (name, _) in try bench.run("export", "--json").json() {
      #expect(row.contains("\"\(name)\""), "\(name)")
    }
    let explained = try bench.run("show", "@3", "--why", "--json").json()
    #expect(explained["why"] != nil && explained["ordinal"] == 0 && explained["leaf"] == nil)
    #expect(page.contains("| an event, and an entry with `--why` |"))
  }

  @Test func `a batch that run declares by itself is told of`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("help", "run").out.contains("b<now>-baseline-vNN"))
    #expect(try DocumentMap.text("docs/STUDIES.md").contains("`b<now>-baseline-vNN`"))
  }

  @Test func `what begins the name of a topic means the topic`() throws {
    let bench = try Bench()
    #expect(bench.run("help", "exit").err.contains("did you mean 'exit-codes'?"))
    #expect(bench.run("help", "exce").err.contains("did you mean 'exec'?"))
  }
}
