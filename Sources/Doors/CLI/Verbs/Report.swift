import Codecs
import Files
import Ledger
import Projections
import Runtime
import StageKit

extension Verb {
  static let report = Verb(
    name: "report", summary: "derive a study's report from the record and print it",
    usage: "report [STUDY] [--html] [-o FILE]",
    options: [
      .flag("html", nil, "as a web page instead of Markdown"),
      .value("output", "o", "FILE", "write it there"),
    ],
    example: "runledger report > report.md", operands: 0...1, completes: .subjects
  ) { invocation in
    let workspace = try invocation.reading()
    let study = try Subjects(workspace).study(invocation.operand(0))
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    let exporter = Exporter(
      record, root: PathName.join(workspace.root, "runs"), rules: Domains.manifestRules)
    let name = invocation.arguments.has("html") ? "report.html" : "report.md"
    guard let file = try exporter.files(of: study).first(where: { $0.path == "\(study)/\(name)" })
    else {
      throw Failure.notFound("study '\(study)' has no report")
    }
    let head = try workspace.ledger.head()
    if let path = invocation.arguments.value("output") {
      try FileSystem.writeAtomically(invocation.absolute(path), file.bytes)
      invocation.console.note("written to \(path)")
      if invocation.isJSON {
        invocation.console.print(json: [
          "study": .text(study), "size": .int(Int64(head.size)), "path": .text(path),
        ])
      }
      return .done
    }
    let text = String(decoding: file.bytes, as: UTF8.self)
    if invocation.isJSON {
      invocation.console.print(json: [
        "study": .text(study), "size": .int(Int64(head.size)), "report": .text(text),
      ])
    } else {
      invocation.console.print(text)
    }
    return .done
  }
}
