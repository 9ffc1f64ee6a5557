import Codecs
import Testing

@testable import CLI

/// Stages that wait for a person, from the command line.
@Suite(.serialized) struct ApproveTests {
  private func bench(_ approval: String) throws -> Bench {
    let bench = try Bench.withLedger()
    try bench.write(
      "study.yaml",
      """
      study: signed
      objective: May it be released?
      seed: 1
      stages:
        - name: work
          run: [sh, -c, "echo 1 >out.txt"]
          outputs: [out.txt]
        - name: sign-off
          inputs: {result: work/out.txt}
          approve: \(approval)
        - name: release
          run: [sh, -c, "echo released >release.txt"]
          outputs: [release.txt]
          when: "sign-off.verdict == PASS"

      """)
    return bench
  }

  /// A second person's key, enrolled by the first.
  private func enroll(_ bench: Bench, role: String) throws {
    let made = try bench.run("key", "new", "--role", role, "--label", "bob", "--json").json()
    try bench.write("bob.json", JSON.string(.map(made)))
    #expect(
      bench.run("key", "enroll", "bob.json", "--role", role, "-m", "a second person").exit == 0)
  }

  @Test func `a stage waits until somebody else approves it`() throws {
    let bench = try bench("{role: operator, not_author: true}")
    let waiting = bench.run("run", "study.yaml")
    #expect(waiting.exit == 12)
    #expect(waiting.out.contains("'sign-off' of run 's1' waits for a person to approve it"))
    #expect(waiting.out.contains("runledger approve signed/s1/sign-off"))
    let own = bench.run("approve", "s1/sign-off", "-m", "looks good", "--json")
    #expect(own.exit == 7)
    #expect(try own.json()["error"]?.asMap?["code"] == "key_refused")
    #expect(bench.run("log", "--type", "command.refused").lines.count == 1)
    try enroll(bench, role: "operator")
    #expect(bench.run("retry", "s1/sign-off", "-m", "x").exit == 11)
    let dry = bench.run("approve", "s1/sign-off", "-n")
    #expect(dry.exit == 7, "a dry run knows whose key it would be")
    let approved = bench.run("approve", "s1/sign-off", "-m", "reviewed", "--key", "bob")
    #expect(approved.exit == 0, "\(approved.err)")
    #expect(approved.out.contains("approval.signed run/signed/s1 s1/sign-off: reviewed"))
    #expect(!bench.run("show", "s1").out.contains("is blocked"))
    #expect(bench.run("run", "-q").exit == 0)
    #expect(bench.run("status").out.contains("closed (completed)"))
    #expect(bench.run("log", "--type", "stage.finished").lines.last?.contains("release") == true)
    #expect(bench.run("approve", "s1/sign-off", "--key", "bob").exit == 5)
    #expect(bench.run("replay").exit == 0)
    #expect(bench.run("rebuild").exit == 0)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `the role is demanded, and what does not wait is not approved`() throws {
    let bench = try bench("{role: admin}")
    #expect(bench.run("approve", "s1/sign-off").exit == 4)
    #expect(bench.run("step", "study.yaml").exit == 0)
    #expect(bench.run("approve", "s1/sign-off").exit == 11)
    #expect(bench.run("approve", "s1/work").exit == 2)
    #expect(bench.run("approve", "s1/nothing").exit == 4)
    #expect(bench.run("approve", "s1").exit == 2)
    #expect(bench.run("run", "-q").exit == 12)
    try enroll(bench, role: "operator")
    let low = bench.run("approve", "s1/sign-off", "--key", "bob", "--json")
    #expect(low.exit == 7)
    #expect(try low.json()["error"]?.asMap?["code"] == "role_refused")
    #expect(bench.run("approve", "s1/sign-off").exit == 0)
    #expect(bench.run("run", "-q").exit == 0)
  }
}
