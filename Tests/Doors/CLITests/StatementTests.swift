import Codecs
import Files
import Testing

@testable import CLI

/// The verbs that add statements, corrections and refusals to a finished run.
@Suite(.serialized) struct StatementTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  @Test func `a dry run says what it would append and appends nothing`() throws {
    let entries = try bench.entries()
    let lines: [[String]] = [
      ["note", "s1", "text"], ["lock", "s1"],
      ["violation", "add", "s1", "text", "--severity", "critical"],
      ["decide", "s1", "continue", "-m", "x"], ["rerun", "s1", "--from", "count", "-m", "x"],
      ["run", "--again", "-m", "x"],
      ["exec", "--", "true"], ["key", "revoke", "runner", "-m", "x"],
    ]
    for words in lines.dropLast() {
      let place = words.firstIndex(of: "--") ?? words.count
      let result = bench.run(Array(words[..<place]) + ["-n"] + Array(words[place...]))
      #expect(result.exit == 0, "\(words): \(result.err)")
      #expect(result.out.hasPrefix("would append "), "\(words)")
    }
    let json = try bench.run("lock", "s1", "-n", "--json").json()
    #expect(json["dry_run"] == true)
    #expect(json["entry"]?.isNull == true)
    #expect(try bench.entries() == entries)
  }

  @Test func `a command that is named twice is done once`() throws {
    #expect(bench.run("note", "s1", "text", "--cmd-id", "a").exit == 0)
    let entries = try bench.entries()
    let again = try bench.run("note", "s1", "text", "--cmd-id", "a", "--json").json()
    #expect(again["repeated"] == true)
    #expect(try bench.entries() == entries)
    let other = bench.run("note", "s1", "other", "--cmd-id", "a")
    #expect(other.exit == 5)
    #expect(try bench.entries() == entries)
  }

  @Test func `a study whose directory was moved is found at its new place`() throws {
    let bench = try Bench()
    let files = ["study.yaml": Bench.smallest, "tosses.txt": "heads\ntails\n"]
    try FileSystem.makeDirectories(PathName.join(bench.root, "old"))
    for (name, text) in files { try bench.write("old/\(name)", text) }
    #expect(bench.run("init").exit == 0)
    #expect(bench.run("run", "old/study.yaml", "-q").exit == 0)
    try FileSystem.rename(PathName.join(bench.root, "old"), PathName.join(bench.root, "new"))
    for words in [["run", "smallest"], ["step", "smallest"], ["amend", "smallest", "-m", "x"]] {
      let gone = bench.run(words)
      #expect(gone.exit == 4)
      #expect(gone.err.contains("runledger \(words[0]) NEWPLACE/study.yaml"), "\(gone.err)")
    }
    let reproduced = bench.run("reproduce", "s1")
    #expect(reproduced.exit == 4 && reproduced.err.contains("ln -s NEWPLACE"), "\(reproduced.err)")
    #expect(bench.run("run", "new/study.yaml").out.contains("nothing to do"))
    try FileSystem.symlink("new", at: PathName.join(bench.root, "old"))
    #expect(bench.run("reproduce", "s1").exit == 0)
    #expect(bench.run("run", "smallest").exit == 0)
  }

  @Test func `a step of a trial is refused where nothing is paired`() throws {
    let lock = try bench.run("trial", "lock", "s1", "--json").json()["error"]?.asMap
    #expect(lock?["code"] == "invalid" && lock?["exit"] == 2)
    #expect(lock?["hint"] == "runledger lock s1")
    let execute = try bench.run("trial", "execute", "s1", "--json").json()["error"]?.asMap
    #expect(execute?["hint"] == "runledger run smallest")
    #expect(bench.run("amend", "smallest", "-m", "x").exit == 5)
    #expect(bench.run("exec", "--name", "one", "--", "true").exit == 0)
    let amend = try bench.run("amend", "one", "-m", "x", "--json").json()["error"]?.asMap
    #expect(amend?["code"] == "invalid" && amend?["exit"] == 2)
  }

  @Test func `a locked run takes no facts and takes statements`() throws {
    #expect(bench.run("lock", "s1", "-m", "published").exit == 0)
    let locked = bench.run("lock", "s1", "--json")
    #expect(locked.exit == 5)
    #expect(try locked.json()["error"]?.asMap?["code"] == "locked")
    #expect(bench.run("note", "s1", "still possible").exit == 0)
    #expect(bench.run("rerun", "s1", "--from", "count", "-m", "again").exit == 0)
    #expect(bench.run("run").exit == 0)
    #expect(bench.run("show", "s1-v2").out.contains("instead of s1"))
    #expect(bench.run("replay").exit == 0)
  }

  @Test func `a critical violation halts the study until it is resolved`() throws {
    #expect(bench.run("violation", "add", "s1", "leak", "--severity", "critical").exit == 0)
    #expect(bench.run("run").exit == 12)
    #expect(bench.run("resume", "-m", "x").exit == 11)
    let list = try bench.run("violation", "list", "--json").json()
    #expect(list["violations"]?.asArray?.first?.asMap?["state"] == "open")
    #expect(bench.run("show", "v0001").out.contains("critical: leak"))
    #expect(bench.run("violation", "resolve", "v0001", "-m", "mended").exit == 0)
    #expect(bench.run("violation", "resolve", "v0001", "-m", "mended").exit == 5)
    #expect(bench.run("run").exit == 0)
  }

  @Test func `halting and resuming are refused where nothing would change`() throws {
    #expect(bench.run("resume", "-m", "x").exit == 5)
    let closed = bench.run("halt", "-m", "x")
    #expect(closed.exit == 11)
    #expect(closed.err.contains("study 'smallest' is closed (completed), and nothing is under way"))
    #expect(bench.run("rerun", "s1", "--from", "count", "-m", "again").exit == 0)
    #expect(bench.run("halt", "-m", "x", "-n").out.hasPrefix("would append study.halted"))
    #expect(bench.run("halt", "-m", "x").exit == 0)
    #expect(bench.run("halt", "-m", "x").exit == 5)
    #expect(bench.run("resume", "-m", "x").exit == 0)
  }

  @Test func `a decision is one of four words`() throws {
    #expect(bench.run("decide", "smallest", "continue", "-m", "fair enough").exit == 0)
    let wrong = bench.run("decide", "smallest", "contine", "-m", "x")
    #expect(wrong.exit == 2)
    #expect(wrong.err.contains("did you mean 'continue'?"))
    #expect(bench.run("log", "--type", "decision.made").lines.count == 1)
  }

  @Test func `a batch takes notes and decisions`() throws {
    let bench = try Bench()
    try bench.write(
      "study.yaml",
      """
      study: knobs
      objective: Which knob?
      seed: 1
      params: {knob: 1}
      design: {sweep: {axes: {knob: [1, 2]}, seeds: [7]}}
      stages:
        - {name: turn, run: [sh, -c, "echo ${params.knob} >k.txt"], outputs: [k.txt]}
      """)
    let batch = "b20260301-0900-knobs-v01"
    #expect(bench.run("init").exit == 0)
    let run = bench.run("run", "study.yaml", "--batch", batch, "-q")
    #expect(run.exit == 0, "\(run.err)")
    for word in [batch, "knobs/\(batch)", "batch/knobs/b2026"] {
      let note = bench.run("note", word, "the small one")
      #expect(note.exit == 0, "\(note.err)")
      #expect(note.out.contains("batch/knobs/\(batch)"), "\(word)")
      #expect(bench.run("decide", word, "adjust", "-m", "more knobs").exit == 0, "\(word)")
    }
    let shown = bench.run("show", batch).out
    #expect(shown.contains("the small one") && shown.contains("more knobs"))
    for verb in ["verify", "replay"] { #expect(bench.run(verb).exit == 0, "\(verb)") }
    #expect(bench.run("export", "--check").exit == 0)
  }

  @Test func `names are completed when they are unique and refused when they are not`() throws {
    #expect(bench.run("rerun", "s1", "--from", "count", "-m", "x").exit == 0)
    #expect(bench.run("show", "s1").exit == 0)
    #expect(bench.run("show", "s1-").exit == 0)
    let ambiguous = bench.run("note", "s", "x")
    #expect(ambiguous.exit == 4)
    let missing = bench.run("show", "smallest/s9")
    #expect(missing.exit == 4)
    #expect(missing.err.contains("there is no run 's9'"))
    #expect(bench.run("show", "@999").exit == 4)
    #expect(bench.run("show", "@1.9").exit == 4)
    #expect(bench.run("show", "@x").exit == 2)
  }
}
