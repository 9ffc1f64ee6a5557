import Codecs
import Files
import TestKit
import Testing

@testable import CLI

/// The way of a newcomer, from an empty directory to a changed threshold.
@Suite(.serialized) struct StudyTests {
  @Test func `init says where everything lies and keeps git clean`() throws {
    let bench = try Bench()
    let result = bench.run("init", "--origin", "example.org/coin")
    #expect(result.exit == 0)
    #expect(result.out.contains("origin  example.org/coin"))
    #expect(result.out.contains("(admin)") && result.out.contains("(runner)"))
    #expect(try bench.read(".runledger/.gitignore") == "*\n")
    #expect(try bench.read("runs/.gitignore") == "*\n")
    let keys = PathName.join(bench.temporary.path("home"), ".config/runledger/keys")
    for name in try FileSystem.list(keys) {
      #expect(try FileSystem.status(PathName.join(keys, name))?.mode == 0o600)
    }
  }

  @Test func `init a second time, or within another ledger, is a conflict`() throws {
    let bench = try Bench.withLedger()
    let again = bench.run("init")
    #expect(again.exit == 5)
    #expect(again.err.contains("there is a ledger in"))
    try FileSystem.makeDirectories(PathName.join(bench.root, "deep/er"))
    let nested = bench.run("init", from: PathName.join(bench.root, "deep/er"))
    #expect(nested.exit == 5)
    #expect(nested.err.contains("within the ledger"))
    #expect(!FileSystem.exists(PathName.join(bench.root, "deep/er/.runledger")))
  }

  @Test func `without a ledger every verb says how to make one`() throws {
    let bench = try Bench()
    for words in [["status"], ["log"], ["verify"], ["run", "study.yaml"], ["head"], ["replay"]] {
      let result = bench.run(words)
      #expect(result.exit == 4, "\(words)")
      #expect(result.err.contains("hint: runledger init"), "\(words)")
    }
    let json = try bench.run("status", "--json").json()
    #expect(json["error"]?.asMap?["code"] == "not_found")
    #expect(json["error"]?.asMap?["exit"] == 4)
  }

  @Test func `the smallest study runs, and a second time there is nothing to do`() throws {
    let bench = try Bench.withLedger()
    let first = bench.run("run", "study.yaml")
    #expect(first.exit == 0, "\(first.err)")
    #expect(first.out.contains("smallest: closed (completed)"))
    #expect(first.out.contains("report: runs/smallest/report.md"))
    let entries = try bench.entries()
    let second = bench.run("run", "study.yaml")
    #expect(second.exit == 0)
    #expect(second.out.contains("finished before; there is nothing to do"))
    #expect(try bench.entries() == entries)
    for verb in [["verify"], ["replay"], ["export", "--check"]] {
      #expect(bench.run(verb).exit == 0, "\(verb)")
    }
  }

