import Agents
import Codecs
import Files
import Processes
import StageKit
import TestKit
import Testing

@testable import Trials

@Suite(.serialized) struct AgentExternalTests {
  @Test func `a shell script does a task, confined, and its log keeps its words`() throws {
    let study = try AgentStudy()
    let outcome = try study.runScript(
      """
      mkdir outputs/parts
      cp work/content.txt outputs/parts/copy
      cat outputs/parts/copy >outputs/output.txt
      rm -r outputs/parts
      \(AgentStudy.goodLog)
      """)
    #expect(outcome.exitReason == .success)
    #expect(outcome.isLogValid)
    #expect(!outcome.isDeterministic)
    #expect(["landlock", "bubblewrap"].contains(outcome.enforcement.mechanism))
    #expect(outcome.enforcement.filesystem)
    #expect(outcome.enforcement.subprocesses == "system programs only")
    #expect(outcome.outOfScope.isEmpty)
    let log = try study.log()
    #expect(log["agent"]?.asMap?["name"] == "agent.sh")
    #expect(log["agent"]?.asMap?["deterministic"] == false)
    #expect(log["entries"]?.asArray?.count == 1)
    let card = try study.judge("TASK-001", AgentStudy.role)
    #expect(card.success.isSuccess, "\(card.success.rationale)")
    #expect(card.adherence.score == 100)
  }

