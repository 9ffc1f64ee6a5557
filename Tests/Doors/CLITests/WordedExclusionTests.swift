import Testing

@testable import CLI

/// Runs that a person leaves out by a rule that the study states in words.
@Suite struct WordedExclusionTests {
  @Test func `the wider stages go on without a run that was left out, and say so`() throws {
    let bench = try Bench()
    try bench.write(
      "study.yaml",
      """
      study: s
      objective: Do two of three do?
      seeds: [1, 2, 3]
      exclusions: {crash: "a run that crashed"}
      stages:
        - name: a
          run: [sh, -c, "[ $RUNLEDGER_SEED != 2 ] && echo 1 > o"]
          outputs: {o: blob}
        - name: b
          per: study
          inputs: {d: a/o}
          run: [sh, -c, 'ls "$1"', x, "${inputs.d}"]

      """)
    #expect(bench.run("init").exit == 0)
    let first = bench.run("run", "study.yaml", "--keep-going")
    #expect(first.exit != 0)
    #expect(first.err.contains("has no 'when'"), "\(first.err)")
    #expect(bench.run("exclude", "s2", "--rule", "crash", "-m", "it crashed").exit == 0)
    #expect(try bench.read("runs/s/exclusions.csv").contains(",post_hoc,"))
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
    #expect(bench.run("status").out.contains("s: closed"))
  }
}
