import Files
import TestKit
import Testing

/// A verb that adds to the log, with a command line for it, another one, and what has to be there.
struct CommandIDRow: CustomTestStringConvertible, Sendable {
  /// What a bench holds before a command line is tried.
  enum Ground: Sendable {
    case ledger, finished, guarded, blocked, warned, corrected, halted, violation, candidates,
      promoted
    case paired, pairedDone, request, enrolled, witnessed
  }

  /// The verb.
  var verb: String
  /// Its operands and options.
  var words: [String]
  /// A whole command line that is not the same.
  var other: [String]
  /// What has to be there.
  var ground = Ground.finished
  /// The exit code of a name that stands for another command.
  var conflict: Int32 = 5

  init(
    _ verb: String, _ words: [String], other: [String], on ground: Ground = .finished,
    conflict: Int32 = 5
  ) {
    self.verb = verb
    self.words = words
    self.other = other
    self.ground = ground
    self.conflict = conflict
  }

  var testDescription: String { verb }

  /// The whole command line.
  var line: [String] { verb.split(separator: " ").map(String.init) + words }

  /// What the runs of the paired study are called on the command line.
  static let role = [
    "--experiment", "paired", "--variant", "role-centric", "--task", "T1", "--pair-id", "pair-0001",
  ]
  static let goal = [
    "--experiment", "paired", "--variant", "goal-centric", "--task", "T1", "--pair-id", "pair-0001",
  ]

  /// A row for every verb; `tell`, which needs a stage that runs, has tests of its own.
  static let all: [CommandIDRow] = [
    .init("run", ["study.yaml"], other: ["run", "study.yaml", "--keep-going"], on: .ledger),
    .init("step", ["study.yaml"], other: ["run", "study.yaml", "--jobs", "2"], on: .ledger),
    .init("exec", ["--", "true"], other: ["exec", "--", "false"], conflict: 125),
    .init("amend", ["changed.yaml", "-m", "x"], other: ["amend", "changed.yaml", "-m", "y"]),
    .init(
      "retry", ["bad/s1", "-m", "x"], other: ["retry", "bad/s1", "-m", "y"], on: .blocked),
    .init(
      "rerun", ["s1", "--from", "count", "-m", "x"],
      other: ["rerun", "s1", "--from", "count", "-m", "y"]),
    .init("halt", ["-m", "x"], other: ["halt", "-m", "y"], on: .corrected),
    .init("resume", ["-m", "x"], other: ["resume", "-m", "y"], on: .halted),
    .init("accept", ["fair", "-m", "x"], other: ["accept", "fair", "-m", "y"], on: .warned),
    .init(
      "decide", ["s1", "continue", "-m", "x"], other: ["decide", "s1", "continue", "-m", "y"]),
    .init("note", ["s1", "x"], other: ["note", "s1", "y"]),
    .init("tag", ["s1", "a=b"], other: ["tag", "s1", "a=c"]),
    .init("purge", ["s1/count/share.json", "-m", "x"], other: ["note", "s1", "x"]),
    .init("lock", ["s1"], other: ["lock", "s1", "-m", "y"]),
    .init(
      "exclude", ["s1", "--rule", "a", "-m", "x"],
      other: ["exclude", "s1", "--rule", "b", "-m", "x"]),
    .init("violation add", ["s1", "x"], other: ["violation", "add", "s1", "y"]),
    .init(
      "violation resolve", ["v0001", "-m", "x"],
      other: ["violation", "resolve", "v0001", "-m", "y"], on: .violation),
    .init(
      "invalidate", ["s1", "-m", "x"], other: ["invalidate", "s1", "-m", "y"]),
    .init(
      "approve", ["guarded/s1/sign-off", "-m", "x"],
      other: ["approve", "guarded/s1/sign-off", "-m", "y"], on: .guarded),
    .init(
      "override grant", ["loose=true", "--study", "guarded", "-m", "x"],
      other: ["override", "grant", "loose=true", "--study", "guarded", "-m", "y"], on: .guarded),
    .init(
      "override revoke", ["loose", "--run", "guarded/s1", "-m", "x"],
      other: ["override", "revoke", "loose", "--run", "guarded/s1", "-m", "y"], on: .guarded),
    .init("reproduce", ["s1"], other: ["note", "s1", "x"]),
    .init("trial init", role, other: ["trial", "init"] + goal, on: .paired),
    .init("trial validate", role, other: ["trial", "validate"] + goal, on: .paired),
    .init("trial execute", role, other: ["trial", "execute"] + goal, on: .paired),
    .init("trial evaluate", role, other: ["trial", "evaluate"] + goal, on: .paired),
    .init("trial full", role, other: ["trial", "full"] + goal, on: .paired),
    .init("trial synthesize", ["paired"], other: ["trial", "full"] + goal, on: .paired),
    .init("trial lock", role, other: ["trial", "lock"] + goal, on: .pairedDone),
    .init("trial reproduce", role, other: ["trial", "reproduce"] + goal, on: .pairedDone),
    .init(
      "key enroll", ["request.json", "--role", "operator"], other: ["note", "ledger", "x"],
      on: .request),
    .init("key rotate", [], other: ["note", "ledger", "x"]),
    .init(
      "key export", ["--role", "runner", "--until", "@5000", "-o", "ci.key"],
      other: ["note", "ledger", "x"]),
    .init(
      "witness add", ["signed.txt", "--witness", "witness.vkey"], other: ["note", "ledger", "x"],
      on: .witnessed),
    .init(
      "key revoke", ["bob", "-m", "x"], other: ["key", "revoke", "bob", "-m", "y"], on: .enrolled),
    .init(
      "role grant", ["bob", "admin"], other: ["role", "grant", "bob", "viewer"], on: .enrolled),
    .init(
      "role revoke", ["bob", "operator", "-m", "x"],
      other: ["role", "revoke", "bob", "operator", "-m", "y"], on: .enrolled),
    .init(
      "candidate add", ["promo/c9", "--digest", digest],
      other: ["candidate", "add", "promo/c8", "--digest", digest],
      on: .candidates),
    .init(
      "candidate reject", ["c1", "-m", "x"], other: ["candidate", "reject", "c1", "-m", "y"],
      on: .candidates),
    .init(
      "promote", ["c1", "--to", "release"], other: ["promote", "c2", "--to", "release"],
      on: .candidates),
    .init(
      "rollback", ["release", "-m", "x"], other: ["rollback", "release", "-m", "y"],
      on: .promoted),
    .init("publish", ["smallest"], other: ["note", "s1", "x"]),
  ]

