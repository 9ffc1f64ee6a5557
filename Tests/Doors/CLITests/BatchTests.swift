import Codecs
import StageKit
import Testing

@testable import CLI

/// Batches of a small sweep, as the command line declares and names them.
@Suite(.serialized) struct BatchTests {
  static let batch = "b20260501-0900-x-v01"
  private let bench: Bench

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
          seeds: [1]
      stages:
        - name: count
          run: [sh, -c, 'test "$0" -lt 3 && echo "{\\"x\\": $0}" >x.json', "${params.f}"]
          outputs: {x.json: blob}
        - name: sum
          per: batch
          run: [sh, -c, 'echo 1 >sum.txt']
          inputs: {x: count/x.json}
          outputs: {sum.txt: blob}

      """)
    #expect(bench.run("init").exit == 0)
  }

  private func register() {
    let run = bench.run("run", "sweep.yaml", "--batch", "b20260501-0900-first-v01", "-q")
    #expect(run.exit == 0, "\(run.out)\(run.err)")
  }

  @Test func `a dry run declares the batch as the run would, and appends nothing`() throws {
    register()
    let entries = try bench.entries()
    let json = try bench.run("run", "sw", "--batch", Self.batch, "-n", "--json").json()
    let events = json["events"]?.asArray ?? []
    #expect(events.first?.asMap?["type"] == "batch.declared")
    #expect(events.first?.asMap?["stream"] == .text("batch/sw/\(Self.batch)"))
    let many = (1...20_001).map { "\($0)" }.joined(separator: ",")
    let wrong: [[String]] = [
      ["--seeds", "a"], ["--seeds", "1,1"], ["--seeds", "-1"], ["--axis", "g=1"],
      ["--axis", "f=\(many)"], ["--axis", "f=\(many)", "--seeds", "1,2", "--yes"],
    ]
    for words in wrong {
      let line = ["run", "sw", "--batch", Self.batch] + words
      let dry = bench.run(line + ["-n"])
      #expect(dry.exit != 0 && dry.out.isEmpty, "\(words[0]) \(words[1].prefix(9)): \(dry.out)")
      #expect(bench.run(line).exit == dry.exit, "\(words[0]) \(words[1].prefix(9))")
    }
    #expect(bench.run("run", "sw", "--batch", "first", "-n").exit == 2)
    #expect(try bench.entries() > entries, "the refusals of a rule are recorded")
    #expect(bench.run("log", "--type", "batch.declared").lines.count == 1)
  }

  @Test func `a value of another kind is warned about, on an axis`() throws {
    register()
    let words = "parameter 'f' is a number by default and a text here, 'a'"
    let dry = bench.run("run", "sw", "--batch", Self.batch, "-n", "--axis", "f=a,2")
    #expect(dry.exit == 0)
    #expect(dry.err.split(separator: "\n").contains("warning: \(words)"), "\(dry.err)")
    let both = bench.run("run", "sw", "--batch", Self.batch, "-n", "--axis", "f=2", "-p", "f=a")
    #expect(both.exit == 2, "a parameter that varies has no other value")
    #expect(!bench.run("run", "sw", "--batch", Self.batch, "-n").err.contains("by default"))
  }

  @Test func `what blocks a new batch is named with the commands that let it go on`() throws {
    register()
    #expect(bench.run("run", "sw", "--batch", Self.batch, "--axis", "f=7", "-q").exit == 12)
    let blocked = bench.run("run", "sw", "--batch", "b20260501-0901-y-v01")
    #expect(blocked.exit == 11)
    let run = "sw/\(Self.batch).vr-f-7-s1"
    for command in [
      "runledger retry \(run)/count", "runledger rerun \(run) --from count -p NAME=VALUE",
      "runledger amend sw",
    ] { #expect(blocked.err.contains(command), "\(blocked.err)") }
    let rerun = bench.run("rerun", run, "--from", "count", "-p", "f=2", "-m", "x")
    #expect(rerun.exit == 0, "\(rerun.err)")
    #expect(bench.run("run", "sw", "-q").exit == 0)
    #expect(bench.run("run", "sw", "--batch", "b20260501-0901-y-v01", "-q").exit == 0)
  }

  @Test func `a batch's name means the batch, and its run is named with the study`() throws {
    register()
    let name = "b20260501-0900-first-v01"
    #expect(bench.run("status").lines.contains("  batch: \(name)"))
    let status = try bench.run("status", "--json").json()["studies"]?.asArray
    #expect(status?.first?.asMap?["batch"] == .text(name))
    let batch = bench.run("show", name)
    #expect(batch.lines.first?.hasPrefix("batch/sw/\(name): closed PASS @") == true)
    for line in [
      "  batch 1 of 'sw'", "  axis f: 1, 2", "  seeds: 1", "  lacks a report",
      "  its own run: runledger show sw/\(name)",
    ] { #expect(batch.lines.contains(line), "\(line): \(batch.out)") }
    #expect(!batch.out.contains("{") && !batch.out.contains("closed at"))
    #expect(try bench.run("show", name, "--json").json()["kind"] == "batch")
    for run in ["sw/\(name)", "run/sw/\(name)"] {
      let json = try bench.run("show", run, "--json").json()
      #expect(json["kind"] == "run" && json["per"] == "batch")
    }
    #expect(bench.run("note", name, "seen").exit == 0)
    #expect(bench.run("show", name).out.contains("note.added batch/sw/\(name)"))
    #expect(bench.run("lock", "sw/\(name)").exit == 0)
  }

  @Test func `without a name, run declares the first batch, and further ones when asked`() throws {
    #expect(bench.run("run", "sweep.yaml", "-q").exit == 0)
    #expect(bench.run("run", "-q").out.contains("nothing to do"))
    #expect(bench.run("run", "--axis", "f=2", "-q").exit == 0)
    let batches = bench.run("log", "--type", "batch.declared").lines
    #expect(batches.count == 2)
    for line in batches { #expect(line.contains("-baseline-v0")) }
  }

  @Test func `a dry run registers the study before it declares the batch`() throws {
    let types = bench.run("run", "sweep.yaml", "--batch", Self.batch, "-n").lines.map {
      String($0.split(separator: " ")[2])
    }
    #expect(types == ["study.registered", "batch.declared"])
    #expect(bench.run("run", "sweep.yaml", "--seeds", "1,1", "-n").exit == 2)
    #expect(try bench.entries() == 2)
    register()
    #expect(bench.run("run", "--again", "-n").exit == 2)
    #expect(bench.run("run", "--again").exit == 2)
  }
}
