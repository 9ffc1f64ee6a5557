import Codecs
import Agents
import Files
import Processes
import StageKit

/// A program in the reference agent's place: any command that can read files and write `agent.log`.
///
/// It works in the sandbox, finds its task in `task/` and its variant in `variant.md`, delivers in
/// `work/` and `outputs/`, and writes `agent.log` in place. What it may do is enforced as far as
/// the machine can, and what it did is looked at afterwards.
struct ExternalAgent: Sendable {
  let agent: TrialContext.ExternalAgent
  let variant: String
  let task: TrialContext.Task
  let studyDirectory: String
  /// `PATH` and `HOME` of the agent.
  let environment: AgentEnvironment

  /// The agent's name in records: its program's.
  var name: String { PathName.lastComponent(agent.arguments[0]) }

  /// Executes the agent in a sandbox that is ready; gives what happened and its log as it left it.
  ///
  /// Standard output and error are kept in `directory`.
  func run(
    in sandbox: Sandbox, _ execution: TaskExecution, keeping directory: String
  ) throws(StageError) -> (ExecutionOutcome, log: [UInt8]) {
    try StageFiles.write(sandbox.path("agent.log"), [])
    let command = try AgentCommand(
      agent.arguments, reading: agent.reads, directory: studyDirectory, environment)
    try checkFiles()
    let home = try makeHome(beside: sandbox)
    var process = AgentProcess(command, environment)
    process.home = home
    process.variables = try variables(sandbox, execution, home: home)
    process.mark = mark(sandbox)
    process.mustEnforce = agent.mustEnforce
    let run = try process.run(
      in: sandbox.root, execution.permissions, timeoutSeconds: execution.timeoutSeconds,
      keeping: directory)
    try Sandbox.removeTree(home)
    if !agent.variables.isEmpty {
      try secrets.redact(
        ["agent.stdout", "agent.stderr"].map { PathName.join(directory, $0) }
          + SandboxFindings.regularFiles(sandbox))
    }
    var outcome = ExecutionOutcome(
      startedAt: VirtualClock.timestamp(nanoseconds: run.start),
      completedAt: VirtualClock.timestamp(nanoseconds: run.finish),
      durationSeconds: Double((run.finish - run.start) / 1_000_000) / 1_000,
      exitCode: 0, exitReason: .success, reason: "the agent ended by itself", agent: name,
      isDeterministic: agent.isDeterministic, enforcement: run.enforcement)
    Self.describe(run.end, &outcome, execution.timeoutSeconds)
    if !agent.hosts.isEmpty {
      outcome.hosts = agent.hosts
    }
    return (outcome, Self.log(in: sandbox))
  }

  private static func describe(
    _ end: ConfinedProcess.End?, _ outcome: inout ExecutionOutcome, _ timeoutSeconds: Double
  ) {
    switch end {
    case nil:
      outcome.exitCode = 124
      outcome.exitReason = .timeout
      outcome.reason = "the agent did not end within \(timeoutSeconds) s and was ended"
    case .exited(0): break
    case .exited(let code):
      outcome.exitCode = Int(code)
      outcome.exitReason = .error
      outcome.reason = "the agent ended with code \(code)"
    case .signalled(let signal):
      outcome.exitCode = 128 + Int(signal)
      outcome.exitReason = .error
      outcome.reason = "the agent was ended by signal \(signal)"
    }
  }

  /// The log as the agent left it; nothing where there is no file that can be read.
  private static func log(in sandbox: Sandbox) -> [UInt8] {
    let path = sandbox.path("agent.log")
    guard let status = try? FileSystem.status(path, followLinks: false), status.kind == .file else {
      return []
    }
    if status.mode & 0o400 == 0 { try? FileSystem.setMode(path, 0o600) }
    return (try? FileSystem.readFile(path)) ?? []
  }

  private func mark(_ sandbox: Sandbox) -> String {
    "RUNLEDGER_AGENT_LOG=\(sandbox.path("agent.log"))"
  }

  /// Refuses to run anything but what was registered.
  private func checkFiles() throws(StageError) {
    for file in agent.files {
      _ = try StageFiles.read(
        registered: PathName.join(studyDirectory, file.path), file.digest,
        as: "the agent's '\(file.path)'")
    }
  }

  /// A fresh home beside the sandbox, with copies of what the study names.
  private func makeHome(beside sandbox: Sandbox) throws(StageError) -> String {
    let target = PathName.join(sandbox.enclosure, Self.homeName)
    try Sandbox.removeTree(target)
    try StageFiles.attempt { () throws(FileError) in try FileSystem.makeDirectories(target) }
    guard let home = agent.home else { return target }
    let source = PathName.join(studyDirectory, home)
    for path in try StageFiles.walk(source) {
      try StageFiles.write(
        PathName.join(target, path), StageFiles.read(PathName.join(source, path)), mode: 0o600)
    }
    return target
  }

  /// The directory of an agent's home, which lies beside its sandbox.
  static let homeName = "home"

  /// The values that have to stay out of everything that is kept.
  var secrets: SecretValues {
    SecretValues(
      agent.variables.compactMap { name in environment.variables[name].map { (name, $0) } })
  }

  private func variables(
    _ sandbox: Sandbox, _ execution: TaskExecution, home: String
  ) throws(StageError) -> [String] {
    var given: [String] = []
    for name in agent.variables {
      guard let value = environment.variables[name] else {
        throw StageError(
          .unavailable,
          "the agent needs '\(name)', which is not set; set it, and name it under "
            + "'requires: {env: [\(name)]}' of the study")
      }
      given.append("\(name)=\(value)")
    }
    return given + [
      "PATH=\(environment.path)", "HOME=\(home)", "LANG=C",
      "RUNLEDGER_TASK=\(task.id)", "RUNLEDGER_VARIANT=\(variant)",
      "RUNLEDGER_SEED=\(execution.material.brief.seed)",
      "RUNLEDGER_TASK_FILE=\(sandbox.path(TaskSpecification.path))",
      "RUNLEDGER_VARIANT_FILE=\(sandbox.path("variant.md"))", mark(sandbox),
      "RUNLEDGER_OUTPUTS=\(sandbox.path("outputs"))",
    ]
  }
}
