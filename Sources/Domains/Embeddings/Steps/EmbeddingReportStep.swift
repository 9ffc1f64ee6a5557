import Documents
import Files
import StageKit

/// Writes the report: one page of HTML, the same as Markdown, its figures and tables.
enum EmbeddingReportStep: EmbeddingStep {
  static let name = "report"
  static let summary = "write the report of what the plans found"
  static let options: [Option] = [.value("output", "o", "DIR", "the directory to write to")]
  static let operands = 1...20

  static func work(_ call: StepCall) throws(StageError) -> Int32 {
    guard let output = call.arguments.value("output") else {
      throw .usage("where to? name a directory: -o DIR")
    }
    let target = PathName.join(call.directory, output)
    let results = try PlanResults(
      call.arguments.operands.map { PathName.join(call.directory, $0) })
    let document = try ReportPage(results: results).document()
    func write(_ name: String, _ text: String) throws(StageError) {
      try StageFiles.write(PathName.join(target, name), Array(text.utf8))
    }
    try write("report.html", HTMLPage(document: document).text)
    try write("report.md", MarkdownPage(document: document).text)
    for figure in document.figures { try write(figure.path, figure.document) }
    for table in document.tables { try write(table.path, table.file) }
    return 0
  }
}
