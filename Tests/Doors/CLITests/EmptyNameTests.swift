import Testing

@testable import CLI

/// What an unset variable of the shell leaves behind: an empty text where a name should be.
@Suite(.serialized) struct EmptyNameTests {
  private let bench: Bench

  init() throws {
    bench = try Bench.withLedger()
    #expect(bench.run("run", "study.yaml", "-q").exit == 0)
  }

  @Test(arguments: ["", "smallest/", "run/smallest/", "/"])
  func `an empty name is no run, not even the only one`(name: String) throws {
    let entries = try bench.entries()
    let lines: [[String]] = [
      ["lock", name], ["note", name, "x"], ["show", name], ["reproduce", name],
      ["exclude", name, "--rule", "r", "-m", "x"], ["invalidate", name, "-m", "x"],
      ["decide", name, "continue", "-m", "x"], ["retry", name, "-m", "x"],
      ["rerun", name, "--from", "count", "-m", "x"], ["trial", "lock", name],
      ["violation", "add", name, "x"],
    ]
    for words in lines {
      let result = bench.run(words)
      #expect(result.exit == 2, "\(words): \(result.out)\(result.err)")
      #expect(result.err.contains("empty"), "\(words): \(result.err)")
    }
    #expect(try bench.entries() == entries)
    #expect(bench.run("show", "s1", "--json").out.contains(#""locked":false"#))
  }

  @Test func `an empty name is no key, no violation, no batch and no warning`() throws {
    #expect(bench.run("violation", "add", "s1", "x").exit == 0)
    let entries = try bench.entries()
    let lines: [[String]] = [
      ["key", "revoke", "", "-m", "x"], ["role", "grant", "", "admin"],
      ["violation", "resolve", "", "-m", "x"], ["violation", "resolve", "smallest/", "-m", "x"],
      ["accept", "", "-m", "x"], ["accept", "/", "-m", "x"], ["approve", "", "-m", "x"],
      ["promote", "", "--to", "release"], ["candidate", "reject", "", "-m", "x"],
      ["note", "batch/", "x"], ["note", "batch//b", "x"], ["log", "batch/smallest/"],
      ["show", "batch/"], ["show", "baseline/smallest/"], ["log", "key/"], ["log", ""],
      ["status", ""], ["run", ""], ["check", ""], ["init", ""], ["export", ""],
    ]
    for words in lines {
      let result = bench.run(words)
      let isMissing = words[0] == "accept" && words[1] == "/"
      #expect(result.exit == (isMissing ? 4 : 2), "\(words): \(result.out)\(result.err)")
    }
    #expect(try bench.entries() == entries)
  }

  @Test func `an option whose value is empty is refused by its name`() throws {
    let entries = try bench.entries()
    let lines: [[String]] = [
      ["note", "s1", "x", "--cmd-id", ""], ["note", "s1", "x", "--key="],
      ["exclude", "s1", "--rule", "", "-m", "x"], ["run", "--run", ""],
      ["key", "new", "--label", ""], ["status", "--ledger", ""],
    ]
    for words in lines {
      let result = bench.run(words)
      let name = try #require(words.first { $0.hasPrefix("--") })
      #expect(result.exit == 2, "\(words): \(result.err)")
      #expect(result.err.contains("'\(name.split(separator: "=")[0])' is empty"), "\(result.err)")
    }
    #expect(bench.run("lock", "s1", "-m", "", "-n").exit == 0)
    #expect(try bench.entries() == entries)
  }

  @Test func `what is empty is named, also where the reason is there`() throws {
    let rule = bench.run("exclude", "s1", "--rule", " ", "-m", "x")
    #expect(rule.exit == 2)
    #expect(rule.err.contains("the rule of the exclusion is empty"))
    for words in [["violation", "add", "s1", " "], ["violation", "add", "s1", "-m", ""]] {
      let text = bench.run(words)
      #expect(text.exit == 2)
      #expect(text.err.contains("the text of the violation is empty"), "\(text.err)")
    }
    let note = bench.run("note", "s1", " ")
    #expect(note.err.contains("the text of the note is empty"), "\(note.err)")
  }
}
