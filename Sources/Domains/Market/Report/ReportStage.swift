import Codecs
import Documents
import StageKit

/// Writes the report of a run, after checking that what it reports is what was executed.
enum ReportStage {
  static func run(_ job: Job) throws(StageError) {
    try Revocation.demandValid(job)
    let evidence = try ReportEvidence(job)
    try StageRunner.demandUnchanged(
      StageRunner.written(by: .backtest, job), of: .backtest, job)
    let report = try MarketReport(evidence, job)
    try job.write(job.paths.report("summary.json"), report.summary)
    try job.write(job.paths.report("summary.md"), report.markdown)
    try job.write(job.paths.report("summary.html"), report.page)
    for figure in report.document.figures {
      try job.write(job.paths.report(figure.path), figure.document)
    }
    try job.write(
      job.paths.report("allocation_weights.json"), .map(evidence.allocation.record))
    try job.write(job.paths.report("allocation_weights.csv"), evidence.allocation.text)
    if job.lake.has(job.paths.promotions("trials.csv")) {
      // The trials that the promotion counted: others may have been tried since.
      try job.reads(job.paths.promotions("trials.csv"))
      try job.write(
        job.paths.evaluation("trials.csv"), job.lake.bytes(job.paths.promotions("trials.csv")))
    }
    try job.events.metric("net_alpha", evidence.netAlpha)
    try job.events.metric("sharpe_annualized", evidence.sharpe)
  }
}
