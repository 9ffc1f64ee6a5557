import Files
import Testing

/// The story of the sweep, played by the script that stands beside its study.
@Suite struct SweepExampleTests {
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
}
