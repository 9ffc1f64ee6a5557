import Files
import Ledger
import Projections
import Runtime
import Study

/// Follows a run: keeps the study's files current, and tells the person who watches.
final class RunFollower: RunDelegate {
  private let console: Console
  private let workspace: Workspace
  private let study: String
  private let display: ProgressDisplay?
  private var live: LiveExport?
  private var problem: ProjectionError?
  private let views: ViewStore
  private var flushedAt = Clock.monotonic()

  /// How long rows may be behind for other clients, in nanoseconds.
  private static let rowsPause: UInt64 = 1_000_000_000

  /// A follower of a registered study; a silent one only keeps the files.
  init(_ console: Console, _ workspace: Workspace, study: String, isSilent: Bool = false) {
    self.console = console
    self.workspace = workspace
    self.study = study
    display = isSilent || console.isQuiet ? nil : ProgressDisplay(console)
    views = ViewStore(workspace.directory)
    do throws(ProjectionError) {
      let record = LedgerRecord(workspace.ledger, views: views)
      live = try LiveExport(
        record, study: study, root: PathName.join(workspace.root, "runs"),
        rules: Domains.manifestRules)
    } catch {
      problem = error
    }
  }

  /// Does the work, then brings the files up to date, however the work ended.
  func following<R>(_ work: () throws -> R) throws -> R {
    defer {
      display?.finish()
      export { live throws(ProjectionError) in try live.finish() }
      // Whoever opens the rows with a client of their own sees all of it, also after a power cut.
      if (try? views.flush()) != nil { views.sync() }
      if let problem {
        console.complain("runledger: files are not current: \(problem.message)")
        console.complain("hint: runledger export")
      }
    }
    return try work()
  }

  /// A command was appended.
  func recorded(_ submission: Submission) {
    display?.recorded(submission)
    let now = Clock.monotonic()
    export { live throws(ProjectionError) in try live.catchUp(now: now) }
    guard now &- flushedAt >= Self.rowsPause else { return }
    flushedAt = now
    if (try? views.flush()) != nil { views.sync() }
  }

  /// Something moved.
  func progress(_ snapshot: ProgressSnapshot) { display?.progress(snapshot) }

  /// Writes files, until the first failure, which is kept: the log goes on without them.
  private func export(_ body: (LiveExport) throws(ProjectionError) -> Void) {
    guard let live, problem == nil else { return }
    do throws(ProjectionError) { try body(live) } catch { problem = error }
  }
}
