import Codecs
import Study
import Testing

@testable import CLI

/// Historical runs: taken over from a registry, or said to need a rebuild.
@Suite(.serialized) struct ImportTests {
  private static let header = ImportedRow.columns.joined(separator: ",")
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  private static func row(
    _ seed: Int, batch: String = "b20250101-0900-old-v01", _ more: String = ""
  )
    -> String
  {
    "2025-01-01T09:00:00Z,smallest,\(batch),vr-k-2-s\(seed),scn-v03,cfg-v05,\(seed),success,"
      + "runs/old/\(seed),\(more)"
  }

  private func write(_ rows: String...) throws {
    try bench.write("runs.csv", ([Self.header] + rows).joined(separator: "\n") + "\n")
  }

  @Test func `every row becomes a run, in one transaction`() throws {
    try write(Self.row(1), Self.row(2), "", Self.row(3, "\"two\nlines\""))
    let entries = try bench.entries()
    let dry = bench.run("import", "runs.csv", "-n")
    #expect(dry.exit == 0 && dry.lines.count == 3, "\(dry.err)")
    #expect(try bench.entries() == entries)
    let taken = bench.run("import", "runs.csv", "--source", "the cluster", "--cmd-id", "old")
    #expect(taken.exit == 0, "\(taken.err)")
    #expect(taken.err.contains("3 runs imported"))
    #expect(try bench.entries() == entries + 3)
    #expect(bench.run("log", "--type", "run.imported").lines.count == 3)
    let again = bench.run("import", "runs.csv", "--source", "the cluster", "--cmd-id", "old")
    #expect(again.exit == 0, "\(again.err)")
    let other = bench.run("import", "runs.csv", "--source", "a laptop", "--cmd-id", "old", "--json")
    #expect(other.exit == 5)
    #expect(try other.json()["error"]?.asMap?["code"] == "command_id_reused")
    #expect(try bench.entries() == entries + 3)
    #expect(bench.run("status").out.contains("3 imported"))
    let id = "b20250101-0900-old-v01.vr-k-2-s2"
    let shown = try bench.run("show", id, "--json").json()
    #expect(shown["imported"] == "the cluster" && shown["seed"] == 2)
    #expect(bench.run("show", id).out.contains("executed elsewhere: the cluster"))
    let lines = [
      ["rerun", id, "--from", "count", "-m", "x"], ["retry", id, "-m", "x"], ["lock", id],
      ["reproduce", id],
    ]
    for words in lines {
      let refused = try bench.run(words + ["--json"]).json()["error"]?.asMap
      #expect(refused?["code"] == "out_of_order" && refused?["exit"] == 11, "\(words)")
      #expect(refused?["hint"] == "an imported run cannot be executed here", "\(words)")
    }
    #expect(bench.run("run", "--run", id).out.contains("nothing to do"))
    #expect(bench.run("run").out.contains("nothing to do"))
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `refused rows are named with their lines, and nothing is half taken over`() throws {
    let entries = try bench.entries()
    try write(
      Self.row(1), Self.row(2).replacing("success", with: "great"), Self.row(1),
      Self.row(4).replacing("smallest", with: "other"), Self.row(5, batch: "old"))
    let bad = bench.run("import", "runs.csv")
    #expect(bad.exit == 2)
    for line in [
      "runs.csv:3: status 'great'", "runs.csv:4: run 'smallest/", "is already on line 2",
      "runs.csv:6: batch_id 'old'",
    ] { #expect(bad.err.contains(line), "\(bad.err)") }
    #expect(bad.err.contains("nothing was imported"))
    let json = try bench.run("import", "runs.csv", "--json").json()
    #expect(json["error"]?.asMap?["details"]?.asArray?.first?.asMap?["line"] == 3)
    try write(Self.row(1), Self.row(4).replacing("smallest", with: "other"))
    let unknown = bench.run("import", "runs.csv")
    #expect(unknown.exit == 4)
    #expect(unknown.err.contains("runs.csv:3: there is no study 'other'"))
    #expect(try bench.entries() == entries)
  }

  @Test func `a run that is there already is a conflict, and the others stay out`() throws {
    try write(Self.row(1))
    #expect(bench.run("import", "runs.csv").exit == 0)
    let entries = try bench.entries()
    try write(Self.row(2), Self.row(1))
    for words in [["import", "runs.csv"], ["import", "runs.csv", "-n"]] {
      let result = bench.run(words)
      #expect(result.exit == 5, "\(words)")
      #expect(result.err.contains("runs.csv:3: there is a run"), "\(result.err)")
    }
    #expect(try bench.entries() == entries)
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `a file that is no registry is refused`() throws {
    #expect(bench.run("import", "nowhere.csv").exit == 4)
    for (text, message) in [
      ("", "runs.csv: "), ("a,b\n1,2\n", "runs.csv:1: the columns"),
      (Self.header + "\n", "there are no rows"), (Self.header + "\n1,2\n", "runs.csv: "),
      (Self.header + "\n\"open\n", "runs.csv: "),
    ] {
      try bench.write("runs.csv", text)
      let result = bench.run("import", "runs.csv")
      #expect(result.exit == 2, "\(text)")
      #expect(result.err.contains(message), "\(result.err)")
    }
  }

  @Test func `an invalidated run says so until it is rebuilt`() throws {
    let said = bench.run("invalidate", "s1", "--policy", "tier-1.5", "-m", "stale artifacts")
    #expect(said.exit == 0, "\(said.err)")
    #expect(bench.run("invalidate", "s1", "-m", "again").exit == 5)
    #expect(bench.run("invalidate", "s9", "-m", "x").exit == 4)
    #expect(bench.run("invalidate", "s1").exit == 2)
    #expect(bench.run("status").out.contains("invalidated s1: tier-1.5: stale artifacts"))
    let status = try bench.run("status", "--json").json()
    let study = status["studies"]?.asArray?.first?.asMap
    #expect(study?["invalidated"]?.asArray?.first?.asMap?["run"] == "s1")
    #expect(
      study?["command"]?.asText?.hasPrefix("runledger rerun smallest/s1 --from count") == true)
    #expect(bench.run("show", "s1").out.contains("has to be rebuilt: tier-1.5"))
    #expect(bench.run("rerun", "s1", "--from", "count", "-m", "rebuilt").exit == 0)
    #expect(bench.run("run", "-q").exit == 0)
    #expect(bench.run("status").out.contains("invalidated") == false)
    #expect(bench.run("replay").exit == 0)
  }
}
