import Files
import Testing

/// The story of the sweep, played by the script that stands beside its study.
@Suite(.serialized) struct SweepExampleTests {
  @Test func `a baseline is promoted, a worse one refused, a better one rolled back`() throws {
    let bench = try Bench()
    try bench.copy("docs/studies/wdbc-features", to: "studies/wdbc-features")
    try bench.copy("docs/studies/wdbc-malignancy/data", to: "studies/wdbc-malignancy/data")
    let result = try BuiltProgram.run("studies/wdbc-features/demo played", on: bench)
    #expect(result.exit == 0, "\(result.out.suffix(2_000))\(result.err)")
    #expect(result.out.contains("all as expected"))
    let latest = try bench.read("played/runs/wdbc-features/registry/latest.txt")
    #expect(latest == "b20260301-0900-baseline-v01\n")
  }

  @Test func `the script says what it expected when something else came`() throws {
    let bench = try Bench()
    try bench.copy("docs/studies/wdbc-features", to: "studies/wdbc-features")
    try bench.copy("docs/studies/wdbc-malignancy/data", to: "studies/wdbc-malignancy/data")
    try bench.edit("studies/wdbc-features/study.yaml", "accuracy, in: ", "no-such, in: ")
    let result = try BuiltProgram.run("studies/wdbc-features/demo played", on: bench)
    #expect(result.exit == 1)
    #expect(result.err.contains("demo: 'runledger run"))
  }

  @Test func `a batch that is killed goes on, and comes to the same`() throws {
    let batch = "b20260301-0900-baseline-v01"
    let words = "runledger run studies/wdbc-features/study.yaml --batch \(batch)"
    let limits = "--axis features=3 --seeds 1,2,3 --jobs 2 --quiet"
    var tables: [String] = []
    for command in ["\(words) \(limits)", "timeout -s KILL 0.4 \(words) \(limits); \(words)"] {
      let bench = try Bench()
      try bench.copy("docs/studies/wdbc-features", to: "studies/wdbc-features")
      try bench.copy("docs/studies/wdbc-malignancy/data", to: "studies/wdbc-malignancy/data")
      let result = try BuiltProgram.run("runledger init && { \(command); }", on: bench)
      #expect(result.exit == 0, "\(result.out)\(result.err)")
      let place = "runs/wdbc-features/batches/\(batch)"
      tables.append(try bench.read("\(place)/by-seed.csv"))
      #expect(tables.last?.split(separator: "\n").count == 1 + 3)
      #expect(try bench.read("\(place)/manifest.yaml").contains("missing: []"))
      let proof = try BuiltProgram.run(
        "runledger verify && runledger replay && runledger export --check", on: bench)
      #expect(proof.exit == 0, "\(proof.out)\(proof.err)")
    }
    #expect(tables.count == 2 && tables[0] == tables[1])
  }

  @Test func `revisions are numbered by what changed`() throws {
    let bench = try Bench()
    let study = "studies/wdbc-features"
    try bench.copy("docs/studies/wdbc-features", to: study)
    try bench.copy("docs/studies/wdbc-malignancy/data", to: "studies/wdbc-malignancy/data")
    for kind in ["scn", "cfg"] {
      try bench.edit("\(study)/study.yaml", "revision: \(kind)-v01", "revision: auto")
    }
    let limits = "--axis features=3 --seeds 1 --quiet"
    let run = "runledger run \(study)/study.yaml \(limits) --batch"
    let first = try BuiltProgram.run("runledger init && \(run) b20260301-0900-one-v01", on: bench)
    #expect(first.exit == 0, "\(first.out)\(first.err)")
    try bench.edit("\(study)/rule.awk", "# rule.awk: the", "# rule.awk: another")
    let amend = "runledger amend \(study)/study.yaml -m 'another rule'"
    let second = try BuiltProgram.run("\(amend) && \(run) b20260302-0900-two-v01", on: bench)
    #expect(second.exit == 0, "\(second.out)\(second.err)")
    let rows = try bench.read("runs/wdbc-features/registry/runs.csv").split(separator: "\n")
    #expect(rows.count == 3)
    #expect(rows[1].contains("b20260301-0900-one-v01") && rows[1].contains(",scn-v01,cfg-v01,"))
    #expect(rows[2].contains("b20260302-0900-two-v01") && rows[2].contains(",scn-v01,cfg-v02,"))
  }
}
