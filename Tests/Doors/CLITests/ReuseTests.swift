import Codecs
import Files
import StageKit
import Testing

@testable import CLI

/// A sweep whose second batch has runs of the first, played as a person would.
@Suite(.serialized) struct ReuseTests {
  private static let first = "b20260501-0900-first-v01"
  private static let second = "b20260502-0900-second-v01"
  private let bench: Bench

  /// Every execution writes something else into `note.txt`, so that what was copied shows.
  init() throws {
    bench = try Bench()
    try bench.write(
      "sweep.yaml",
      """
      study: sw
      objective: Which value is best?
      metric: x
      params: {f: 1}
      design:
        sweep:
          axes: {f: [1, 2]}
          seeds: [1, 2]
      stages:
        - name: count
          run:
            - sh
            - -c
            - 'echo "{\\"x\\": $0}" >x.json; echo "$1 $$" >"$(pwd)/note.txt"; echo said'
            - "${params.f}"
            - "${run}"
          outputs: {x.json: blob, note.txt: digest}
          gates:
            - {name: fair, checks: [{metric: x, in: x.json, pass: ">= 0"}]}

      """)
    #expect(bench.run("init").exit == 0)
    run(Self.first)
  }

  @discardableResult
  private func run(_ batch: String, _ words: String...) -> Bench.Result {
    let result = bench.run(["run", "sweep.yaml", "--batch", batch, "-q"] + words)
    #expect(result.exit == 0, "\(result.out)\(result.err)")
    return result
  }

  private func note(_ batch: String, _ run: String) throws -> String {
    try bench.read("runs/sw/batches/\(batch)/variants/\(run)/attempts/count/_/01/note.txt")
  }

  private func holds() {
    for words in [["verify", "--full"], ["replay"], ["export", "--check"]] {
      let result = bench.run(words)
      #expect(result.exit == 0, "\(words): \(result.out)\(result.err)")
    }
  }

  @Test func `an equal run takes over files, values and log, and everything says so`() throws {
    run(Self.second, "--axis", "f=2,3")
    #expect(try note(Self.second, "vr-f-2-s1") == note(Self.first, "vr-f-2-s1"))
    #expect(try note(Self.second, "vr-f-3-s1") != note(Self.first, "vr-f-2-s1"))
    let run = "\(Self.second).vr-f-2-s1"
    let rows = bench.run("runs", "--csv", "--columns", "run,reused,started,metrics.x")
    #expect(rows.lines.contains("\(run),\(Self.first).vr-f-2-s1,,2"), "\(rows.out)")
    #expect(rows.lines.contains { $0.hasPrefix("\(Self.second).vr-f-3-s1,,2") })
    let event = bench.run("log", "--type", "stage.finished", "--json")
    #expect(event.out.contains("\"reused\""))
    #expect(bench.run("show", run).out.contains("is reused: the result of \(Self.first).vr-f-2-s1"))
    #expect(bench.run("logs", run).out == "said\n")
    #expect(bench.run("cat", "\(run)/count/x.json").out == "{\"x\": 2}\n")
    let place = "runs/sw/batches/\(Self.second)/variants/vr-f-2-s1"
    let manifest = try bench.read("\(place)/manifest.json")
    #expect(manifest.contains("\"reused\": \"\(Self.first).vr-f-2-s1\""))
    #expect(try bench.read("\(place)/stages/count.json").contains("\"reused\""))
    #expect(try bench.read("\(place)/logs/agent_run.log").contains("reused=\(Self.first)"))
    let report = try bench.read("runs/sw/report.md")
    #expect(report.contains("Reused: 2 runs."))
    #expect(report.contains("| 2 | vr-f-2 | f=2 | 0 | 2 |"), "\(report)")
    #expect(report.contains("6 analysed, 2 reused"), "\(report)")
    #expect(try bench.read("runs/sw/report.html").contains("reused from"))
    let stability = try bench.read("runs/sw/batches/\(Self.second)/stability.csv")
    #expect(stability.contains("vr-f-3") && !stability.contains("vr-f-2"))
    let groups = try bench.run("runs", "--group", "variant", "--json").json()["groups"]?.asArray
    let taken = groups?.compactMap(\.asMap).first {
      $0["batch"] == .text(Self.second) && $0["variant"] == "vr-f-2"
    }
    #expect(taken?["runs"] == 0 && taken?["reused"] == 2)
    #expect(taken?["metrics"]?.asMap?["x"]?.asMap?["n"] == 0)
    holds()
    #expect(bench.run("reproduce", run, "--tolerate", "note.txt").exit == 0)
  }

  @Test func `with --fresh everything is executed`() throws {
    let preview = bench.run("run", "sw", "--batch", Self.second, "-n")
    #expect(preview.exit == 0, "\(preview.err)")
    run(Self.second, "--fresh")
    #expect(try note(Self.second, "vr-f-2-s1") != note(Self.first, "vr-f-2-s1"))
    let event = bench.run("log", "--type", "stage.finished", "--json")
    #expect(!event.out.contains("\"reused\""))
    holds()
  }

  @Test func `what is not there any more, or is another file, is executed`() throws {
    let place = PathName.join(bench.root, "runs/sw/batches/\(Self.first)/variants")
    let gone = PathName.join(place, "vr-f-1-s1/attempts/count/_/01/note.txt")
    let altered = PathName.join(place, "vr-f-1-s2/attempts/count/_/01/note.txt")
    try FileSystem.remove(gone)
    try FileSystem.remove(altered)
    try FileSystem.writeAtomically(altered, Array("forged\n".utf8), sync: false)
    run(Self.second)
    #expect(try note(Self.second, "vr-f-1-s1") != "")
    #expect(try note(Self.second, "vr-f-1-s2") != "forged\n")
    let rows = bench.run("runs", "--csv", "--columns", "run,reused")
    #expect(rows.lines.contains("\(Self.second).vr-f-1-s1,"))
    #expect(rows.lines.contains("\(Self.second).vr-f-1-s2,"))
    #expect(rows.lines.contains("\(Self.second).vr-f-2-s1,\(Self.first).vr-f-2-s1"))
    holds()
  }

  @Test func `under every hash seed the same is taken over`() throws {
    var tables: [String] = []
    for seed in ["SWIFT_DETERMINISTIC_HASHING=1", "-u SWIFT_DETERMINISTIC_HASHING"] {
      let bench = try Bench()
      try bench.write("sweep.yaml", try self.bench.read("sweep.yaml"))
      let lines = [
        "init", "run sweep.yaml --batch \(Self.first) -q --jobs 1",
        "run sweep.yaml --batch \(Self.second) --axis f=2,3 -q --jobs 1", "replay",
      ]
      let script =
        lines.map { "env \(seed) runledger \($0) >/dev/null" }
        + ["runledger runs --csv --columns run,reused,state,metrics.x", "runledger log --json"]
      let result = try BuiltProgram.run(script.joined(separator: " && "), on: bench)
      #expect(result.exit == 0, "\(result.out)\(result.err)")
      tables.append(
        result.lines.filter { !$0.hasPrefix("{") || $0.contains("\"reuse\"") }.map { line in
          guard line.hasPrefix("{") else { return line }
          return line.split(separator: "\"recipe\"").last.map(String.init) ?? ""
        }.joined(separator: "\n"))
    }
    #expect(tables[0].contains("\(Self.first).vr-f-2-s2") && tables[0] == tables[1])
  }
}
