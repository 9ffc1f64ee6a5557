import Codecs
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
