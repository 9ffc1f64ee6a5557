import Files
import Ledger
import Runtime
import Study

/// Where one study stands, again and again until nothing of it is under way.
struct StatusWatch {
  /// How long nothing is looked at, in nanoseconds.
  private static let pause: UInt64 = 500_000_000

  private let invocation: Invocation

  init(_ invocation: Invocation) { self.invocation = invocation }

  /// Prints the study that a word names, or the only one, whenever the log has grown.
  func follow(_ word: String?, in workspace: Workspace) throws -> ExitCode {
    if invocation.isJSON {
      throw Failure.usage("'status --watch' is for people", hint: "runledger log --follow --json")
    }
    let subjects = try Subjects(workspace)
    let studies = try word.map { [try subjects.study($0)] } ?? subjects.studies()
    guard studies.count == 1 else {
      throw Failure.usage(
        "'status --watch' needs a study", hint: "there are \(Subjects.list(studies))")
    }
    var seen: [String] = []
    while true {
      let size = try workspace.ledger.head().size
      let now = try Subjects(workspace)
      guard let report = StudyReport(studies[0], now.states) else { return .done }
      if let failure = now.states.failure { throw failure }
      let lines = StatusPage(now, invocation.console.style).short(report)
      if lines != seen {
        if !seen.isEmpty { invocation.console.print("") }
        lines.forEach(invocation.console.print)
        seen = lines
      }
      if report.state != .running && report.state != .registered { return .done }
      invocation.console.stdout.flush()
      while try workspace.ledger.head().size == size {
        Clock.sleep(nanoseconds: Self.pause)
        if invocation.console.stdout.isClosed { return .done }
      }
    }
  }
}
