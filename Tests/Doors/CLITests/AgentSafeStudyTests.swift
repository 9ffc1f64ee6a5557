import Codecs
import Files
import Testing

/// An agent that proposes rules and would like to win: what it tries is refused, or shown.
@Suite(.serialized) struct AgentSafeStudyTests {
  private static let first = "b20261130-0900-same-v01"
  private static let second = "b20261130-0910-second-v01"
  private static let third = "b20261130-0920-third-v01"
  private static let study = "studies/agent-safe"

  private func bench() throws -> Bench {
    let bench = try Bench()
    try bench.copy("docs/studies/agent-safe", to: Self.study)
    #expect(try BuiltProgram.run("runledger init", on: bench).exit == 0)
    return bench
  }

  @discardableResult
  private func run(
    _ words: String, on bench: Bench, _ exit: Int32, _ text: String = "",
    at location: SourceLocation = #_sourceLocation
  ) throws -> Bench.Result {
    let result = try BuiltProgram.run("cd \(Self.study) && runledger \(words)", on: bench)
    #expect(
      result.exit == exit && (result.out + result.err).contains(text),
      "\(words): \(result.exit) \(result.out.suffix(1_500)) \(result.err)",
      sourceLocation: location)
    return result
  }

  /// A run of an arm.
  private func slot(_ arm: String, on bench: Bench) throws -> String {
    let rows = try bench.read("runs/agent-safe/registry.csv").split(separator: "\n")
    return try #require(rows.first { $0.contains(arm) }.map { String($0.prefix { $0 != "," }) })
  }

  private func edit(_ file: String, _ old: String, _ new: String, on bench: Bench) throws {
    try bench.edit("\(Self.study)/\(file)", old, new)
  }

  @Test func `the page of the study, typed`() throws {
    let bench = try bench()
    try run("run study.yaml --batch \(Self.first) -q", on: bench, 0)
    try run("show \(Self.first)", on: bench, 0, "closed INCONCLUSIVE")
    try run("promote \(Self.first) --to best -m x", on: bench, 11, "INCONCLUSIVE")
    try edit("candidate.awk", "$1 }", "$2 }", on: bench)
    try edit("candidate.awk", "\"1 %", "\"2 %", on: bench)
    try run("amend study.yaml -m 'the second measurement' -q", on: bench, 0)
    try run("run study.yaml --batch \(Self.second) -q", on: bench, 0)
    try run("show \(Self.second)", on: bench, 0, "closed PASS")
    try run("promote \(Self.second) --to best -m 'it beats the noise'", on: bench, 0)
    // A promotion starts a new baseline: what was promoted is what the next one has to beat.
    try edit("candidate.awk", "FNR > 1", "FNR > 2", on: bench)
    try run("amend study.yaml -m third -q", on: bench, 0)
    try run("run study.yaml --batch \(Self.third)", on: bench, 11, "not what was promoted last")
    try run("verify", on: bench, 0)
    try run("replay", on: bench, 0)
    let report = try bench.read("runs/agent-safe/report.md")
    #expect(report.contains("2 of 4 candidates"), "\(report.prefix(3_000))")
    #expect(report.contains("Held-out data"))
    #expect(report.contains("2 of 3 uses in 20 touches"))
    let touches = try bench.read("runs/agent-safe/touches.csv").split(separator: "\n")
    #expect(touches.count == 21)
    #expect(touches.dropFirst().allSatisfy { $0.contains(",judge,") && $0.contains(",test,") })
  }

  @Test func `seed shopping is refused`() throws {
    let bench = try bench()
    try run("run study.yaml -n", on: bench, 11, "a dry run would tell")
    try run("run study.yaml --seeds 1,2,3,4,5", on: bench, 11, "cannot be chosen")
    try run("run study.yaml --axis program=candidate.awk,baseline.awk", on: bench, 11)
    try run("run study.yaml -n --batch \(Self.first)", on: bench, 11, "a dry run would tell")
    try edit("study.yaml", "  sweep:\n", "  sweep:\n    seeds: [1, 2, 3]\n", on: bench)
    try run("check study.yaml", on: bench, 2, "draws the seeds")
    try edit("study.yaml", "    seeds: [1, 2, 3]\n", "", on: bench)
    try run("run study.yaml --batch \(Self.first) -q", on: bench, 0)
    // The same candidate has the same seeds, and is not judged twice.
    try run("run study.yaml --batch \(Self.second)", on: bench, 5, "proposed before")
    let log = try run("log --type batch.declared --json", on: bench, 0).out
    #expect(log.contains("baseline_seeds"))
  }

  @Test func `a rotation of the ledger's key leaves what was committed to`() throws {
    let bench = try bench()
    try run("run study.yaml --batch \(Self.first) -q", on: bench, 0)
    let hadUnchecked = try run("verify", on: bench, 0).out.contains("not kept")
    try run("key rotate --ledger", on: bench, 0)
    try run("replay", on: bench, 0)
    try edit("candidate.awk", "$1 }", "$2 }", on: bench)
    // Better than the baseline, whatever the seeds.
    try edit("candidate.awk", "\"1 %", "\"2 %", on: bench)
    try run("amend study.yaml -m 'the second measurement' -q", on: bench, 0)
    try run("run study.yaml --batch \(Self.second) -q", on: bench, 0)
    try run("show \(Self.second)", on: bench, 0, "closed")
    // Both batches are drawn again, from the secret that stands in the plan since the registration:
    // what is left unchecked is the same as before.
    #expect(try run("verify", on: bench, 0).out.contains("not kept") == hadUnchecked)
    try run("key rotate --ledger", on: bench, 0)
    try edit("candidate.awk", "END", "# 3\nEND", on: bench)
    try run("amend study.yaml -m third -q", on: bench, 0)
    try run("run study.yaml --batch \(Self.third) -q", on: bench, 0)
    try run("replay", on: bench, 0)
  }

  @Test func `what two studies of a ledger hold out is named in the second`() throws {
    let bench = try bench()
    try run("run study.yaml --batch \(Self.first) -q", on: bench, 0)
    try bench.copy("docs/studies/agent-safe", to: "studies/again")
    try bench.edit("studies/again/study.yaml", "study: agent-safe", "study: again")
    let again = try BuiltProgram.run(
      "cd studies/again && runledger run study.yaml --batch \(Self.second) -q", on: bench)
    #expect(again.exit == 0, "\(again.err)")
    let report = try bench.read("runs/again/report.md")
    #expect(report.contains("Files that another study of this ledger held out or judged with"))
    let rows = report.split(separator: "\n").filter { $0.contains("| agent-safe |") }
    #expect(rows.contains { $0.contains("test.csv") && $0.contains("| 1 | revision 1 |") })
    #expect(rows.contains { $0.contains("judge.awk") }, "\(rows)")
    #expect(rows.allSatisfy { !$0.contains("candidate.awk") })
    #expect(try !bench.read("runs/agent-safe/report.md").contains("another study of this ledger"))
  }

  @Test func `the evaluator does not change, for it or for its candidate`() throws {
    let bench = try bench()
    // A candidate that looks at what judges it, writes to it, and reads what is held out.
    try edit(
      "candidate.awk", "BEGIN {",
      """
      BEGIN {
        place = ARGV[1]; sub("train.csv", "", place)
        while ((getline line < (place "test.csv")) > 0) seen++
        while ((getline line < (place "judge.awk")) > 0) judge++
        system("echo 'END { right = rows }' >>'" place "judge.awk' 2>refused")
        printf "seen %d judge %d\\n", seen, judge > "/dev/stderr";
      """, on: bench)
    let judge = try bench.read("\(Self.study)/judge.awk")
    try run("run study.yaml --batch \(Self.first) -q", on: bench, 0)
    #expect(try bench.read("\(Self.study)/judge.awk") == judge)
    let cheat = try slot("candidate.awk", on: bench)
    try run("logs agent-safe/\(cheat)/fit --stderr", on: bench, 0, "seen 0 judge 0")
    // The same program outside of its confinement sees both: it is the confinement that withholds.
    let bare = try BuiltProgram.run(
      "cd \(Self.study) && cp judge.awk kept && awk -v seed=1 -v share=1 -f candidate.awk "
        + "\"$PWD/train.csv\" && mv kept judge.awk && rm -f model.txt refused", on: bench)
    #expect(bare.err.contains("seen 201 judge"), "\(bare.out)\(bare.err)")
    // The agent edits the file itself.
    try edit("judge.awk", "== (f[3] == 1)", ">= 0", on: bench)
    try run("run study.yaml", on: bench, 5, "only 'candidate.awk' may change")
    try run("amend study.yaml -m kinder", on: bench, 5, "only 'candidate.awk' may change")
  }

  @Test func `more looks at what is held out wait for somebody else`() throws {
    let bench = try bench()
    for number in 1...3 {
      try run("run study.yaml --batch b20261130-090\(number)-look-v01 -q", on: bench, 0)
      try edit("candidate.awk", "END", "# \(number)\nEND", on: bench)
      try run("amend study.yaml -m 'try \(number)' -q", on: bench, 0)
    }
    let waiting = try run("run study.yaml --batch b20261130-0904-look-v01", on: bench, 12)
    #expect(waiting.out.contains("held out, once more"), "\(waiting.out)")
    let command = waiting.out.split(separator: "\n").first { $0.contains("runledger approve") }
    let path = try #require(
      command?.split(separator: " ").first { $0.hasPrefix("agent-safe/") }.map(String.init))
    try run("approve \(path) -m 'let me'", on: bench, 7)
    try run(
      "key new --role operator --label bob --json >bob.json && runledger key enroll bob.json "
        + "--role operator -m 'a second person'", on: bench, 0)
    try run("approve \(path) -m 'a last one' --key bob", on: bench, 0)
    try run("run study.yaml -q", on: bench, 0)
    // One candidate more than were registered.
    try edit("candidate.awk", "END", "# 5\nEND", on: bench)
    try run("amend study.yaml -m 'try 5' -q", on: bench, 0)
    try run("run study.yaml --batch b20261130-0905-look-v01", on: bench, 11, "4 candidates")
    let touches = try bench.read("runs/agent-safe/touches.csv").split(separator: "\n")
    #expect(touches.count == 1 + 4 * 10)
    let allowed = touches.dropFirst().filter { !$0.hasSuffix(",") }
    #expect(allowed.count == 10, "\(touches.suffix(12))")
    let report = try bench.read("runs/agent-safe/report.md")
    #expect(report.contains("and 1 use more that somebody else allowed"))
    #expect(report.contains("after the amendment to revision"))
  }

  @Test func `a slot that is repeated has its seed, and is shown`() throws {
    let bench = try bench()
    try run("run study.yaml --batch \(Self.first) -q", on: bench, 0)
    let run = try slot("candidate.awk", on: bench)
    try self.run("rerun agent-safe/\(run) --from fit -p share=0.9 -m luck", on: bench, 11)
    try self.run("rerun agent-safe/\(run) --from fit -m luck", on: bench, 0)
    try self.run("run study.yaml -q", on: bench, 0)
    let report = try bench.read("runs/agent-safe/report.md")
    #expect(report.contains("(1 corrected)"))
    #expect(report.contains("1 repeat of a slot"), "\(report.prefix(4_000))")
  }
}