  @Test func `the agent sees its brief and surroundings, and no more`() throws {
    let study = try AgentStudy()
    try study.runScript(
      """
      env | sed 's/=.*//' | sort >outputs/names
      cat "$RUNLEDGER_TASK_FILE" >outputs/task
      cmp variant.md "$RUNLEDGER_VARIANT_FILE" && echo same >outputs/variant
      echo "$RUNLEDGER_TASK $RUNLEDGER_VARIANT $RUNLEDGER_SEED" >outputs/ids
      ls task >outputs/listing
      \(AgentStudy.goodLog)
      """, environment: ["PATH": "/usr/bin:/bin", "HOME": "/nowhere", "SECRET": "x"])
    let names = try study.text("outputs/names").split(separator: "\n").map(String.init)
    #expect(
      Set(names).subtracting(["PWD", "OLDPWD", "SHLVL", "_"]) == [
        "HOME", "LANG", "PATH", "RUNLEDGER_AGENT_LOG", "RUNLEDGER_OUTPUTS", "RUNLEDGER_SEED",
        "RUNLEDGER_TASK", "RUNLEDGER_TASK_FILE", "RUNLEDGER_VARIANT", "RUNLEDGER_VARIANT_FILE",
      ])
    #expect(try study.text("outputs/ids") == "TASK-001 role-centric 42\n")
    #expect(try study.text("outputs/variant") == "same\n")
    #expect(try study.text("outputs/listing") == "inputs\nspec.json\n")
    let task = try study.text("outputs/task")
    #expect(task.contains("description"))
    for hidden in ["expected_outputs", "success_criteria", "evaluation_metrics"] {
      #expect(!task.contains(hidden))
    }
  }

  @Test func `an agent that writes outside of its scope is stopped by the kernel`() throws {
    let study = try AgentStudy()
    let outcome = try study.runScript(
      """
      echo evil >../evil || echo denied-up >>outputs/found
      echo evil >stray || echo denied-here >>outputs/found
      echo evil >\(study.scratch.path)/evil || echo denied-far >>outputs/found
      cat /etc/shadow || echo denied-secret >>outputs/found
      cp work/content.txt work/program; chmod 755 work/program
      \(AgentStudy.goodLog)
      """)
    #expect(
      try study.text("outputs/found") == """
        denied-up
        denied-here
        denied-far
        denied-secret

        """)
    #expect(outcome.outOfScope.isEmpty)
    #expect(!FileSystem.exists(study.scratch.path("evil")))
    #expect(!FileSystem.exists(study.scratch.path("enclosure-run")))
  }

  @Test func `what an unconfined agent leaves outside of its scope is found and told`() throws {
    let study = try AgentStudy()
    let execution = try study.script(
      """
      echo evil >../evil
      mkdir stray; echo x >stray/file
      ln -s /etc/passwd outputs/link
      mkfifo work/pipe
      \(AgentStudy.goodLog)
      """)
    let sandbox = try Sandbox(execution.material, in: study.scratch.path("bare"))
    let command = try AgentCommand(
      ["./agent.sh"], directory: study.scratch.path, #require(execution.external).environment)
    let plan = ConfinedProcess.Plan(
      program: command.program, arguments: command.arguments,
      environment: [
        "PATH=/usr/bin:/bin", "RUNLEDGER_AGENT_LOG=\(sandbox.path("agent.log"))",
      ], directory: sandbox.root, output: "/dev/null", error: "/dev/null")
    #expect(try ConfinedProcess(plan).wait(milliseconds: 5_000) == .exited(0))
    let findings = try SandboxFindings(sandbox, execution.permissions)
    #expect(findings.outOfScope == ["../evil", "stray"])
    #expect(findings.undeliverable == ["outputs/link", "work/pipe"])
    #expect(findings.files == ["work/content.txt"])
  }

  @Test func `an agent that never exits is ended with all it started, and that is a result`() throws
  {
    let study = try AgentStudy()
    let execution = try study.script(
      "echo half >outputs/output.txt\n(trap '' TERM; sleep 30) &\nsetsid sleep 30 &\nsleep 30",
      timeoutSeconds: 0.3)
    let start = Clock.monotonic()
    let outcome = try study.run(execution)
    #expect(Clock.monotonic() - start < 3_000_000_000)
    #expect(try AgentStudy.processes(of: study).isEmpty)
    #expect(outcome.exitReason == .timeout)
    #expect(outcome.exitCode == 124)
    #expect(outcome.isTimedOut)
    let log = try study.log()
    #expect(log["final"]?.asMap?["status"] == "incomplete")
    #expect(
      log["file_operations"]?.asArray?.compactMap { $0.asMap?["path"]?.asText } == [
        "outputs/output.txt"
      ])
    let card = try study.judge("TASK-001", AgentStudy.role)
    #expect(!card.success.isSuccess)
    #expect(card.runtime.timeoutReached)
  }

  @Test(arguments: [
    ("printf '{\"entries\": [' >agent.log", "the text ends too early"),
    ("true", "it is empty"), ("printf '[1]' >agent.log", "agent.log is not an object"),
    ("printf '{\"entries\":[]}' >agent.log", "it has no 'events'"),
    ("printf '{\"entries\":[{\"timestamp\":\"noon\"}]}' >agent.log", "agent.log"),
  ])
  func `a broken log stays as it is, and nobody judges it`(
    script: String, reason: String
  ) throws {
    let study = try AgentStudy()
    let outcome = try study.runScript("cp work/content.txt outputs/output.txt\n\(script)")
    #expect(outcome.exitReason == .error)
    #expect(outcome.exitCode == 1)
    #expect(!outcome.isLogValid)
    #expect(outcome.reason.contains(reason), "\(outcome.reason)")
    #expect(try !study.text("agent.log").contains("enforcement"))
    #expect(throws: StageError.self) { try study.judge("TASK-001", AgentStudy.role) }
  }

  @Test func `an agent that edits a read-only input is found out even if nothing stops it`() throws
  {
    let study = try AgentStudy()
    let outcome = try study.runScript(
      """
      echo changed >task/inputs/content.txt || echo denied >outputs/found
      chmod 644 work/readonly.txt && echo changed >work/readonly.txt
      \(AgentStudy.goodLog)
      """, task: "TASK-003")
    #expect(try study.text("outputs/found") == "denied\n")
    #expect(outcome.changedReadOnly == ["work/readonly.txt"])
    let operations = try study.log()["file_operations"]?.asArray ?? []
    let change = try #require(
      operations.compactMap(\.asMap).first { $0["path"] == "work/readonly.txt" })
    #expect(change["op"] == "write")
    #expect(change["observed"] == true)
    let card = try study.judge("TASK-003", AgentStudy.role)
    #expect(card.adherence.violations.map(\.id).contains("do_not_change_readonly_file"))
  }

  @Test func `the network is closed`() throws {
    let study = try AgentStudy()
    let outcome = try study.runScript(
      """
      exec 2>outputs/errors
      if command -v bash >/dev/null; then
        bash -c 'echo x >/dev/tcp/127.0.0.1/9' || echo denied >outputs/found
      fi
      \(AgentStudy.goodLog)
      """)
    #expect(outcome.enforcement.network != "allowed")
    #expect(outcome.enforcement.network != "not enforced")
    if FileSystem.exists(study.scratch.path("run/outputs/found")) {
      #expect(try study.text("outputs/errors").lowercased().contains("permission denied"))
    }
  }

  @Test func `an agent that fails, crashes or is missing is told apart`() throws {
    let study = try AgentStudy()
    let failed = try study.runScript("\(AgentStudy.goodLog)\nexit 3")
    #expect(failed.exitCode == 3)
    #expect(failed.exitReason == .error)
    #expect(failed.isLogValid)
    let crashed = try study.runScript("\(AgentStudy.goodLog)\nkill -SEGV $$")
    #expect(crashed.exitCode == 139)
    #expect(crashed.exitReason == .error)
    let missing = try study.execution(
      "TASK-001", AgentStudy.role, pairSeed: 1, agent: ["run": ["no-such-program"]])
    let error = #expect(throws: StageError.self) { try study.run(missing) }
    #expect(error?.kind == .unavailable)
    #expect(error?.message.contains("'no-such-program' does not exist") == true)
  }

  @Test func `what an agent has closed behind itself is opened, taken over and removed`() throws {
    let study = try AgentStudy()
    let outcome = try study.runScript(
      """
      mkdir outputs/closed work/closed
      echo x >outputs/closed/file
      chmod 0 outputs/closed/file outputs/closed work/closed
      \(AgentStudy.goodLog)
      chmod 0 agent.log
      """)
    #expect(outcome.isLogValid, "\(outcome.reason)")
    #expect(outcome.outputs.keys.contains("outputs/closed/file"))
    #expect(!FileSystem.exists(study.scratch.path("enclosure-run")))
  }

  @Test func `too much is not taken over`() throws {
    let study = try AgentStudy()
    let outcome = try study.runScript(
      "head -c 70000000 /dev/zero >outputs/big\n\(AgentStudy.goodLog)")
    let size = try FileSystem.status(study.scratch.path("run/outputs/big"))?.size ?? 0
    #expect(size <= AgentProcess.fileSizeMax)
    #expect(outcome.isLogValid)
    let two = try study.runScript(
      "for n in 1 2; do head -c 40000000 /dev/zero >outputs/big$n; done\n\(AgentStudy.goodLog)")
    #expect(two.exitReason == .error)
    #expect(two.reason.contains("nothing of it is kept"))
    #expect(!FileSystem.exists(study.scratch.path("run/outputs/big1")))
  }
}

