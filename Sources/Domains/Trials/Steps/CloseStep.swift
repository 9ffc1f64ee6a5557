import Codecs
import Documents
import StageKit

/// Checks whether a study may be closed, and writes down what it taught and what is left to do.
///
/// A condition that is not met is a result: the step succeeds and says so in `closure.json` and in
/// the metric `closure_met`.
enum CloseStep: TrialStep {
  static let name = "close"
  static let summary = "judge the closing criteria"
  static let reads = ["permissions", "evaluators", "agent"]

  static func run(_ context: TrialContext) throws(StageError) {
    let files = EvidenceFiles(context: context)
    let findings = Findings(try Evidence(context))
    let report = try StageFiles.read(files.path("comparative-report.md", in: "report"))
    let closes = try context.params.flag("closes", default: true)
    let closure = try Closure(
      findings,
      breaches: Breaches(findings.evidence, scorecards: context.optionalInput("scorecards")),
      report: String(decoding: report, as: UTF8.self), closes: closes)
    try context.write(declared: "closure.json", closure.value)
    for (name, document) in [
      ("CLOSURE.md", ClosurePage(closure: closure).document),
      ("lessons-learned.md", Lessons(closure: closure).document),
      ("follow-ups.md", FollowUps(closure: closure).document),
    ] {
      let page = MarkdownPage(document: document, hasTableFiles: false)
      try context.write(declared: name, page.text)
    }
    try context.report(metric: "closure_met", closure.isMet ? 1 : 0)
    for criterion in closure.unmet {
      try context.report(note: "not met: \(criterion.name): \(criterion.observed)")
    }
  }
}
