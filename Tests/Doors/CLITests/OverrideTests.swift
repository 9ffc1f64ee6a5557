import Codecs
import Testing

@testable import CLI

/// Guards that are bypassed from the command line.
@Suite(.serialized) struct OverrideTests {
  private static let study = """
    study: guarded
    objective: What does the fallback hide?
    seeds: [1, 2]
    params:
      fallback: {value: false, bypass: true}
      folds: 3
    stages:
      - name: fetch
        run: [sh, -c, "echo data >data.txt"]
        outputs: [data.txt]
      - name: compile
        inputs: {data: fetch/data.txt}
        run: [sh, -c, "echo fallback=$1 >plan.txt", -, "${params.fallback}"]
        outputs: [plan.txt]
      - name: report
        per: study
        inputs: {plans: compile/plan.txt}
        run: [sh, -c, "cat ${inputs.plans}/*/plan.txt >report.txt"]
        outputs: [report.txt]

    """

  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    try bench.write("study.yaml", Self.study)
  }

  private func status() throws -> ValueMap {
    let json = try bench.run("status", "guarded", "--json").json()
    return try #require(json["studies"]?.asArray?.first?.asMap)
  }

  private func manifest(_ run: String) throws -> ValueMap {
    let text = try bench.read("runs/guarded/\(run)/manifest.json")
    return try #require(try JSON.decode(Array(text.utf8)).asMap)
  }

  @Test func `a bypass without a grant exits 11 and is on the record`() throws {
    let refused = bench.run("run", "study.yaml", "-p", "fallback=true")
    #expect(refused.exit == 11)
    #expect(refused.err.contains("from its default needs an override"))
    #expect(refused.err.contains("hint:") && refused.err.contains("override grant fallback=VALUE"))
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let rerun = bench.run("rerun", "s1", "--from", "compile", "-p", "fallback=true", "-m", "x")
    #expect(rerun.exit == 11)
    #expect(bench.run("log", "--type", "command.refused").lines.count == 2)
  }

  @Test func `with a grant all that follows says so, and a rebuild clears it`() throws {
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    #expect(try status()["production"] == true)
    let grant = bench.run("override", "grant", "fallback=true", "--run", "s1", "-m", "diagnosis")
    #expect(grant.exit == 0, "\(grant.err)")
    #expect(grant.out.contains("override.granted run/guarded/s1 fallback=true for s1: diagnosis"))
    #expect(bench.run("rerun", "s1", "--from", "compile", "-m", "under it").exit == 0)
    #expect(bench.run("run", "-q").exit == 0)
    let report = try bench.read("runs/guarded/study/attempts/report/_/02/report.txt")
    #expect(report == "fallback=true\nfallback=false\n")
    let standing = try status()
    #expect(standing["production"] == false)
    let marked = standing["non_production"]?.asArray?.compactMap { $0.asMap?["run"]?.asText }
    #expect(marked == ["s1-v2", "study"])
    #expect(standing["overrides"]?.asArray?.first?.asMap?["run"] == "s1")
    #expect(bench.run("status").out.contains("production: false, because of s1-v2 (fallback)"))
    for run in ["s1-v2", "study"] {
      let shown = try bench.run("show", "guarded/\(run)", "--json").json()
      #expect(shown["production"] == false && shown["bypassed"] == ["fallback"], "\(run)")
      #expect(bench.run("show", "guarded/\(run)").out.contains("production: false"))
      #expect(try manifest(run)["production"] == false && manifest(run)["bypassed"] == ["fallback"])
    }
    let other = try bench.run("show", "guarded/s2", "--json").json()
    #expect(other["production"] == true && other["bypassed"] == [])

    #expect(bench.run("override", "revoke", "fallback", "--run", "s1", "-m", "seen").exit == 0)
    #expect(try status()["production"] == false, "what was made stays as it is")
    #expect(
      try status()["command"]?.asText?.hasPrefix("runledger rerun guarded/s1-v2 --from compile")
        == true)
    #expect(bench.run("rerun", "s1-v2", "--from", "compile", "-m", "strict").exit == 0)
    #expect(bench.run("run", "-q").exit == 0)
    #expect(try status()["production"] == true)
    #expect(bench.run("show", "guarded/study").out.contains("production: false") == false)
    #expect(try manifest("study")["production"] == nil && manifest("s2")["production"] == nil)
    #expect(bench.run("export", "--check").exit == 0)
    #expect(bench.run("log", "run/guarded/s1-v3", "--type", "stage.finished").lines.count == 1)
    for verb in ["verify", "replay"] { #expect(bench.run(verb).exit == 0, "\(verb)") }
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `a grant before the first run holds from the start`() throws {
    #expect(bench.run("run", "study.yaml", "--until", "fetch", "-q").exit == 0)
    #expect(
      bench.run("override", "grant", "fallback=true", "--stage", "compile", "-m", "x").exit == 0)
    #expect(bench.run("run", "-q").exit == 0)
    #expect(try status()["non_production"]?.asArray?.count == 3)
    let work = try bench.run("show", "s2/compile", "--json").json()
    let directory = work["units"]?.asArray?.first?.asMap?["attempts"]?.asArray?.first?
      .asMap?["directory"]?.asText
    #expect(directory != nil)
    let list = try bench.run("override", "list", "--json").json()
    let listed = list["overrides"]?.asArray?.first?.asMap
    #expect(listed?["default"] == false && listed?["value"] == true)
    #expect(listed?["stage"] == "compile" && listed?["run"]?.isNull == true)
    #expect(bench.run("override", "list").out.contains("stage compile"))
  }

  @Test func `a run may be granted something before it is planned`() throws {
    try bench.edit("study.yaml", "seeds: [1, 2]", "levels: {A: {seeds: [1]}, B: {seeds: [1]}}")
    #expect(bench.run("run", "study.yaml", "--run", "A-s1", "-q").exit == 0)
    let grant = ["override", "grant", "fallback=true", "--run", "B-s1", "-m", "x"]
    #expect(bench.run(grant).exit == 0)
    for words in [["status"], ["export", "--check"], ["verify"], ["override", "list"]] {
      let result = bench.run(words)
      #expect(result.exit == 0, "\(words): \(result.err)")
    }
    #expect(bench.run("run", "-q").exit == 0)
    #expect(try manifest("B-s1")["production"] == false)
    #expect(try manifest("A-s1")["production"] == nil)
    #expect(bench.run("export", "--check").exit == 0)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `mistakes are told apart`() throws {
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let entries = try bench.entries()
    let cases: [([String], Int32, String)] = [
      (["grant", "fallback=true"], 2, "needs a reason"),
      (["grant", "fallback", "-m", "x"], 2, "says no value"),
      (["grant", "=true", "-m", "x"], 2, "says no value"),
      (["grant", "fallbac=true", "-m", "x"], 4, "did you mean 'fallback'?"),
      (["grant", "folds=4", "-m", "x"], 2, "is not guarded"),
      (["grant", "fallback=false", "-m", "x"], 2, "nothing to override"),
      (["grant", "fallback=yes", "-m", "x"], 2, "'yes' is text"),
      (["grant", "fallback=true", "--run", "s7", "-m", "x"], 4, "no run 's7'"),
      (["grant", "fallback=true", "--study", "other", "-m", "x"], 4, "no study 'other'"),
      (["grant", "fallback=true", "--stage", "fetch", "-m", "x"], 2, "does not see"),
      (["grant", "fallback=true", "--stage", "link", "-m", "x"], 4, "no stage 'link'"),
      (
        ["grant", "fallback=true", "--study", "guarded", "--run", "guarded/s1", "-m", "x"], 2,
        "names the study already"
      ),
      (["revoke", "fallback"], 2, "needs a reason"),
      (["gant", "fallback=true", "-m", "x"], 2, "did you mean 'grant'?"),
    ]
    for (words, exit, message) in cases {
      let result = bench.run(["override"] + words)
      #expect(result.exit == exit, "\(words): \(result.err)")
      #expect(result.err.contains(message), "\(words): \(result.err)")
    }
    #expect(try bench.entries() == entries, "nothing of it enters the log")
    let none = bench.run("override", "revoke", "fallback", "-m", "x")
    #expect(none.exit == 5)
    #expect(none.err.contains("no override of 'fallback' is granted for study"))
    #expect(bench.run("override", "grant", "fallback=true", "-m", "x").exit == 0)
    let again = bench.run("override", "grant", "fallback=true", "-m", "x")
    #expect(again.exit == 5)
    #expect(again.err.contains("'fallback=true' is already granted for study"))
  }

  @Test func `a dry run of a grant changes nothing`() throws {
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    let entries = try bench.entries()
    let dry = bench.run("override", "grant", "fallback=true", "-m", "x", "-n")
    #expect(dry.exit == 0 && dry.out.hasPrefix("would append override.granted"))
    #expect(try bench.entries() == entries)
    #expect(bench.run("override", "list").err.contains("no override is granted"))
  }
}
