import Documents
import Study

/// What came out, in a few sentences before anything else, and what a reader must bear in mind.
struct ReportVerdict {
  let study: StudyView

  func write(to text: inout Document) {
    text.notice(.finding, study.closed == nil ? "So far" : "Verdict", Prose(answer))
    var cautions = study.plans.filter(\.isPostHoc).map { plan in
      "Revision \(plan.revision) of the plan was made when results were known: "
        + ReportText.sentence(Text.line(plan.reason))
    }
    let flags = Set(study.runs.filter(\.isCounted).flatMap(\.bypassed)).sorted()
    if !flags.isEmpty {
      cautions.append(
        "Not for production: made while \(flags.joined(separator: ", ")) was bypassed.")
    }
    let open = study.violations.filter {
      $0.resolution == nil && $0.recorded?.severity == .critical
    }
    if !open.isEmpty {
      cautions.append("\(ReportText.count(open.count, "critical violation")) not resolved.")
    }
    let failed = study.runs.filter { $0.isCounted && $0.worstVerdict == .fail }
    if !failed.isEmpty {
      cautions.append("A gate FAILs in \(ReportText.count(failed.count, "run")).")
    }
    let waiting = study.runs.filter { $0.isCounted && $0.worstVerdict == .warn }
    if !waiting.isEmpty {
      cautions.append("A gate WARNs in \(ReportText.count(waiting.count, "run")).")
    }
    if !cautions.isEmpty {
      text.notice(.caution, "Bear in mind", Prose(cautions.joined(separator: " ")))
    }
  }

  private var answer: String {
    guard let plan = study.plan else { return "The plan was erased." }
    if plan.design == .exec { return CommandResults(study: study).sentence }
    guard let metric = plan.metric else { return "The study names no metric; its gates judge it." }
    if plan.design.sweep != nil { return SweepResults(study: study, metric: metric).sentence }
    if let paired = plan.design.paired {
      return PairedResults(study: study, paired: paired, metric: metric).sentence
    }
    return LevelResults(study: study, metric: metric).sentence
  }
}

extension RunView {
  /// The worst verdict of the judgements that count.
  var worstVerdict: Verdict? { stages.flatMap(\.units).compactMap(\.verdict).max() }

  /// A metric read off it.
  func value(of metric: String) -> Double? {
    evaluations.last { $0.evaluated.metric == metric }?.evaluated.value
  }
}
