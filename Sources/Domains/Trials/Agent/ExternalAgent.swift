import Codecs
import Files
import StageKit

/// A program in the reference agent's place: any command that can read files and write `agent.log`.
///
/// It works in the sandbox, finds its task in `task/` and its variant in `variant.md`, delivers in
/// `work/` and `outputs/`, and writes `agent.log` in place. What it may do is enforced as far as
/// the machine can, and what it did is looked at afterwards.
struct ExternalAgent: Sendable {
  /// The largest file that an agent may write, in bytes.
  static let fileSizeMax: UInt64 = 1 << 26

  /// How long a group may take to end after it was asked, in milliseconds.
  static let patience: Int32 = 500

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
    let command = try AgentCommand(agent.arguments, self)
    let rules = SandboxRules(sandbox, execution.permissions, command)
    let guarding = try rules.chosen(mustEnforce: agent.mustEnforce, environment)
    var plan = ConfinedProcess.Plan(
      program: command.program, arguments: command.arguments,
      environment: variables(sandbox, execution), directory: sandbox.root,
      output: PathName.join(directory, "agent.stdout"),
      error: PathName.join(directory, "agent.stderr"))
    for path in [plan.output, plan.error] { try StageFiles.write(path, []) }
    // The lock by which an outer runner finds what is left of an attempt.
    if environment.hasFence { plan.inherited = [AgentEnvironment.fence] }
    let filter = try guarding.apply(to: &plan)
    plan.confinement.fileSizeMax = Self.fileSizeMax
    let start = Clock.wall()
    let end = try Self.watch(
      plan, filter, timeoutSeconds: execution.timeoutSeconds, mark: mark(sandbox))
    let finish = max(start, Clock.wall())
    var outcome = ExecutionOutcome(
      startedAt: VirtualClock.timestamp(nanoseconds: start),
      completedAt: VirtualClock.timestamp(nanoseconds: finish),
      durationSeconds: Double((finish - start) / 1_000_000) / 1_000,
      exitCode: 0, exitReason: .success, reason: "the agent ended by itself", agent: name,
      isDeterministic: agent.isDeterministic, enforcement: guarding.enforcement)
    Self.describe(end, &outcome, execution.timeoutSeconds)
    return (outcome, Self.log(in: sandbox))
  }

  /// Starts a process, waits for it until the time is over, and ends all that is left of it.
  private static func watch(
    _ plan: ConfinedProcess.Plan, _ filter: consuming Descriptor?, timeoutSeconds: Double,
    mark: String
  ) throws(StageError) -> ConfinedProcess.End? {
    do throws(FileError) {
      return try ConfinedProcess.adoptingOrphans { () throws(FileError) in
        let process = try ConfinedProcess(plan)
        let end = process.wait(milliseconds: Int32(clamping: Int(timeoutSeconds * 1_000)))
        if end == nil { _ = process.stop(patienceMilliseconds: patience) }
        process.clear(markedBy: mark)
        return end
      }
    } catch {
      throw StageError(.unavailable, "the agent cannot be started: \(error.description)")
    }
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

  private func variables(_ sandbox: Sandbox, _ execution: TaskExecution) -> [String] {
    [
      "PATH=\(environment.path)", "HOME=\(environment.home)", "LANG=C",
      "RUNLEDGER_TASK=\(task.id)", "RUNLEDGER_VARIANT=\(variant)",
      "RUNLEDGER_SEED=\(execution.material.brief.seed)",
      "RUNLEDGER_TASK_FILE=\(sandbox.path(TaskBrief.path))",
      "RUNLEDGER_VARIANT_FILE=\(sandbox.path("variant.md"))", mark(sandbox),
      "RUNLEDGER_OUTPUTS=\(sandbox.path("outputs"))",
    ]
  }
}

/// What an external agent is told of its surroundings.
struct AgentEnvironment: Sendable, Equatable {
  /// The number under which a runner's stages have the lock of their attempt.
  static let fence: Int32 = 9

  let path: String
  let home: String
  /// Whether a runner has started us, so that its lock has to be handed on.
  let hasFence: Bool

  /// Takes over what a stage process was given.
  init(_ environment: [String: String]) {
    path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    home = environment["HOME"] ?? "/"
    hasFence = environment["RUNLEDGER_FENCE"] != nil
  }

  /// The path of a program that is searched for, or nil.
  func find(_ name: String) -> String? {
    for directory in path.split(separator: ":") {
      let candidate = PathName.join(String(directory), name)
      if PathName.isAbsolute(candidate), AgentCommand.isExecutable(candidate) { return candidate }
    }
    return nil
  }
}
