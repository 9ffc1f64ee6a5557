import Codecs
import Files
import Testing

@testable import CLI

/// A goal's spec in place of a study file, and what a person finds when a stage of it is blocked.
@Suite(.serialized) struct GoalSpecTests {
  /// Two stages; the second fails as long as there is no file `mended`.
  private static let spec = """
    objective: do the one after the other
    working_dir: ..
    stages:
      - name: first
        command: mkdir -p out && echo once >>out/count && echo a >out/a.csv
        validations:
          - {type: file_exists, path: out/a.csv}
          - {type: glob_exists, root: out, pattern: "*.csv"}
      - name: second
        command: |
          test -e mended || {
            for n in 1 2 3; do echo "line $n of the traceback" >&2; done
            exit 3
          }
        validations: [{type: file_exists, path: mended}]

    """

  private func bench() throws -> Bench {
    let bench = try Bench()
    try FileSystem.makeDirectories(PathName.join(bench.root, "specs"))
    try bench.write("specs/plan.yaml", Self.spec)
    #expect(try BuiltProgram.run("runledger init", on: bench).exit == 0)
    return bench
  }

  private func run(_ words: String, on bench: Bench) throws -> Bench.Result {
    try BuiltProgram.run("runledger run --goal-spec specs/plan.yaml \(words)", on: bench)
  }

  @Test func `a spec runs, is blocked, is resumed, and does nothing twice`() throws {
    let bench = try bench()
    let study = "specs/plan.study.yaml"
    func isThere(_ path: String) -> Bool { FileSystem.exists(PathName.join(bench.root, path)) }
    let dry = try run("--dry-run", on: bench)
    #expect(dry.exit == 0 && dry.out.contains("study.registered"), "\(dry.out)\(dry.err)")
    #expect(!isThere(study) && !isThere("runs/plan") && !isThere("out"))
    let early = try run("--resume-from-state", on: bench)
    #expect(early.exit == 4 && early.err.contains("nothing to resume"), "\(early.err)")
    #expect(!isThere(study))

    // A blocked run does not look like success.
    let blocked = try run("--json", on: bench)
    #expect(blocked.exit == 12, "\(blocked.out)\(blocked.err)")
    #expect(isThere(study))
    let place = "runs/plan/C-s1"
    #expect(try bench.read("\(place)/RUN_STATE.json").contains("\"status\": \"blocked\""))
    #expect(try bench.read("\(place)/logs/decision.log").contains("second"))
    #expect(try bench.read("\(place)/logs/validation.log").contains("validations"))
    #expect(try bench.read("\(place)/logs/agent_run.log").contains("first"))

    try bench.write("mended", "")
    #expect(try BuiltProgram.run("runledger retry C-s1/second -m mended", on: bench).exit == 0)
    let resumed = try run("--resume-from-state", on: bench)
    #expect(resumed.exit == 0 && resumed.out.contains("closed"), "\(resumed.out)\(resumed.err)")
    #expect(try run("--resume-from-state", on: bench).exit == 0)
    #expect(try bench.read("out/count") == "once\n")
    #expect(try bench.read("\(place)/RUN_STATE.json").contains("\"status\": \"finished\""))
  }

  @Test func `a blocked stage shows its command, its context and its last lines`() throws {
    let bench = try bench()
    #expect(try run("", on: bench).exit == 12)
    let shown = bench.run("show", "C-s1/second").out
    for words in [
      "is blocked (failure)", "its command: bash -c", "its context and streams: runs/plan/C-s1/",
      "the last lines of its stderr.log:", "    line 1 of the traceback", "line 3 of the traceback",
    ] { #expect(shown.contains(words), "\(shown)") }
    let unit = try #require(
      bench.run("show", "C-s1/second", "--json").json()["units"]?.asArray?.first?.asMap)
    let lines = unit["blocked"]?.asMap?["last_lines"]?.asArray ?? []
    #expect(lines.last == "line 3 of the traceback")
  }

  @Test func `another spec is not resumed, and an edited study is not overwritten`() throws {
    let bench = try bench()
    #expect(try run("", on: bench).exit == 12)
    try bench.edit("specs/plan.yaml", "exit 3", "exit 4")
    let changed = try run("--resume-from-state", on: bench)
    #expect(changed.exit == 5 && changed.err.contains("a different spec"), "\(changed.err)")
    let edited = try run("", on: bench)
    #expect(edited.exit == 5 && edited.err.contains("plan.study.yaml"), "\(edited.err)")
    try bench.edit("specs/plan.yaml", "file_exists, path: mended", "file_there, path: mended")
    let bad = try run("--dry-run", on: bench)
    #expect(bad.exit == 2 && bad.err.contains("specs/plan.yaml:15"), "\(bad.err)")
    let both = try run("specs/plan.study.yaml", on: bench)
    #expect(both.exit == 2, "\(both.err)")
  }

  @Test(arguments: [
    (
      "failure", "exit 1",
      "{\"failure\":{\"class\":\"failure\",\"text\":\"t\",\"next\":\"drop K 20\"}}"
    ),
    ("gate", "echo '{\"q\": 0}' >q.json", "{\"note\":{\"text\":\"t\",\"next\":\"drop K 20\"}}"),
  ])
  func `what a stage says may help is what is proposed`(
    reason: String, command: String, line: String
  ) throws {
    let bench = try Bench.withLedger()
    try bench.write(
      "study.yaml",
      """
      study: advice
      objective: What may help?
      seed: 1
      inputs: {script: fit.sh}
      stages:
        - name: fit
          run: [sh, "${inputs.script}"]
          inputs: {script: inputs.script}
          outputs: [q.json]
          gates: [{name: good, checks: [{metric: q, in: q.json, pass: "> 0"}]}]
      """)
    try bench.write("fit.sh", "echo '\(line)' >>\"$RUNLEDGER_EVENTS\"\n\(command)\n")
    #expect(bench.run("run", "study.yaml").exit != 0)
    let shown = bench.run("show", "s1").out
    #expect(
      shown.contains("is blocked (\(reason))") && shown.contains("proposal: drop K 20"), "\(shown)")
    #expect(bench.run("replay").exit == 0)
  }
}
