import Bytes
import Codecs
import Documents
import Ledger
import Study

/// The report: what a study asked, what came out, and how, re-derived from the record alone.
///
/// The verdict stands first, then what it rests on: results with their figures, gates, what went
/// wrong and what was allowed, how many of what was planned the results are of, every run with its
/// log, and what the page was derived from.
struct Report {
  let study: StudyView
  /// What the study's own stages publish beside the report.
  let published: [PublishedFile]
  let origin: String
  let head: Head

  /// The text, to be written as `report.md` and `report.html`.
  var document: Document {
    var text = Document(title: study.slug, isNumbered: false)
    text.subtitle(
      Prose(Text.line(study.plan?.objective ?? "The plan of this study was erased.")))
    text.subtitle(Prose(standing))
    ReportVerdict(study: study).write(to: &text)
    results(&text)
    ReportPairs(study: study, published: published).write(to: &text)
    LearningCurves(study: study).write(to: &text)
    ReportGates(study: study).write(to: &text)
    ReportDeviations(study: study).write(to: &text)
    ReportCandidates(study: study).write(to: &text)
    ReportHeldOut(study: study).write(to: &text)
    ReportDenominator(Denominator(study)).write(to: &text)
    ReportRuns(study: study).write(to: &text)
    ReportPins(study: study).write(to: &text)
    ReportSource(study: study, origin: origin, head: head).write(to: &text)
    return text
  }

  /// The page of Markdown, with figures in words.
  var markdown: String {
    MarkdownPage(document: document, hasTableFiles: false, hasFigureFiles: false).text
  }

  /// The page of HTML.
  var html: String { HTMLPage(document: document).text }

  /// Where the study stands, in a line.
  private var standing: String {
    if let closed = study.closed {
      let closing = "Closed as \(closed.closed.closing.rawValue) at \(closed.stamp.time)"
      return "\(closing) by \(closed.stamp.author): \(Text.line(closed.closed.rationale))"
    }
    if let halted = study.halted { return "Halted: \(Text.line(halted))" }
    return "Open: these are the results so far."
  }

  private func results(_ text: inout Document) {
    guard let plan = study.plan else { return }
    if plan.design == .exec { return CommandResults(study: study).write(to: &text) }
    guard let metric = plan.metric else { return }
    text.section("Results")
    if plan.design.sweep != nil {
      SweepResults(study: study, metric: metric).write(to: &text)
    } else if let paired = plan.design.paired {
      PairedResults(study: study, paired: paired, metric: metric).write(to: &text)
    } else {
      LevelResults(study: study, metric: metric).write(to: &text)
    }
    stop(plan, &text)
  }

  private func stop(_ plan: Plan, _ text: inout Document) {
    guard plan.stop != StopPlan() || !study.levels.isEmpty else { return }
    text.part("When it ends")
    text.list([
      "Success: \(plan.stop.success.map { "\($0)" } ?? "no condition").",
      "Failure: \(plan.stop.failure.map { "\($0)" } ?? "no condition").",
    ])
    if let look = plan.stop.look { text.paragraph("At a registered look: \("\(look)").") }
    for level in study.levels {
      text.paragraph(
        "Level \(level.reached.level) was reached from \(level.reached.from) "
          + "at \(level.stamp.time)."
      )
    }
  }
}
