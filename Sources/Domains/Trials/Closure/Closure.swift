import Codecs
import Documents
import Files
import StageKit

/// Whether a study may be closed: every condition with what was asked and what there is.
///
/// No condition asks for a certain answer: a study that ends inconclusive is closed as such.
struct Closure {
  struct Criterion: Equatable {
    let name: String
    /// What is asked, in words.
    let required: String
    /// What there is, in words.
    let observed: String
    let isMet: Bool

    /// As `closure.json` has it.
    var value: Value {
      [
        "name": .text(name), "required": .text(required), "observed": .text(observed),
        "met": .bool(isMet),
      ]
    }
  }

  let findings: Findings
  let breaches: Breaches
  /// Whether this level is the one that closes the study; a pilot rehearses only.
  let closes: Bool
  /// Every condition, in the order of the study's plan.
  let criteria: [Criterion]

  init(_ findings: Findings, breaches: Breaches, report: String, closes: Bool) {
    self.findings = findings
    self.breaches = breaches
    self.closes = closes
    let success = StudySuccess(findings.analysis).criteria.filter { $0.name != "clear_answer" }
    criteria =
      success.map {
        Criterion(
          name: $0.name, required: $0.required, observed: $0.observed, isMet: $0.isMet)
      } + [
        Self.locked(findings), Self.judged(findings), Self.violations(breaches),
        Self.replays(findings), Self.report(findings, report),
      ]
  }

  var isMet: Bool { criteria.allSatisfy(\.isMet) }

  var unmet: [Criterion] { criteria.filter { !$0.isMet } }

  /// The content of `closure.json`.
  var value: Value {
    let primary = findings.analysis.primary
    return [
      "study": .text(findings.design.context.study), "met": .bool(isMet), "closes": .bool(closes),
      "answer": Value(orNull: primary?.verdict?.rawValue),
      "registered": .bool(findings.analysis.isRegistered),
      "denominator": .text(findings.denominator.slots),
      "criteria": .array(criteria.map(\.value)),
    ]
  }

  private static func locked(_ findings: Findings) -> Criterion {
    let (count, runs) = (findings.lockedCount, findings.design.runs.count)
    return Criterion(
      name: "runs_locked", required: "every run of the schedule validated and locked",
      observed: "\(count) of \(runs)", isMet: count == runs && runs > 0)
  }

  private static func judged(_ findings: Findings) -> Criterion {
    let missing = findings.exclusions.rows.count { $0.kind == .missing }
    let rows = findings.analysis.index.rows.count
    return Criterion(
      name: "runs_judged", required: "every run judged, or excluded with a rule and a reason",
      observed: "\(rows) judged, \(missing) without a scorecard and without a rule",
      isMet: missing == 0 && rows > 0)
  }

  private static func violations(_ breaches: Breaches) -> Criterion {
    let count = Numeral.count(breaches.runs.count, "run")
    let unnamed = breaches.runs.count { $0.constraints?.isEmpty ?? false }
    return Criterion(
      name: "violations_recorded",
      required: "every run below full adherence has its violations on record",
      observed: "\(count) below full adherence, \(unnamed) of them without a named violation",
      isMet: unnamed == 0)
  }

  private static func replays(_ findings: Findings) -> Criterion {
    let required = Findings.replayShareRequired
    let share = findings.reproducibleShare
    return Criterion(
      name: "replays_reproducible",
      required: "\(Numeral.percent(required, 0)) of the replays within all tolerances",
      observed: share.map {
        "\(Numeral.percent($0, 0)) of \(findings.replays.count), \(findings.anomalies.count) "
          + "anomalous"
      } ?? "nothing was replayed", isMet: share.map { $0 >= required } ?? false)
  }

  /// The report counts as present when it says what this evidence recommends.
  private static func report(_ findings: Findings, _ report: String) -> Criterion {
    let wanted = findings.recommendations.map(MarkdownPage.line)
    let lines = Set(report.split(separator: "\n").map(String.init))
    let found = wanted.indices.count { lines.contains("\($0 + 1). \(wanted[$0])") }
    return Criterion(
      name: "report", required: "a report with the recommendations that the evidence gives",
      observed: "\(found) of \(Numeral.count(wanted.count, "recommendation")) in the report",
      isMet: found == wanted.count)
  }
}

/// The runs that broke a constraint, and which, where the scorecards are at hand.
struct Breaches {
  /// One run below full adherence.
  struct Run {
    let id: String
    let variant: String
    let task: String
    /// The constraints that it broke; nil where no scorecard was given.
    let constraints: [String]?
  }

  /// In the order of the index.
  let runs: [Run]

  /// Takes the runs below full adherence; with a directory of scorecards, also what they broke.
  init(_ index: ScoreIndex, scorecards: String?) throws(StageError) {
    var runs: [Run] = []
    for row in index.rows where (row.scores.adherence?.value ?? 100) < 100 {
      var constraints: [String]?
      if let scorecards {
        let card = try StageFiles.readFields(
          PathName.join(scorecards, "\(row.run)/scorecard.json"))
        let metric = try card.object("metrics").object("constraint_adherence")
        constraints = try metric.list("violations") { (fields) throws(StageError) in
          try fields.text("constraint_id")
        }
      }
      runs.append(
        Run(id: row.run, variant: row.variant, task: row.task, constraints: constraints))
    }
    self.runs = runs
  }

  /// How many runs of each variant broke what at which task.
  func counts(_ design: ReportDesign) -> [(what: String, counts: [Int])] {
    var found: [(what: String, counts: [Int])] = []
    for task in design.tasks.map(\.id) {
      let own = runs.filter { $0.task == task }
      let names = Set(own.flatMap { $0.constraints ?? ["a constraint"] }).sorted()
      for name in names {
        let counts = design.variants.map { variant in
          own.count { $0.variant == variant && $0.constraints?.contains(name) ?? true }
        }
        found.append(("\(name) at \(task)", counts))
      }
    }
    return found
  }
}
