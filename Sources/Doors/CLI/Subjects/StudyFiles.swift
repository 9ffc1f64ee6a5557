import Files
import Projections
import Runtime

extension Invocation {
  /// Brings the files of a study up to date after a command that people look for in them.
  ///
  /// The record stands whether or not they can be written; the complaint says how to catch up.
  func refreshFiles(of study: String, in workspace: Workspace) {
    if isDryRun { return }
    do throws(ProjectionError) {
      let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
      let root = PathName.join(workspace.root, "runs")
      let live = try LiveExport(record, study: study, root: root)
      try live.finish()
    } catch {
      console.complain("runledger: files are not current: \(error.message)")
      console.complain("hint: runledger export")
    }
  }
}