  static let digest = String(repeating: "0a", count: 32)
}

extension Bench {
  /// A bench on which a row can be tried.
  static func on(_ ground: CommandIDRow.Ground) throws -> Bench {
    let bench = try Bench.withLedger()
    func run(_ lines: String...) {
      for line in lines { _ = bench.run(Shell.words(line)) }
    }
    if ground != .ledger { run("run study.yaml -q") }
    switch ground {
    case .ledger: try bench.edit("study.yaml", "seed: 1", "seeds: [1, 2]")
    case .finished:
      try bench.write("changed.yaml", smallest.replacing(">= 0.4", with: ">= 0.3"))
    case .guarded:
      try bench.write(
        "guarded.yaml",
        """
        study: guarded
        objective: Is nothing approved?
        seed: 1
        params: {loose: {value: false, bypass: true}}
        stages:
          - {name: work, run: ["true"]}
          - {name: sign-off, approve: {role: operator}}

        """)
      run(
        "run guarded.yaml -q", "override grant loose=true --run guarded/s1 -m x")
    case .blocked:
      try bench.write("bad.yaml", simple("bad").replacing("[\"true\"]", with: "[\"false\"]"))
      run("run bad.yaml -q")
    case .warned:
      let warning = smallest.replacing("study: smallest", with: "study: warned")
        .replacing("pass: \">= 0.4\"", with: "pass: \">= 0.9\", warn: \">= 0.1\"")
      try bench.write("warned.yaml", warning)
      run("run warned.yaml -q")
    case .corrected, .halted:
      // A closed study is halted only while something of it is done again.
      run("rerun s1 --from count -m x")
      if ground == .halted { run("halt -m x") }
    case .violation: run("violation add s1 leak")
    case .candidates, .promoted:
      try bench.write(
        "promo.yaml", simple("promo") + "baselines: {release: {needs: {violations: none}}}\n")
      run("run promo.yaml -q")
      for name in ["c1", "c2"] {
        run("candidate add promo/\(name) --digest \(CommandIDRow.digest)")
      }
      if ground == .promoted { run("promote c1 --to release", "promote c2 --to release") }
    case .paired, .pairedDone:
      try bench.writePaired()
      // Registers the study, and begins with the other pair.
      run("run paired.yaml --run run-0002-goal-centric-T1 --until init -q")
      if ground == .pairedDone { run("run paired -q") }
    case .request, .enrolled:
      let home = bench.environment["HOME"]
      bench.environment["HOME"] = bench.temporary.path("bob")
      try bench.write("request.json", bench.run("key", "new", "--label", "bob").out)
      bench.environment["HOME"] = home
      if ground == .enrolled { run("key enroll request.json --role operator") }
    case .witnessed:
      try bench.write("log.vkey", bench.run("head", "--vkey").out)
      try bench.write("witness.vkey", bench.run("witness", "key", "--name", "example.org/w").out)
      run(
        "witness request -o request.txt",
        "witness sign request.txt --log log.vkey -o signed.txt")
    }
    return bench
  }

  /// A study of one stage that does nothing.
  static func simple(_ name: String) -> String {
    """
    study: \(name)
    objective: Does it do nothing?
    seed: 1
    stages:
      - {name: work, run: ["true"]}

    """
  }

  /// A paired study whose steps do nothing.
  func writePaired() throws {
    for path in ["variants", "tasks/T1"] {
      try FileSystem.makeDirectories(PathName.join(root, path))
    }
    for name in ["role-centric", "goal-centric"] { try write("variants/\(name).md", name) }
    try write("tasks/T1/spec.json", "{}\n")
    try write("success.json", "{}\n")
    try write(
      "paired.yaml",
      """
      study: paired
      objective: Do two variants of nothing differ?
      seed: 1
      design:
        paired:
          variants:
            role-centric: {spec: variants/role-centric.md, paradigm: anthropomorphic}
            goal-centric: {spec: variants/goal-centric.md, paradigm: first-principles}
          tasks: {T1: {spec: tasks/T1, seed: 42, timeout: 60s}}
          pairs: 2
          order: random
      inputs: {rubrics: success.json}
      domain: {trials: {evaluators: {task_success: {module: success.json, version: 1.0.0}}}}
      stages:
        - {name: init, run: ["true"]}
        - {name: validate, run: ["true"], when: "init.verdict != FAIL"}
        - {name: execute, run: ["true"], when: "validate.verdict != FAIL"}
        - {name: evaluate, run: ["true"], when: "execute.verdict != FAIL"}

      """)
  }
}
