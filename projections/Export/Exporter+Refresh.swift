import Files

extension Exporter {
  /// What a single command left of a study's files.
  public enum Refreshed: Equatable, Sendable {
    /// The study has no files yet: they come with its first run or export.
    case nothing
    /// They say what the log says.
    case current
    /// They are behind the log, and `STALE` beside them says so.
    case marked
  }

  /// The most entries that are folded again for one study after a single command: about twenty
  /// milliseconds.
  public static let refreshedMax: UInt64 = 4096

  /// Brings the files of a study up to date after a command that concerned it; marks them where
  /// that would cost the command more than folding `entriesMax` entries, of the study or of rows
  /// that nobody asked for yet.
  public static func refresh(
    _ study: String, of record: LedgerRecord, root: String, rules: ManifestRules,
    entriesMax: UInt64 = refreshedMax
  ) throws(ProjectionError) -> Refreshed {
    let writer = FileWriter(root: root)
    guard try writer.hasDirectory(study) else { return .nothing }
    if try record.views.lag(behind: record.ledger) <= entriesMax {
      let told = try record.entriesCount(of: study, max: entriesMax + 1)
      if told <= entriesMax {
        try LiveExport(record, study: study, root: root, rules: rules).finish()
        return .current
      }
    }
    try writer.mark(study)
    return .marked
  }
}
