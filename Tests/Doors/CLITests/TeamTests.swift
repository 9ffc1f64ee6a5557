import Files
import Glibc
import TestKit
import Testing

/// Two real accounts of one group on one ledger, as TEAMS tells it.
///
/// Accounts can only be made by root; elsewhere the test says that it was skipped.
@Suite(.serialized) struct TeamTests {
  private static let isRoot = getuid() == 0
  private static let accounts = ["rl-test-alice", "rl-test-bob"]
  private static let group = "rl-test-lab"

  @Test(
    .enabled(if: isRoot, "making accounts needs root: the lab of two accounts was not played"),
    arguments: [true, false])
  func `two accounts run, exec and approve on one ledger under any umask`(isNew: Bool) throws {
    let bench = try Bench()
    let lab = bench.temporary.path("lab")
    let home = bench.temporary.path("home")
    let make = """
      PATH=$PATH:/usr/sbin:/sbin; set -e
      groupadd -f \(Self.group)
      for a in \(Self.accounts.joined(separator: " ")); do
        id $a >/dev/null 2>&1 || useradd -M -d "\(home)/$a" -G \(Self.group) $a
        mkdir -p "\(home)/$a" && chown $a "\(home)/$a"
      done
      mkdir -p '\(lab)' && chgrp \(Self.group) '\(lab)' && chmod 2775 '\(lab)'
      top='\(bench.temporary.path)'
      while test "$top" != /; do chmod o+x "$top"; top=$(dirname "$top"); done
      """
    #expect(try BuiltProgram.run(make, on: bench).exit == 0)
    defer {
      let away =
        ["PATH=$PATH:/usr/sbin:/sbin"] + Self.accounts.map { "userdel \($0)" } + [
          "groupdel \(Self.group)"
        ]
      _ = try? BuiltProgram.run(away.joined(separator: "; "), on: bench)
    }
    // A copy that every account may execute.
    let program = "\(bench.temporary.path)/runledger"
    let copied = try BuiltProgram.run(
      "cp \"$(command -v runledger)\" '\(program)'; chmod 755 '\(program)'", on: bench)
    #expect(copied.exit == 0, "\(copied.err)")

    func by(_ account: String, _ line: String, _ code: Int32 = 0) throws {
      let script = """
        setpriv --reuid \(account) --regid \(account) --init-groups env -i PATH=/usr/bin:/bin \
        HOME='\(home)/\(account)' USER=\(account) \
        sh -c 'umask 022; cd \(lab) && \(line)'
        """
      let result = try BuiltProgram.run(
        script.replacing("runledger ", with: "\(program) "), on: bench)
      #expect(result.exit == code, "\(account): \(line): \(result.out)\(result.err)")
    }
    let (alice, bob) = (Self.accounts[0], Self.accounts[1])
    if isNew {
      try by(alice, "runledger init --shared \(Self.group)")
    } else {
      try by(alice, "runledger init && runledger exec --name before -q -- true")
      try by(bob, "runledger exec --name early -q -- true", 125)
      try by(alice, "runledger share \(Self.group)")
    }
    try by(
      bob,
      "runledger key new --label bob > bob.json && runledger key new --role runner > machine.json")
    try by(
      alice,
      "runledger key enroll bob.json --role operator "
        + "&& runledger key enroll machine.json --role runner")
    try by(
      alice,
      "printf \"%s\\n\" \(Self.study.map { "\"\($0)\"" }.joined(separator: " ")) > study.yaml")
    try by(alice, "runledger run study.yaml -q", 12)
    try by(alice, "runledger approve joint/s1/sign-off -m mine", 7)
    try by(
      bob,
      "runledger status && runledger approve joint/s1/sign-off -m looked && runledger run joint -q")
    try by(bob, "runledger exec --name bobs -q -o out.txt -- sh -c \"echo hi >out.txt\"")
    try by(alice, "runledger exec --name hers -q -- true && runledger note bobs seen")
    try by(bob, "runledger runs --csv && runledger tag bobs by=bob")
    try by(alice, "runledger verify && runledger replay && runledger export --check")
    try by(bob, "runledger verify && runledger export --check")
  }

  private static let study = [
    "study: joint", "objective: Do two see more than one?", "seed: 1", "seeds: [1]", "stages:",
    "  - {name: work, run: [sh, -c, date], timeout: 30s}",
    "  - {name: sign-off, approve: {role: operator, not_author: true}}",
  ]
}
