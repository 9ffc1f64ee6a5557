import Files
import Glibc
import Processes

/// The pager of a person, as git chooses it: `$RUNLEDGER_PAGER`, else `$PAGER`, else `less`.
///
/// An empty name or `cat` is none. `$LESS` is `FRX` unless it is set: colours pass, the screen
/// stays, and what fits one page ends by itself.
final class PagerProcess: Pager {
  private let environment: [String: String]
  private let directory: String
  private var pid: Int32?
  private var sink: DescriptorSink?

  /// The pager that the variables name, started in a directory.
  init(_ environment: [String: String], directory: String) {
    self.environment = environment
    self.directory = directory
  }

  private var command: String {
    environment["RUNLEDGER_PAGER"] ?? environment["PAGER"] ?? (hasLess ? "less" : "cat")
  }

  private var hasLess: Bool {
    (environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").contains { directory in
      (try? FileSystem.status(PathName.join(String(directory), "less")))?.kind == .file
    }
  }

  var rows: Int? {
    let isNone = ["", "cat"].contains(command) || environment["TERM"] == "dumb"
    return isNone ? nil : Terminal.rows(of: STDOUT_FILENO)
  }

  func start(columns: Int) -> (any TextSink)? {
    guard let pipe = try? Pipe() else { return nil }
    var variables = environment
    variables["LESS"] = variables["LESS"] ?? "FRX"
    var plan = Launch.Plan(
      program: "/bin/sh", arguments: ["sh", "-c", command],
      environment: variables.map { "\($0.key)=\($0.value)" }.sorted(), directory: directory,
      input: pipe.reader.number, output: STDOUT_FILENO, error: STDERR_FILENO)
    plan.family = .none
    guard let launch = try? Launch(plan), launch.open() == nil else { return nil }
    // An interrupt is for the pager, which lets a search go; the person leaves it by its own key.
    signal(SIGINT, SIG_IGN)
    pid = launch.pid
    let sink = DescriptorSink(
      pipe.intoWriter().take(), name: "pager", isTerminal: false, columns: columns)
    self.sink = sink
    return sink
  }

  func finish() {
    sink?.flush()
    sink?.close()
    if let pid { _ = Children.wait(for: pid) }
    pid = nil
  }
}
