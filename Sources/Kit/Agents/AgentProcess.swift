import Files
public import Processes
public import StageKit

/// One run of an external agent: a program in a directory of its own, held to a permission set as
/// far as the machine can, and ended with all it has started.
public struct AgentProcess: Sendable {
  /// The largest file that an agent may write, in bytes.
  public static let fileSizeMax: UInt64 = 1 << 26

  /// How long a group may take to end after it was asked, in milliseconds.
  public static let patience: Int32 = 500

  /// Exit, signal and resource use of a run.
  public struct Run: Sendable {
    /// When it began, in nanoseconds since 1970.
    public let start: Int64
    /// When it was over; never before it began.
    public let finish: Int64
    /// How it ended; nil when the time limit ended it.
    public let end: ConfinedProcess.End?
    /// What held it.
    public let enforcement: Enforcement
  }

  /// The program and its arguments.
  public let command: AgentCommand
  /// Where programs are, and whether a runner's lock has to be handed on.
  public let environment: AgentEnvironment
  /// `NAME=value`, and nothing besides.
  public var variables: [String] = []
  /// One of the variables, which no other process has: by it, what is left is found.
  public var mark = ""
  /// A directory of the agent's own, outside of the one it works in.
  public var home: String?
  /// Whether not to run at all where the set cannot be enforced.
  public var mustEnforce = true

  /// A run of a command.
  public init(_ command: AgentCommand, _ environment: AgentEnvironment) {
    self.command = command
    self.environment = environment
  }

  /// Runs the agent in a directory; its standard output and error are kept as `agent.stdout` and
  /// `agent.stderr` in `directory`.
  public func run(
    in root: String, _ permissions: PermissionSet, timeoutSeconds: Double,
    keeping directory: String
  ) throws(StageError) -> Run {
    var rules = SandboxRules(root, permissions, command)
    rules.home = home
    let guarding = try rules.chosen(mustEnforce: mustEnforce, environment)
    var plan = ConfinedProcess.Plan(
      program: command.program, arguments: command.arguments, environment: variables,
      directory: root, output: PathName.join(directory, "agent.stdout"),
      error: PathName.join(directory, "agent.stderr"))
    for path in [plan.output, plan.error] { try StageFiles.write(path, []) }
    // The lock by which an outer runner finds what is left of an attempt.
    if environment.hasFence { plan.inherited = [AgentEnvironment.fence] }
    let filter = try guarding.apply(to: &plan)
    plan.confinement.fileSizeMax = Self.fileSizeMax
    let start = Clock.wall()
    let end = try watch(plan, filter, timeoutSeconds: timeoutSeconds)
    return Run(
      start: start, finish: max(start, Clock.wall()), end: end, enforcement: guarding.enforcement)
  }

  /// Starts a process, waits for it until the time is over, and ends all that is left of it.
  private func watch(
    _ plan: ConfinedProcess.Plan, _ filter: consuming Descriptor?, timeoutSeconds: Double
  ) throws(StageError) -> ConfinedProcess.End? {
    do throws(FileError) {
      return try ConfinedProcess.adoptingOrphans { () throws(FileError) in
        let process = try ConfinedProcess(plan)
        let end = process.wait(milliseconds: Int32(clamping: Int(timeoutSeconds * 1_000)))
        if end == nil { _ = process.stop(patienceMilliseconds: Self.patience) }
        process.clear(markedBy: mark)
        return end
      }
    } catch {
      throw StageError(.unavailable, "the agent cannot be started: \(error.description)")
    }
  }
}
