import Files
import Projections
import Runtime
import Study

extension Invocation {
  /// Brings the files of the studies that a command concerned up to date, or marks them as behind.
  ///
  /// The record stands whether or not they can be written; the complaint says how to catch up.
  func refreshFiles(after events: [Event], in workspace: Workspace) {
    refreshFiles(of: Set(events.compactMap(\.stream.study)).sorted(), in: workspace)
  }

  /// Writes the files of some studies anew, whatever they say: what they were made of was erased.
  func rewriteFiles(of studies: [String], in workspace: Workspace) {
    let root = PathName.join(workspace.root, "runs")
    do throws(ProjectionError) {
      let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
      for study in studies where FileSystem.exists(PathName.join(root, study)) {
        _ = try Exporter(record, root: root, rules: Domains.manifestRules).export(study)
      }
    } catch {
      console.complain("runledger: files are not current: \(error.message)")
      console.complain("hint: runledger export")
    }
  }

  /// Brings the files of some studies up to date, or marks them as behind.
  func refreshFiles(of studies: [String], in workspace: Workspace) {
    guard !studies.isEmpty else { return }
    do throws(ProjectionError) {
      let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
      let root = PathName.join(workspace.root, "runs")
      for study in studies {
        let refreshed = try Exporter.refresh(
          study, of: record, root: root, rules: Domains.manifestRules)
        if refreshed == .marked {
          console.note("runs/\(study) is behind the log: runledger export \(study)")
        }
      }
    } catch {
      console.complain("runledger: files are not current: \(error.message)")
      console.complain("hint: runledger export")
    }
  }
}
