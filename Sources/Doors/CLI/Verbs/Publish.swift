import Bytes
import Files
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let publish = Verb(
    name: "publish", summary: "record the digest of a study's report",
    usage: "publish [STUDY] [--for BATCH|CANDIDATE]",
    details: [
      "Derives the report that 'report' prints, and records its digest and the head it was",
      "derived at. A promotion may need it; the study's report covers every batch that",
      "was closed before.",
    ],
    options: [.value("for", nil, "NAME", "the batch or candidate that it covers")],
    example: "runledger publish wdbc-malignancy", operands: 0...1, writes: true,
    completes: .subjects
  ) { invocation in
    let workspace = try invocation.writing()
    let subjects = try Subjects(workspace)
    let study = try subjects.study(invocation.operand(0))
    let name = try invocation.arguments.value("for").map {
      try subjects.promotable($0, in: [study]).name
    }
    if let former = try invocation.former(workspace) {
      // The report has grown by its own publication; what counts is the one that was published.
      guard let command = former.command as? PublishReport, command.study == study,
        command.report == name ?? study
      else { throw invocation.reused(at: former.entry) }
      return try invocation.submit(command, in: workspace)
    }
    let record = LedgerRecord(workspace.ledger, views: ViewStore(workspace.directory))
    let exporter = Exporter(
      record, root: PathName.join(workspace.root, "runs"), rules: Domains.manifestRules)
    guard
      let file = try exporter.files(of: study).first(where: { $0.path == "\(study)/report.md" })
    else {
      throw Failure.notFound("study '\(study)' has no report")
    }
    let published = ReportPublished(
      digest: Hashing.digest(of: file.bytes), size: Int64(try workspace.ledger.head().size))
    return try invocation.submit(
      PublishReport(study: study, report: name ?? study, published), in: workspace)
  }
}
