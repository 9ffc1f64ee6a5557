import Codecs
import Documents
import Files
import StageKit

/// Writes the report of a study: one page of HTML, the same as Markdown, its figures, tables and
/// appendices.
enum ComparativeReportStep: TrialStep {
  static let name = "report"
  static let summary = "write the comparative report"
  static let reads = TrialSection.keys

  static func run(_ context: TrialContext) throws(StageError) {
    let findings = try Findings(context)
    let parity = try ParityReport.Check.read(EvidenceFiles(context: context))
    let files = ReportDocument(findings: findings, parity: parity).files
    let directory = PathName.parent(context.declared("comparative-report.md"))
    for file in files { try context.write(PathName.join(directory, file.path), file.text) }
    let answered = findings.results.count { $0.verdict?.isAnswer ?? false }
    try context.events.metric("hypotheses_answered", Double(answered))
  }
}

/// Checks whether a study may be closed, and writes down what it taught and what is left to do.
///
/// A condition that is not met is a result: the step succeeds and says so in `closure.json` and in
/// the metric `closure_met`.
enum CloseStep: TrialStep {
  static let name = "close"
  static let summary = "judge the closing criteria"
  static let reads = TrialSection.keys

  static func run(_ context: TrialContext) throws(StageError) {
    let files = EvidenceFiles(context: context)
    let findings = try Findings(context)
    let report = try StageFiles.read(files.path("comparative-report.md", in: "report"))
    let closure = Closure(
      findings,
      breaches: try Breaches(
        findings.analysis.index, scorecards: context.optionalInput("scorecards")),
      report: String(decoding: report, as: UTF8.self),
      closes: try context.params.flag(
        "closes", default: context.level == findings.registration.level))
    try context.write(context.declared("closure.json"), closure.value)
    for (name, document) in ClosurePages(closure: closure).all {
      let page = MarkdownPage(document: document, hasTableFiles: false)
      try context.write(context.declared(name), page.text)
    }
    try context.events.metric("closure_met", closure.isMet ? 1 : 0)
    for criterion in closure.unmet {
      try context.events.note("not met: \(criterion.name): \(criterion.observed)")
    }
  }
}
