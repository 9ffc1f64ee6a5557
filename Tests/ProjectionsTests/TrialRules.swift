import Codecs
import Projections
import Trials

extension ManifestRules {
  /// The rules of the domain that the hand-told trial is of.
  static let trials = ManifestRules([
    Trials.Trial.section: { Trials.Trial.complete($0, outputs: $1, stages: $2) }
  ])
}

extension Exporter {
  init(_ record: any StudyRecord, root: String) {
    self.init(record, root: root, rules: .trials)
  }
}

extension LiveExport {
  convenience init(
    _ record: any StudyRecord, study: String, root: String
  ) throws(ProjectionError) {
    try self.init(record, study: study, root: root, rules: .trials)
  }
}
