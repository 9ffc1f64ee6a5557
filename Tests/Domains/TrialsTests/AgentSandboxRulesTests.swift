import Codecs
import Files
import Processes
import StageKit
import TestKit
import Testing

@testable import Agents
@testable import Trials

@Suite(.serialized) struct AgentSandboxRulesTests {
  @Test func `a set that a kernel cannot express is refused where it must be enforced`() throws {
    let study = try AgentStudy()
    for (member, paths) in [
      ("allowed_paths", ["task/**", "variant.md", "outputs/**", "agent.log", "work/*.txt"]),
      ("forbidden_paths", ["work/secret/**"]), ("read_only_paths", ["task/**", "work/data/**"]),
    ] {
      var permissions = EvaluatorStudy.permissions
      permissions[member] = .texts(paths)
      let execution = try study.script(AgentStudy.goodLog, permissions: permissions)
      let error = #expect(throws: StageError.self) { try study.run(execution) }
      #expect(error?.kind == .unavailable)
      #expect(error?.message.contains("'enforce: best_effort'") == true, "\(member)")
    }
  }

  @Test func `best effort runs all the same and records what is missing`() throws {
    let study = try AgentStudy()
    var permissions = EvaluatorStudy.permissions
    permissions["forbidden_paths"] = ["work/secret/**"]
    let execution = try study.script(
      AgentStudy.goodLog, enforce: "best_effort", permissions: permissions)
    let outcome = try study.run(execution)
    #expect(outcome.exitReason == .success)
    #expect(
      outcome.enforcement.reason == "'work/secret/**' lies within 'work', which may be written")
  }

  @Test func `operations that the set lacks are not granted`() throws {
    let study = try AgentStudy()
    var permissions = EvaluatorStudy.permissions
    permissions["file_operations"] = ["read", "write"]
    let execution = try study.script(
      """
      echo new >work/new || echo no-create >>work/content.txt
      rm work/content.txt || echo no-delete >>work/content.txt
      \(AgentStudy.goodLog)
      """, permissions: permissions)
    let outcome = try study.run(execution)
    #expect(outcome.enforcement.mechanism == "landlock")
    #expect(try study.text("work/content.txt").hasSuffix("no-create\nno-delete\n"))
  }

  @Test func `only a shell may start processes where the set forbids them`() throws {
    let study = try AgentStudy()
    for (line, isShell) in [
      ("#!/bin/sh", true), ("#!/usr/bin/env bash", true), ("#! /usr/bin/dash -e", true),
      ("#!/usr/bin/env -S python3 -u", false), ("#!/usr/bin/awk -f", false), ("no script", false),
    ] {
      try StageFiles.write(
        study.scratch.path("agent"), Array("\(line)\n".utf8), mode: 0o755)
      let execution = try study.execution(
        "TASK-001", AgentStudy.role, pairSeed: 1, agent: ["run": ["./agent"]])
      let command = try AgentCommand(
        ["./agent"], directory: study.scratch.path, #require(execution.external).environment)
      #expect(command.isShell == isShell, "\(line)")
    }
  }

  @Test func `a program that is no shell starts no processes`() throws {
    let study = try AgentStudy()
    let awk = """
      BEGIN {
        if (system("echo spawned >outputs/spawned") != 0) print "none" >"outputs/output.txt"
        print "{\\"entries\\":[],\\"events\\":[],\\"file_operations\\":[],"  >"agent.log"
        print "\\"tool_invocations\\":[]}" >"agent.log"
      }
      """
    try StageFiles.write(study.scratch.path("agent.awk"), Array(awk.utf8))
    let environment = ["PATH": "/usr/bin:/bin"]
    let execution = try study.execution(
      "TASK-001", AgentStudy.role, pairSeed: 1, agent: ["run": ["awk", "-f", "agent.awk"]],
      environment: environment)
    let outcome = try study.run(execution)
    #expect(outcome.enforcement.subprocesses == "seccomp")
    #expect(outcome.isLogValid, "\(outcome.reason)")
    #expect(!FileSystem.exists(study.scratch.path("run/outputs/spawned")))
    #expect(outcome.agent == "awk")
  }

  @Test func `without anything that enforces, a study that demands it does not run`() throws {
    let study = try AgentStudy()
    let execution = try study.script(AgentStudy.goodLog)
    let sandbox = try Sandbox(execution.material, in: study.scratch.path("bare"))
    let command = try AgentCommand(
      ["./agent.sh"], directory: study.scratch.path, #require(execution.external).environment)
    var rules = SandboxRules(sandbox.root, execution.permissions, command)
    rules.landlockVersion = 0
    let environment = AgentEnvironment(["PATH": "/nowhere"])
    let error = #expect(throws: StageError.self) {
      try rules.chosen(mustEnforce: true, environment)
    }
    #expect(error?.kind == .unavailable)
    #expect(error?.message.contains("neither a working bwrap nor Landlock") == true)
    let choice = try rules.chosen(mustEnforce: false, environment)
    #expect(choice.enforcement.mechanism == "none")
    #expect(!choice.enforcement.filesystem)
    #expect(choice.confinement.grants == nil)
    #expect(!choice.confinement.allowsNetwork)
  }

  @Test(.enabled(if: Confinement.landlockVersion > 0, "needs Landlock"))
  func `what is recorded says which way and which version`() throws {
    let study = try AgentStudy()
    // Nothing but shell built-ins, for no launcher is found there.
    let outcome = try study.run(
      study.script(AgentStudy.shellLog, environment: ["PATH": "/nowhere"]))
    let record = try #require(outcome.value.asMap?["enforcement"]?.asMap)
    #expect(record["mechanism"] == "landlock")
    #expect(record["abi"] == .int(Int64(Confinement.landlockVersion)))
    #expect(try study.log()["agent"]?.asMap?["enforcement"]?.asMap == record)
  }

  @Test(.enabled(if: hasBubblewrap, "needs bubblewrap, and the right to make namespaces"))
  func `bubblewrap is taken where it works`() throws {
    let study = try AgentStudy()
    let outcome = try study.run(
      study.script(
        """
        echo evil >../evil || echo denied-up >>outputs/found
        echo evil >stray || echo denied-here >>outputs/found
        echo evil >task/x || echo denied-task >>outputs/found
        cat /etc/shadow || echo denied-secret >>outputs/found
        bash -c 'echo x >/dev/tcp/127.0.0.1/9' || echo denied-network >>outputs/found
        cp work/content.txt outputs/output.txt
        \(AgentStudy.goodLog)
        """, environment: Self.environment))
    try #require(outcome.enforcement.mechanism == "bubblewrap")
    let found = try study.text("outputs/found").split(separator: "\n").map(String.init)
    #expect(
      found == ["denied-up", "denied-here", "denied-task", "denied-secret", "denied-network"])
    #expect(outcome.exitReason == .success)
    #expect(outcome.outOfScope.isEmpty)
  }

  /// An environment in which programs are found as they are outside.
  private static let environment: [String: String] = {
    let bytes = (try? FileSystem.readFile("/proc/self/environ")) ?? []
    let variables = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let path = variables.first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? ""
    return ["PATH": String(path), "HOME": "/nowhere"]
  }()

  /// Whether bubblewrap is installed and can do here what a sandbox asks of it.
  static let hasBubblewrap: Bool = {
    guard let launcher = AgentEnvironment(environment).find("bwrap"),
      let directory = try? TemporaryDirectory()
    else { return false }
    var plan = ConfinedProcess.Plan(
      program: launcher,
      arguments: [
        launcher, "--unshare-all", "--cap-drop", "ALL", "--ro-bind", "/", "/", "--proc", "/proc",
        "--dev", "/dev", "true",
      ], environment: environment.map { "\($0.key)=\($0.value)" }, directory: directory.path,
      output: directory.path("out"), error: directory.path("err"))
    plan.confinement.keepsCapabilities = true
    return (try? ConfinedProcess(plan))?.wait(milliseconds: nil) == .exited(0)
  }()
}
