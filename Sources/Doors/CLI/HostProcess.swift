import Files
import Glibc
import Runtime
import StageKit

/// The process that the command line runs in: its words, its environment, its channels.
public struct HostProcess {
  /// The words after the program's name.
  public var arguments: [String]
  /// The environment variables.
  public var environment: [String: String]
  /// The working directory.
  public var directory: String

  /// This process.
  ///
  /// The environment is read from the kernel's copy, which needs no pointer.
  public static var current: HostProcess {
    HostProcess(
      arguments: Array(CommandLine.arguments.dropFirst()), environment: readEnvironment(),
      directory: (try? FileSystem.currentDirectory()) ?? "/")
  }

  /// Does what the words say, and ends the process.
  public func run() -> Never {
    // Nothing that is opened later may get the number of a closed channel. A process without even
    // `/dev/null` is refused where a log is opened.
    try? StandardDescriptors.hold()
    // A reader that goes away must not take a run with it; the sinks notice and stop writing.
    signal(SIGPIPE, SIG_IGN)
    MappedFaults.report(
      "runledger: the log is damaged, or was changed while it was read\n"
        + "hint: runledger verify names the place; restore it from a copy\n",
      exit: ExitCode.altered.rawValue)
    let stdout = sink(STDOUT_FILENO, "standard output")
    let stderr = sink(STDERR_FILENO, "standard error")
    let code = CommandLineTool.run(
      arguments, environment: environment, directory: directory, stdout: stdout, stderr: stderr,
      stdin: DescriptorLines(STDIN_FILENO, isTerminal: isatty(STDIN_FILENO) == 1))
    exit(code)
  }

  private func sink(_ number: Int32, _ name: String) -> DescriptorSink {
    let columns =
      Terminal.columns(of: number) ?? environment["COLUMNS"].flatMap(Int.init) ?? 80
    return DescriptorSink(
      number, name: name, isTerminal: isatty(number) == 1, columns: max(20, columns))
  }

  private static func readEnvironment() -> [String: String] {
    let bytes = (try? FileSystem.readFile("/proc/self/environ")) ?? []
    var environment: [String: String] = [:]
    for variable in bytes.split(separator: 0) {
      let parts = variable.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let name = String(decoding: parts[0], as: UTF8.self)
      // As `getenv` has it, the first of several counts.
      if environment[name] == nil {
        environment[name] = String(decoding: parts[1], as: UTF8.self)
      }
    }
    return environment
  }
}
