import Codecs
import Ledger
import Runtime
import Study
import Testing

@testable import CLI

/// Candidates, promotion and rollback from the command line.
@Suite(.serialized) struct PromotionTests {
  private let bench: Bench

  init() throws {
    bench = try Bench()
    try bench.write("lines.json", "")
    try bench.write(
      "study.yaml",
      """
      study: town
      objective: Which checkpoint is in use?
      seed: 1
      inputs: {lines: lines.json}
      baselines:
        release:
          needs: {windows: 2, ticks: 10}
          canary: [{metric: lateness, pass: "<= baseline * 2"}]
          rollback: propose
      stages:
        - name: watch
          run: [sh, -c, 'cat "$0" >>"$RUNLEDGER_EVENTS"', "${inputs.lines}"]

      """)
    #expect(bench.run("init").exit == 0)
  }

  /// Lets the stage report some lines.
  private func report(_ lines: String...) throws { try report(lines) }

  /// Lets the stage report some lines.
  private func report(_ lines: [String]) throws {
    let isFirst = try bench.read("lines.json").isEmpty
    try bench.write("lines.json", lines.map { "\($0)\n" }.joined())
    if !isFirst {
      let amended = bench.run("amend", "study.yaml", "-m", "later")
      #expect(amended.exit == 0, "\(amended.err)")
    }
    let run = bench.run("run", "study.yaml", "-q")
    #expect(run.exit == 0, "\(run.err)")
  }

  private func candidate(_ name: String, _ digit: String) -> String {
    let digest = String(repeating: digit, count: 64)
    return #"{"candidate":{"name":"\#(name)","digest":"\#(digest)"}}"#
  }

