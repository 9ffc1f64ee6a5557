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
  /// Why there are no words that could be followed; then nothing is done.
  public enum Problem: Sendable {
    /// One of them is no text.
    case words(String)
    /// The system does not tell them.
    case system(String)
  }

  /// Why nothing can be done, if that is so.
  public var problem: Problem?

  /// This process.
  ///
  /// The environment is read from the kernel's copy, which needs no pointer.
  public static var current: HostProcess {
    var (arguments, problem) = readArguments()
    var environment: [String: String] = [:]
    do throws(FileError) { environment = try readEnvironment() } catch {
      problem = problem ?? .system("\(error)")
    }
    return HostProcess(
      arguments: arguments, environment: environment,
      directory: (try? FileSystem.currentDirectory()) ?? "/", problem: problem)
  }

  /// Does what the words say, and ends the process.
  public func run() -> Never {
    // Nothing that is opened later may get the number of a closed channel. A process without even
    // `/dev/null` is refused where a log is opened.
    try? StandardDescriptors.hold()
    // A reader that goes away must not take a run with it; the sinks notice and stop writing.
    signal(SIGPIPE, SIG_IGN)
    // A file that is longer than it may be is an error of the write, and told as one. Stages find
    // every signal as it is by default.
    signal(SIGXFSZ, SIG_IGN)
    MappedFaults.report(
      "runledger: the log is damaged, or was changed while it was read\n"
        + "hint: runledger verify names the place; restore it from a copy\n",
      exit: ExitCode.altered.rawValue)
    let stdout = sink(STDOUT_FILENO, "standard output")
    let stderr = sink(STDERR_FILENO, "standard error")
    func refuse(_ problem: String, hint: String, _ code: ExitCode) -> Never {
      stderr.write("runledger: \(problem)\nhint: \(hint)\n")
      stderr.flush()
      exit(code.rawValue)
    }
    if !FileSystem.exists("/proc/self/cmdline") {
      refuse(
        "there is no /proc here, from which arguments and environment are read",
        hint: "mount -t proc proc /proc", .store)
    }
    switch problem {
    case .words(let problem):
      refuse(
        problem, hint: "arguments and names must be UTF-8, or they cannot be recorded exactly",
        .usage)
    case .system(let problem):
      refuse(
        "arguments and environment cannot be read: \(problem)",
        hint: "'ulimit -a' shows what may be used up", .store)
    case nil: break
    }
    if !Clock.isRecordable {
      refuse(
        "the clock is set to a time before 1677 or after 2262, which cannot be recorded",
        hint: "set the clock, then try again", .store)
    }
    let code = CommandLineTool.run(
      arguments, environment: environment, directory: directory, stdout: stdout, stderr: stderr,
      stdin: DescriptorLines(STDIN_FILENO, isTerminal: isatty(STDIN_FILENO) == 1),
      pager: PagerProcess(environment, directory: directory))
    exit(code)
  }

  private func sink(_ number: Int32, _ name: String) -> DescriptorSink {
    let columns =
      Terminal.columns(of: number) ?? environment["COLUMNS"].flatMap(Int.init) ?? 80
    return DescriptorSink(
      number, name: name, isTerminal: isatty(number) == 1, columns: max(20, columns))
  }

  /// The words after the program's name, and what is wrong with them.
  ///
  /// Read from the kernel's copy: the language's own would put other bytes in the place of those
  /// that are not UTF-8, and is lost when something that was loaded before us has set a variable.
  private static func readArguments() -> ([String], problem: Problem?) {
    var bytes: [UInt8]
    do throws(FileError) { bytes = try FileSystem.readFile("/proc/self/cmdline") } catch {
      return ([], .system("\(error)"))
    }
    if bytes.last == 0 { bytes.removeLast() }
    var words: [String] = []
    for (place, word) in bytes.split(separator: 0, omittingEmptySubsequences: false).enumerated()
    where place > 0 {
      guard let text = String(validating: word, as: UTF8.self) else {
        let shown = word.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "\\x" + hex($0) }
        return (
          [], .words("argument \(place) is not UTF-8: '\(Printable.text(shown.joined()))'")
        )
      }
      words.append(text)
    }
    return (words, nil)
  }

  private static func hex(_ byte: UInt8) -> String { String(byte, radix: 16, uppercase: true) }

  private static func readEnvironment() throws(FileError) -> [String: String] {
    let bytes = try FileSystem.readFile("/proc/self/environ")
    var environment: [String: String] = [:]
    for variable in bytes.split(separator: 0) {
      let parts = variable.split(
        separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      // What is not UTF-8 could only be handed on as something else: it does not pass at all.
      guard let name = String(validating: parts[0], as: UTF8.self),
        let value = String(validating: parts[1], as: UTF8.self)
      else { continue }
      // As `getenv` has it, the first of several counts.
      if environment[name] == nil { environment[name] = value }
    }
    return environment
  }
}
