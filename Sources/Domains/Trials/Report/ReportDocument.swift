import Documents
import StageKit

/// The report: all sections in the order that was laid down, then the appendices.
struct ReportDocument {
  let findings: Findings
  let parity: [ParityReport.Check]

  /// The text without its appendices.
  var body: Document {
    let design = findings.design
    var document = Document(
      title: "\(design.first.id.capitalizedFirst) and \(design.second.id) agents compared")
    let level = design.context.level.isEmpty ? "" : ", level \(design.context.level)"
    document.subtitle(
      """
      Study \(code: design.context.study)\(level): \(findings.pairCount) analysed pairs, \
      \(design.tasks.count) tasks, \(findings.results.count) registered hypotheses
      """)
    SummarySection(findings: findings).write(to: &document)
    MethodsSection(findings: findings, parity: parity).write(to: &document)
    ResultsSection(findings: findings).write(to: &document)
    DiscussionSection(findings: findings).write(to: &document)
    return document
  }

  /// Every file of the report, by its path.
  var files: [(path: String, text: String)] {
    let appendices = Appendices(findings: findings, parity: parity).all
    let body = self.body
    var whole = body
    for appendix in appendices { whole.append(appendix.document) }
    var files: [(path: String, text: String)] = [
      ("comparative-report.md", MarkdownPage(document: body, appendices: appendices).text),
      ("comparative-report.html", HTMLPage(document: whole).text),
    ]
    files += whole.figures.map { ($0.path, $0.document) }
    files += whole.tables.map { ($0.path, $0.file) }
    files += appendices.map { appendix in
      (appendix.path, MarkdownPage(document: appendix.document, prefix: "../").text)
    }
    return files
  }
}
