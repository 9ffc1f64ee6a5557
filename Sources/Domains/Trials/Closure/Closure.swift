import Codecs
import Documents
import StageKit

/// Whether a study may be closed: every condition with what was asked and what there is.
struct Closure {
  let findings: Findings
  let breaches: Breaches
  /// The report's Markdown.
  let report: String
  /// Whether this level is the one that closes the study; a pilot rehearses only.
  let closes: Bool

  /// Every condition, in the order of the study's plan.
  let criteria: [ClosureCriterion]

  init(
    _ findings: Findings, breaches: Breaches, report: String, closes: Bool
  ) throws(StageError) {
    self.findings = findings
    self.breaches = breaches
    self.report = report
    self.closes = closes
    let settings = findings.design.settings
    let success = findings.evidence.analysis.success
    criteria = [
      Self.pairs(findings), Self.locked(findings), Self.judged(findings),
      Self.violations(breaches),
      ClosureCriterion(
        try success.named("power"),
        required: "a power of at least \(Numeral.fixed(settings.power, 2))"
      ) { Numeral.fixed($0, 2) },
      ClosureCriterion(
        try success.named("clear_answer"),
        required: "a corrected p below \(Numeral.trimmed(settings.alpha, 4)), or a clear null with "
          + "that power"
      ) { Numeral.named("corrected p", $0) },
      ClosureCriterion(
        try success.named("reproducibility"),
        required: "a reproducibility of \(Numeral.fixed(settings.reproducibility, 2)) in "
          + "\(Numeral.percent(settings.reproducibleShare, 0)) of all runs"
      ) { Numeral.percent($0, 0) },
      Self.replays(findings), Self.report(findings, report),
    ]
  }

  /// Whether every condition is met.
  var isMet: Bool { criteria.allSatisfy(\.isMet) }

  /// The conditions that are not.
  var unmet: [ClosureCriterion] { criteria.filter { !$0.isMet } }

  /// The content of `closure.json`.
  var value: Value {
    [
      "study": .text(findings.design.study), "met": .bool(isMet), "closes": .bool(closes),
      "criteria": .array(criteria.map(\.value)),
    ]
  }

  private static func pairs(_ findings: Findings) -> ClosureCriterion {
    let sample = findings.evidence.sample
    return ClosureCriterion(
      name: "pairs_per_task",
      required: "at least \(Numeral.count(findings.design.pairsMinimum, "complete pair")) in every "
        + "task",
      observed: "\(sample.smallest) in the task with the fewest", isMet: sample.isSufficient)
  }

  private static func locked(_ findings: Findings) -> ClosureCriterion {
    let runs = findings.design.runs
    let count = findings.lockedCount
    return ClosureCriterion(
      name: "runs_locked", required: "every run of the schedule validated and locked",
      observed: "\(count) of \(runs.count)", isMet: count == runs.count && !runs.isEmpty)
  }

  private static func judged(_ findings: Findings) -> ClosureCriterion {
    let evidence = findings.evidence
    let missing = evidence.exclusions.filter { $0.kind == .missing }
    let excluded = evidence.exclusions.count - missing.count
    let runs = evidence.design.runs.count
    let isMet = missing.isEmpty && evidence.scores.count + excluded == runs
    return ClosureCriterion(
      name: "runs_judged", required: "every run judged, or excluded with a rule and a reason",
      observed: "\(evidence.scores.count) judged, \(excluded) excluded, \(missing.count) without a "
        + "scorecard, of \(runs)", isMet: isMet)
  }

  private static func violations(_ breaches: Breaches) -> ClosureCriterion {
    let count = Numeral.count(breaches.runs.count, "run")
    let unnamed = breaches.runs.count { $0.constraints?.isEmpty ?? false }
    let observed =
      breaches.hasDetails
      ? "\(count) below full adherence, \(unnamed) of them without a named violation"
      : "\(count) below full adherence, each recorded when it was judged"
    return ClosureCriterion(
      name: "violations_recorded",
      required: "every run below full adherence has its violations on record",
      observed: observed, isMet: unnamed == 0)
  }

  private static func replays(_ findings: Findings) -> ClosureCriterion {
    let required = Findings.replayShareRequired
    let share = findings.reproducibleShare
    let counts =
      "\(findings.evidence.replays.count) replayed, \(findings.anomalies.count) anomalous"
    return ClosureCriterion(
      name: "replays_reproducible",
      required: "\(Numeral.percent(required, 0)) of the replays within all tolerances",
      observed: share.map { "\(Numeral.percent($0, 0)); \(counts)" } ?? "nothing was replayed",
      isMet: share.map { $0 >= required } ?? false)
  }

  /// The report counts as present when it says what this evidence recommends.
  private static func report(_ findings: Findings, _ report: String) -> ClosureCriterion {
    let wanted = Recommendations(findings).all.map { MarkdownPage.line($0.text) }
    let lines = Set(report.split(separator: "\n").map(String.init))
    let found = wanted.indices.count { index in
      lines.contains("\(index + 1). \(wanted[index])")
    }
    return ClosureCriterion(
      name: "report", required: "a report with the recommendations that the evidence gives",
      observed: "\(found) of \(Numeral.count(wanted.count, "recommendation")) in the report",
      isMet: found == wanted.count && found > 0)
  }
}

extension [Evidence.Criterion] {
  /// The criterion of a name.
  fileprivate func named(_ name: String) throws(StageError) -> Evidence.Criterion {
    guard let found = first(where: { $0.name == name }) else {
      throw StageError(
        .invalid, "'statistical-tests.json': study_success has no criterion '\(name)'")
    }
    return found
  }
}
