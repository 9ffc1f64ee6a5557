import Files
import StageKit

/// Writes the report of a study: one page of HTML, the same as Markdown, its figures, tables and
/// appendices.
enum ReportStep: TrialStep {
  static let name = "report"
  static let summary = "write the comparative report"
  static let reads = TrialSection.keys

  static func run(_ context: TrialContext) throws(StageError) {
    let findings = try Findings(context)
    let parity = try ParityReport.Check.read(EvidenceFiles(context: context))
    let files = ReportDocument(findings: findings, parity: parity).files
    let directory = PathName.parent(context.declaredPath("comparative-report.md"))
    for file in files { try context.write(PathName.join(directory, file.path), file.text) }
    let answered = findings.results.count { $0.verdict?.isAnswer ?? false }
    try context.report(metric: "hypotheses_answered", Double(answered))
  }
}
