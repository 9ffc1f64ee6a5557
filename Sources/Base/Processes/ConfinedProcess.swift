import CPOSIX
public import Files
import Glibc

/// A process that was started under a confinement, in a session of its own.
///
/// It ends when its parent does. Only one thread may wait for it.
public struct ConfinedProcess: Sendable {
  /// What to start.
  public struct Plan: Sendable {
    /// The path of the program: nothing is searched.
    public var program: String
    /// The arguments, the program's name first.
    public var arguments: [String]
    /// `NAME=value`, and nothing besides.
    public var environment: [String]
    /// The working directory.
    public var directory: String
    /// The files that standard output and error are written to.
    public var output: String
    /// The file that standard error is written to.
    public var error: String
    /// Descriptors that are handed on under their own numbers, as far as they are open.
    public var inherited: [Int32] = []
    /// What it may do.
    public var confinement = Confinement()

    public init(
      program: String, arguments: [String], environment: [String], directory: String,
      output: String, error: String
    ) {
      self.program = program
      self.arguments = arguments
      self.environment = environment
      self.directory = directory
      self.output = output
      self.error = error
    }
  }

  /// How a process ended.
  public enum End: Equatable, Sendable {
    /// By itself, with a code.
    case exited(Int32)
    /// By a signal.
    case signalled(Int32)
  }

  /// The process, which leads a session and a process group.
  public let pid: Int32

  /// Starts a process; returns when its program is being executed.
  ///
  /// What the child could not do is thrown, with the step in place of a path.
  public init(_ plan: Plan) throws(FileError) {
    let output = try Descriptor.open(plan.output, [.write, .create, .append])
    let error = try Descriptor.open(plan.error, [.write, .create, .append])
    var launch = Launch.Plan(
      program: plan.program, arguments: plan.arguments, environment: plan.environment,
      directory: plan.directory, output: output.number, error: error.number)
    launch.inherited = plan.inherited.filter { rl_is_open($0) != 0 }.map { ($0, $0) }
    launch.family = .session
    launch.confinement = plan.confinement
    launch.isWaitedFor = true
    let process = try Launch(launch)
    pid = process.pid
    guard let failure = process.proceed() else { return }
    _ = wait(milliseconds: nil)
    throw FileError(
      operation: Self.operation(failure.step), path: plan.program, errno: failure.errno)
  }

  /// Waits for the process; nil when the time is over and it still works.
  ///
  /// Whoever got an end must not wait again.
  public func wait(milliseconds: Int32?) -> End? {
    if let milliseconds {
      let process = rl_open_process(pid)
      guard process >= 0 else { return nil }
      defer { close(process) }
      guard rl_wait_ended(process, milliseconds) > 0 else { return nil }
    }
    var ended = rl_ended()
    guard unsafe rl_wait(pid, 1, &ended) > 0 else { return nil }
    return rl_exited(ended.status) != 0
      ? .exited(rl_exit_code(ended.status)) : .signalled(rl_signal_number(ended.status))
  }

  /// Asks the whole process group to end, and forces it when the patience is over.
  ///
  /// Nil when it had ended before and somebody else has reaped it.
  public func stop(patienceMilliseconds: Int32) -> End? {
    _ = rl_signal_group(pid, SIGTERM)
    if let end = wait(milliseconds: patienceMilliseconds) { return end }
    _ = rl_signal_group(pid, SIGKILL)
    return wait(milliseconds: nil)
  }

  /// Runs something while orphans of our descendants become our children, so that they can be
  /// found.
  public static func adoptingOrphans<Result, Failure>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let adopted = rl_adopts_orphans()
    _ = rl_adopt_orphans(1)
    defer { _ = rl_adopt_orphans(adopted) }
    return try body()
  }

  /// Ends and reaps whatever is left of a process that has ended: the rest of its group, and those
  /// of our children that a mark in their environment shows to be of its family.
  ///
  /// Tries again for as long as there are some: each may have children that come to us next.
  public func clear(markedBy mark: String) {
    let deadline = Clock.monotonic() + Self.patience
    repeat {
      _ = rl_signal_group(pid, SIGKILL)
      for child in ProcessTable.children where Self.isMarked(child, Array(mark.utf8)) {
        _ = rl_signal_process(child, SIGKILL)
        var ended = rl_ended()
        _ = unsafe rl_wait(child, 1, &ended)
      }
      while rl_reap_group(pid) > 0 {}
      if rl_reap_group(pid) < 0,
        !ProcessTable.children.contains(where: { Self.isMarked($0, Array(mark.utf8)) })
      {
        return
      }
      Clock.sleep(nanoseconds: 1_000_000)
    } while Clock.monotonic() < deadline
  }

  /// How long killed processes may take to be gone, in nanoseconds.
  private static let patience: UInt64 = 2_000_000_000

  private static func isMarked(_ pid: Int32, _ mark: [UInt8]) -> Bool {
    let environment = (try? FileSystem.readFile("/proc/\(pid)/environ")) ?? []
    return environment.split(separator: 0).contains { $0.elementsEqual(mark) }
  }

  private static func operation(_ step: Int32) -> String {
    switch step {
    case Int32(RL_STEP_EXEC): "execute"
    case Int32(RL_STEP_LANDLOCK): "confine the files of"
    case Int32(RL_STEP_SECCOMP): "filter the calls of"
    case Int32(RL_STEP_PRIVILEGES): "drop the privileges of"
    case Int32(RL_STEP_DIRECTORY): "enter the directory of"
    default: "prepare"
    }
  }
}