extension AgentStudy {
  /// Writes a log that can be judged.
  static let goodLog = """
    cat >agent.log <<'END'
    {"entries":[{"timestamp":"2026-01-01T00:00:00Z","message":"done","kind":"completion"}],
     "events":[],"file_operations":[],"tool_invocations":[],
     "final":{"status":"success","reason":"done"}}
    END
    """

  /// The same with nothing but what a shell has built in.
  static let shellLog = """
    echo '{"entries":[],"events":[],"file_operations":[],"tool_invocations":[]}' >agent.log
    """

  /// An execution by a shell script.
  func script(
    _ text: String, task: String = "TASK-001", timeoutSeconds: Double? = nil,
    enforce: String = "required", permissions: ValueMap? = nil,
    environment: [String: String] = ["PATH": "/usr/bin:/bin"]
  ) throws -> TaskExecution {
    try StageFiles.write(
      scratch.path("agent.sh"), Array("#!/bin/sh\n\(text)\n".utf8), mode: 0o755)
    return try execution(
      task, Self.role, pairSeed: 1, agent: ["run": ["./agent.sh"], "enforce": .text(enforce)],
      permissions: permissions, timeoutSeconds: timeoutSeconds, environment: environment)
  }

  @discardableResult
  func runScript(
    _ text: String, task: String = "TASK-001",
    environment: [String: String] = ["PATH": "/usr/bin:/bin"]
  ) throws -> ExecutionOutcome {
    try run(script(text, task: task, environment: environment))
  }

  /// The living processes that know of the study's directory.
  static func processes(of study: AgentStudy) throws -> [String] {
    try FileSystem.list("/proc").filter { name in
      guard Int(name) != nil, let bytes = try? FileSystem.readFile("/proc/\(name)/environ") else {
        return false
      }
      return String(decoding: bytes, as: UTF8.self).contains(study.scratch.path)
    }
  }

  /// A file that an execution left, as text.
  func text(_ path: String) throws -> String {
    String(decoding: try StageFiles.read(scratch.path("run/\(path)")), as: UTF8.self)
  }
}