  private func window(_ number: Int, _ lateness: Int, of subject: String? = nil) -> String {
    let about = subject.map { #""subject":"\#($0)","# } ?? ""
    return #"{"window":{"baseline":"release","window":\#(number),\#(about)"ticks_seen":10,"#
      + #""ticks_expected":10,"values":{"lateness":\#(lateness)}}}"#
  }

  @Test func `what is missing is printed and recorded, and the exit code says guarded`() throws {
    try report(candidate("cand-1", "1"), window(0, 4, of: "cand-1"))
    let entries = try bench.entries()
    let refused = bench.run("promote", "cand-1", "--to", "release")
    #expect(refused.exit == 11)
    #expect(
      refused.out
        == "@\(entries).0 promotion.refused baseline/town/release cand-1: 'cand-1' passed 1 of 2 "
        + "windows in a row\n")
    #expect(
      refused.err
        == "runledger: 'cand-1' lacks what baseline 'release' needs\n"
        + "  'cand-1' passed 1 of 2 windows in a row\n")
    #expect(try bench.entries() == entries + 1)
    let json = bench.run("promote", "cand-1", "--to", "release", "--json", "-n")
    #expect(json.exit == 11 && json.err == "")
    let answer = try json.json()
    #expect(answer["promoted"] == false && answer["entry"]?.isNull == true)
    #expect(answer["reasons"] == ["'cand-1' passed 1 of 2 windows in a row"])
    #expect(try bench.entries() == entries + 1)
  }

  @Test func `a candidate is promoted, watched, and rolled back`() throws {
    try report(
      candidate("cand-1", "1"), window(0, 4, of: "cand-1"), window(1, 4, of: "cand-1"))
    let dry = bench.run("promote", "cand-1", "--to", "release", "-n")
    #expect(dry.exit == 0 && dry.out.hasPrefix("would append baseline.promoted"))
    #expect(bench.run("promote", "cand-1", "--to", "release", "-m", "the first").exit == 0)
    try report(
      candidate("cand-2", "2"), window(0, 3, of: "cand-2"), window(1, 3, of: "cand-2"))
    let promoted = try bench.run("promote", "town/cand-2", "--to", "town/release", "--json").json()
    #expect(promoted["promoted"] == true && promoted["reasons"] == [])
    let again = bench.run("promote", "cand-2", "--to", "release", "--json")
    #expect(again.exit == 5)
    #expect(try again.json()["error"]?.asMap?["code"] == "unchanged")
    try report(window(7, 9))
    let breach = bench.run("log", "--type", "canary.breached")
    #expect(breach.out.contains("lateness is 9, wanted <= baseline * 2, which is 6"))
    let proposal = bench.run("log", "--type", "decision.made").out
    #expect(proposal.contains("runledger rollback town/release --to cand-1 -m"))
    let rolledBack = bench.run("rollback", "release", "-m", "late")
    #expect(rolledBack.exit == 0)
    #expect(rolledBack.out.contains("cand-2 -> cand-1: late"))
    #expect(bench.run("rollback", "release", "-m", "late").exit == 11)
    #expect(bench.run("rollback", "release", "--to", "cand-2", "-m", "it was the clock").exit == 0)
    for verb in [["verify"], ["replay"]] { #expect(bench.run(verb).exit == 0) }
    // A move shows the last window since the move before, if there was one.
    #expect(bench.run("export").exit == 0)
    let rows = try bench.read("runs/town/ops/rollouts.md").split(separator: "\n").suffix(4)
    let ticks = rows.map { $0.split(separator: "|", omittingEmptySubsequences: false)[2] }
    #expect(ticks == [" window 1 ", " window 1 ", " window 7 ", "  "])
  }

  @Test func `candidates are added, listed and rejected by hand`() throws {
    try report(candidate("cand-1", "1"), window(0, 4, of: "cand-1"))
    try bench.write("model.bin", "weights")
    let added = bench.run("candidate", "add", "cand-2", "--file", "model.bin", "--fact", "epoch=40")
    #expect(added.exit == 0, "\(added.err)")
    #expect(added.out.contains("from model.bin"))
    #expect(bench.run("candidate", "add", "cand-2", "--file", "model.bin").exit == 5)
    #expect(bench.run("candidate", "add", "cand-3").exit == 2)
    #expect(bench.run("candidate", "add", "cand-3", "--digest", "9f").exit == 2)
    #expect(bench.run("candidate", "add", "cand-3", "--file", "none.bin").exit == 4)
    #expect(bench.run("candidate", "add", "a b", "--file", "model.bin").exit == 2)
    #expect(bench.run("candidate", "reject", "cand-2").exit == 2)
    #expect(bench.run("candidate", "reject", "cand-2", "-m", "leaked rows").exit == 0)
    #expect(bench.run("candidate", "reject", "cand-9", "-m", "leaked rows").exit == 4)
    #expect(
      bench.run("promote", "cand-2", "--to", "release").err.contains("was rejected: leaked rows"))
    let list = bench.run("candidate", "list")
    #expect(list.lines.count == 3)
    #expect(list.lines[1].hasPrefix("town/cand-1  registered  111111111111  release: 1 in a row"))
    let rows = try bench.run("candidate", "list", "--json").json()["candidates"]?.asArray ?? []
    #expect(rows.map { $0.asMap?["state"] } == ["registered", "rejected"])
    #expect(
      rows.first?.asMap?["windows"] == [["baseline": "release", "streak": 1, "window": 0]])
    #expect(bench.run("candidate", "list", "nowhere").exit == 4)
  }

  @Test func `what is not there is not found, and what is alike is proposed`() throws {
    try report(candidate("cand-1", "1"))
    #expect(bench.run("promote", "cand-1").exit == 2)
    let candidate = bench.run("promote", "cnad-1", "--to", "release")
    #expect(candidate.exit == 4 && candidate.err.contains("did you mean 'cand-1'?"))
    let baseline = bench.run("promote", "cand-1", "--to", "relaese")
    #expect(baseline.exit == 4 && baseline.err.contains("did you mean 'release'?"))
    #expect(bench.run("rollback", "relaese", "-m", "late").exit == 4)
    #expect(bench.run("rollback", "release").exit == 2)
    #expect(bench.run("rollback", "release", "-m", "late").exit == 11)
    #expect(bench.run("promote", "nowhere/cand-1", "--to", "release").exit == 4)
  }

  @Test func `a named command is done once, also one whose answer was no`() throws {
    try report(candidate("cand-1", "1"))
    let promote = ["promote", "cand-1", "--to", "release", "--cmd-id", "monday"]
    #expect(bench.run(promote).exit == 11)
    let entries = try bench.entries()
    let again = try bench.run(promote + ["--json"]).json()
    #expect(again["repeated"] == true && again["promoted"] == false)
    #expect(try bench.entries() == entries)
    #expect(bench.run(promote + ["-m", "now"]).exit == 5)
  }

  @Test func `two promotions from one head are put one behind the other`() throws {
    try report(
      candidate("cand-1", "1"), candidate("cand-2", "2"), window(0, 4, of: "cand-1"),
      window(1, 4, of: "cand-1"), window(0, 4, of: "cand-2"), window(1, 4, of: "cand-2"))
    let config = try #require(Keyring.configDirectory { bench.environment[$0] })
    let directory = try Workspace.locate(from: bench.root, explicit: nil)
    let workspace = try Workspace.open(
      directory, mode: .readWrite, configDirectory: config, world: .live)
    let signer = try workspace.person(nil)
    let submissions = try workspace.handler.transact { batch in
      try ["cand-1", "cand-2", "cand-1"].map { name in
        let command = PromoteBaseline(study: "town", baseline: "release", to: name, reason: "")
        return try workspace.handler.submit(command, by: signer, in: &batch)
      }
    }
    #expect(
      submissions.map { $0.events.map(\.fact.type) } == [
        ["baseline.promoted"], ["promotion.refused"], ["command.refused"],
      ])
    #expect(submissions.last?.rejection?.code == .unchanged)
    #expect(try workspace.handler.states().baseline("town", "release")?.current == "cand-1")
  }

  @Test func `a baseline and a candidate are shown in words`() throws {
    try report(
      candidate("cand-1", "1"), window(0, 4, of: "cand-1"), window(1, 4, of: "cand-1"))
    #expect(bench.run("show", "release").lines.first?.hasSuffix("points at nothing yet") == true)
    let before = bench.run("show", "cand-1")
    #expect(before.out.contains("for baseline 'release': window 1 is the last"))
    #expect(bench.run("promote", "cand-1", "--to", "release").exit == 0)
    let place = try #require(
      bench.run("log", "--type", "baseline.promoted").lines.first?.split(separator: " ").first)
    let baseline = bench.run("show", "release")
    #expect(baseline.lines.first == "baseline/town/release: points at cand-1")
    #expect(baseline.lines.contains("  promoted \(place); moved 1 time"), "\(baseline.out)")
    #expect(baseline.lines.contains("  measured when promoted: lateness=4"), "\(baseline.out)")
    let candidate = bench.run("show", "cand-1")
    #expect(candidate.lines.first == "candidate/town/cand-1: registered")
    #expect(candidate.out.contains("  promoted to 'release' \(place), measuring lateness=4"))
    #expect(!baseline.out.contains("{") && !candidate.out.contains("{"))
    #expect(bench.run("violation", "add", "town", "late").exit == 0)
    #expect(bench.run("show", "v0001").lines.first == "violation/town/v0001: non_critical open")
  }

  @Test func `very many windows at once are all recorded`() throws {
    let lines = (0..<1_500).flatMap { number in
      [window(number, 1, of: "cand-1"), #"{"violation":{"text":"odd"}}"#]
    }
    try report([candidate("cand-1", "1")] + lines)
    let rows = try bench.run("candidate", "list", "--json").json()["candidates"]?.asArray ?? []
    #expect(
      rows.first?.asMap?["windows"] == [["baseline": "release", "streak": 1500, "window": 1499]])
    #expect(bench.run("log", "--type", "violation.recorded").lines.count == 1_500)
    #expect(bench.run("promote", "cand-1", "--to", "release").exit == 0)
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `a report is published with its digest and the head it was derived at`() throws {
    try report(candidate("cand-1", "1"))
    #expect(bench.run("publish", "--for", "cand-1").exit == 0)
    let entries = try bench.entries()
    let published = bench.run("publish", "town")
    #expect(published.exit == 0, "\(published.err)")
    #expect(published.out.contains("report.published report/town/town"))
    #expect(published.out.contains(" at \(entries)"))
    #expect(bench.run("publish", "--for", "nothing").exit == 4)
  }

  @Test func `notes and decisions name candidates and baselines as show does`() throws {
    try report(candidate("cand-1", "1"))
    for word in ["cand-1", "town/cand-1", "candidate/town/cand-1", "rel", "baseline/town/release"] {
      #expect(bench.run("note", word, "seen").exit == 0, "\(word)")
      #expect(bench.run("decide", word, "stop", "-m", "not this one").exit == 0, "\(word)")
      #expect(bench.run("show", word).out.contains("seen"), "\(word)")
    }
    let status = try bench.run("status", "--json").json()
    #expect(status["studies"]?.asArray?.first?.asMap?["closing"] == "completed")
    #expect(bench.run("note", "cand-9", "seen").exit == 4)
    #expect(bench.run("publish", "town").exit == 0)
    let report = bench.run("note", "report/town/town", "seen")
    #expect(report.exit == 2)
    #expect(report.err.contains("'report/town/town' is a report, which no note can be about"))
    let ledger = bench.run("decide", "ledger", "stop", "-m", "x")
    #expect(ledger.exit == 2)
    #expect(ledger.err.contains("about a study, run, batch, pair, candidate or baseline"))
    for verb in ["verify", "replay"] { #expect(bench.run(verb).exit == 0, "\(verb)") }
    #expect(bench.run("export", "--check").exit == 0)
  }
}