  @Test func `a study is found by its name from anywhere below`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml").exit == 0)
    let below = PathName.join(bench.root, "runs/smallest")
    let result = bench.run("run", "small", from: below)
    #expect(result.exit == 0, "\(result.err)")
  }

  @Test func `a threshold edited before any result is a revision`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", "seed: 1", "seed: 1\nrequires: {commands: [no-such-thing]}")
    #expect(bench.run("run", "study.yaml").exit == 10)
    try bench.edit("study.yaml", "no-such-thing", "awk")
    try bench.edit("study.yaml", "0.4", "0.45")
    #expect(bench.run("run", "study.yaml").exit == 0)
    #expect(bench.run("log", "--type", "study.revised").lines.count == 1)
  }

  @Test func `a threshold edited after a result is refused, and amended on the record`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml").exit == 0)
    let before = bench.run("show", "smallest", "--json")
    let was = try #require(try before.json()["file"]?.asMap?["digest"]?.asText)
    try bench.edit("study.yaml", "0.4", "0.45")
    let refused = bench.run("run", "study.yaml")
    #expect(refused.exit == 5)
    #expect(refused.err.contains("'study.yaml'") && refused.err.contains(was))
    #expect(refused.err.contains("amend"))
    let dry = bench.run("amend", "study.yaml", "-m", "why", "--dry-run")
    #expect(dry.exit == 0)
    #expect(bench.run("log", "--type", "study.amended").out == "")
    #expect(bench.run("amend", "study.yaml").exit == 2)
    #expect(bench.run("amend", "study.yaml", "-m", "why").exit == 0)
    #expect(bench.run("run", "study.yaml").exit == 0)
    #expect(bench.run("verify").exit == 0)
  }

  @Test func `a failed gate ends in exit code 10 and says what to do`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", "0.4", "0.9")
    let result = bench.run("run", "study.yaml")
    #expect(result.exit == 10)
    let status = try bench.run("status", "--json").json()
    let study = try #require(status["studies"]?.asArray?.first?.asMap)
    #expect(study["state"] == "blocked")
    let shown = bench.run("show", "smallest/s1")
    #expect(shown.out.contains("wanted >= 0.9"))
    #expect(bench.run("retry", "s1/count", "-m", "once more").exit == 0)
    #expect(bench.run("run").exit == 10)
  }

  @Test func `a warning waits until it is accepted`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", "pass: \">= 0.4\"", "pass: \">= 0.9\", warn: \">= 0.4\"")
    #expect(bench.run("run", "study.yaml").exit == 12)
    #expect(bench.run("status").out.contains("WARN s1/count/fair"))
    #expect(bench.run("accept", "fare", "-m", "x").exit == 4)
    #expect(bench.run("accept", "smallest/s1/count/fair", "-m", "six tosses").exit == 0)
    #expect(bench.run("run").exit == 0)
  }

  @Test func `a step is one unit of work, then what is next`() throws {
    let bench = try Bench.withLedger()
    try bench.write("study.yaml", Bench.smallest.replacing("seed: 1", with: "seeds: [1, 2]"))
    let first = bench.run("step", "study.yaml")
    #expect(first.exit == 0, "\(first.err)")
    #expect(first.out.contains("next:"))
    #expect(bench.run("log", "--type", "stage.finished").lines.count == 1)
    #expect(bench.run("step").exit == 0)
    #expect(bench.run("log", "--type", "stage.finished").lines.count == 2)
  }

  @Test func `parameters given with -p stay in force`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", "seed: 1", "seed: 1\nparams: {tries: 3}")
    try bench.edit(
      "study.yaml", "- \"${inputs.tosses}\"",
      "- \"tries=${params.tries}\"\n      - \"${inputs.tosses}\"")
    #expect(bench.run("run", "study.yaml", "-p", "tries=5").exit == 0)
    let again = bench.run("run", "study.yaml")
    #expect(again.exit == 0, "\(again.err)")
    #expect(again.out.contains("nothing to do"))
    #expect(bench.run("show", "s1").out.contains("tries=5"))
    #expect(bench.run("run", "study.yaml", "-p", "tries=6").exit == 5)
    #expect(bench.run("run", "study.yaml", "-p", "trees=6").exit == 2)
  }

  @Test func `a closed study can be drawn anew`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml").exit == 0)
    #expect(bench.run("run", "--again", "-m", "once more").exit == 0)
    #expect(bench.run("log", "--type", "run.planned").lines.count == 2)
  }

  @Test func `check writes nothing and needs no ledger`() throws {
    let bench = try Bench()
    try bench.write("tosses.txt", "heads\n")
    try bench.write("study.yaml", Bench.smallest)
    let result = bench.run("check", "study.yaml")
    #expect(result.exit == 0)
    #expect(result.out.contains("study.yaml: valid"))
    #expect(try FileSystem.list(bench.root) == ["study.yaml", "tosses.txt"])
    let json = try bench.run("check", "study.yaml", "--json").json()
    #expect(json["ok"] == true)
    #expect(json["processes"] == 1)
  }

  @Test func `a mistake in a study file is named with line and column`() throws {
    let bench = try Bench.withLedger()
    try bench.edit("study.yaml", "objective:", "objektive:")
    let entries = try bench.entries()
    for verb in ["check", "run"] {
      let result = bench.run(verb, "study.yaml")
      #expect(result.exit == 2)
      #expect(result.err.contains("study.yaml:2:1:"), "\(result.err)")
      #expect(result.err.contains("did you mean 'objective'?"))
    }
    #expect(try bench.entries() == entries)
    let json = try bench.run("check", "study.yaml", "--json").json()
    #expect(json["error"]?.asMap?["details"]?.asArray?.isEmpty == false)
  }

  @Test func `a missing input and a missing requirement are told apart`() throws {
    let bench = try Bench.withLedger()
    try FileSystem.remove(PathName.join(bench.root, "tosses.txt"))
    let missing = bench.run("run", "study.yaml")
    #expect(missing.exit == 4)
    #expect(missing.err.contains("tosses.txt"))
    try bench.write("tosses.txt", "heads\ntails\n")
    try bench.edit("study.yaml", "seed: 1", "seed: 1\nrequires: {commands: [no-such-thing]}")
    #expect(bench.run("check", "study.yaml").exit == 1)
    #expect(bench.run("run", "study.yaml").exit == 10)
  }

  @Test func `a study that somebody else runs is waited for, and then left`() throws {
    let bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml").exit == 0)
    let lock = try FileLock.acquire(
      PathName.join(bench.root, ".runledger/locks/smallest.lock"), exclusive: true)
    let result = bench.run("run", "--wait", "0", "--json")
    #expect(result.exit == 8)
    #expect(try result.json()["error"]?.asMap?["code"] == "lock_timeout")
    lock?.release()
    #expect(bench.run("run", "--wait", "0").exit == 0)
  }
}
