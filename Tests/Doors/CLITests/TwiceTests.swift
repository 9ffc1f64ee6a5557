import Codecs
import Files
import Testing

@testable import CLI

/// What is said twice, or in two places, is refused before anything is appended.
@Suite(.serialized) struct TwiceTests {
  private static let sweep = """
    study: sw
    objective: Which value is best?
    params: {lr: 0.1, k: 1}
    design: {sweep: {axes: {lr: [1, 2]}, seeds: [1]}}
    stages: [{name: a, run: [sh, -c, "echo $0", "${params.lr}", "${params.k}"]}]

    """

  @Test(arguments: [
    ["--axis", "lr=1,2", "--axis", "lr=3"], ["--axis", "lr=1", "-p", "lr=2"], ["-p", "lr=2"],
    ["-p", "k=1", "-p", "k=2"], ["--axis", "lr=1,1.0"], ["--axis", "lr=12345678901234567891"],
    ["--jobs", "2", "--jobs", "3"],
  ])
  func `an option that says the same thing twice declares no batch`(words: [String]) throws {
    let bench = try Bench.withLedger()
    try bench.write("sw.yaml", Self.sweep)
    let result = bench.run(["run", "sw.yaml", "-q"] + words)
    #expect(result.exit == 2, "\(result.err)")
    #expect(bench.run("log", "--type", "batch.declared").lines.isEmpty)
  }

  @Test func `names that grow too long are refused by check and before a batch is declared`() throws
  {
    let bench = try Bench.withLedger()
    let params = (1...7).map { "a_rather_long_parameter_\($0)" }
    let axes = params.map { "\($0): [0.001]" }.joined(separator: ", ")
    let text = Self.sweep.replacing(
      "lr: 0.1,", with: params.map { "\($0): 1" }.joined(separator: ", ") + ","
    )
    .replacing("${params.lr}", with: "x")
    try bench.write(
      "sw.yaml",
      text.replacing("lr: [1, 2]", with: axes)
        .replacing("seeds: [1]", with: "seeds: [1], factorial: true"))
    let check = bench.run("check", "sw.yaml")
    #expect(check.exit == 2)
    #expect(check.err.contains("-baseline-v01.vr-aratherlongparameter1x"), "\(check.err)")
    #expect(bench.run("run", "sw.yaml", "-q").exit == 2)
    try bench.write("sw.yaml", text.replacing("lr: [1, 2]", with: "k: [1]"))
    let words = params.flatMap { ["--axis", "\($0)=1"] }
    let run = bench.run(["run", "sw.yaml", "-q", "--factorial"] + words)
    #expect(run.exit == 2 && run.err.contains("the name of run"), "\(run.err)")
    #expect(bench.run("log", "--type", "batch.declared").lines.isEmpty)
  }

  @Test func `one name stands for one study file`() throws {
    let bench = try Bench.withLedger()
    for place in ["a", "b"] {
      try FileSystem.makeDirectories(PathName.join(bench.root, place))
      try bench.write(
        "\(place)/s.yaml", Bench.smallest.replacing("tosses.txt", with: "../tosses.txt"))
    }
    #expect(bench.run("run", "a/s.yaml", "-q").exit == 0)
    let entries = try bench.entries()
    for words in [["run", "b/s.yaml"], ["amend", "b/s.yaml", "-m", "x"]] {
      let result = bench.run(words)
      #expect(result.exit == 5)
      #expect(
        result.err.contains(
          "study 'smallest' was registered from 'a/s.yaml', and 'b/s.yaml' is another file"),
        "\(result.err)")
    }
    #expect(try bench.entries() == entries)
    try FileSystem.remove(PathName.join(bench.root, "a/s.yaml"))
    #expect(bench.run("run", "b/s.yaml", "-q").exit == 0, "it was moved")
  }

  @Test(arguments: ["12345678901234567891", "[12345678901234567891]"])
  func `an integer that would be rounded is refused`(value: String) throws {
    let bench = try Bench.withLedger()
    try bench.write("sw.yaml", Self.sweep.replacing("k: 1", with: "k: \(value)"))
    let result = bench.run("check", "sw.yaml")
    #expect(result.exit == 2 && result.err.contains("at most 64 bits"), "\(result.err)")
  }

  @Test func `a time that the log prints includes its whole second`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("note", "ledger", "hello").exit == 0)
    let line = try #require(bench.run("log", "-n", "1").lines.first)
    let words = line.split(separator: " ").map(String.init)
    let export = bench.run("export", "--at", words[1], "-o", "out")
    let entry = try bench.entries() - 1
    #expect(export.err.contains("as of @\(entry)"), "\(line): \(export.err)")
  }

  @Test func `words of a person are no formula of a spreadsheet`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let run = "s1"
    for reason in ["=1+1", "@x", "-1", "+2"] {
      let other = try Bench.withLedger()
      #expect(other.run("run", "study.yaml", "-q").exit == 0)
      #expect(other.run("exclude", "smallest/\(run)", "--rule", "odd", "-m", reason).exit == 0)
      #expect(other.run("export").exit == 0)
      #expect(try other.read("runs/smallest/exclusions.csv").contains(",odd,'\(reason),"))
      #expect(other.run("export", "--check").exit == 0)
    }
  }

  @Test func `what is ignored stays ignored, and two that begin at once go on as one`() throws {
    let bench = try Bench.withLedger()
    try bench.write(
      "slow.yaml",
      """
      study: slow
      objective: Does it go on?
      stages: [{name: s, run: [sleep, "1"]}]

      """)
    let nohup = try BuiltProgram.run(
      """
      trap '' HUP INT TERM
      runledger run slow.yaml & p=$!
      sleep 0.5; kill -HUP $p; kill -INT $p; kill -TERM $p; wait $p
      """, on: bench)
    #expect(nohup.exit == 0, "\(nohup.err)")
    let two = try BuiltProgram.run(
      """
      runledger run study.yaml & a=$!
      runledger run study.yaml & b=$!
      wait $a && wait $b
      """, on: bench)
    #expect(two.exit == 0, "\(two.err)")
    #expect(bench.run("log", "--type", "study.registered").lines.count == 2)
  }
}
