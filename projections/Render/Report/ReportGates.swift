import Codecs
import Documents
import Study

/// The gates of a study: every check with its verdicts by level, and each one that did not pass.
struct ReportGates {
  let study: StudyView

  /// The most checks that are listed one by one.
  static let openMax = 100

  /// A row of the table: one check of one gate at one level.
  private struct Tally {
    var key: [String]
    var verdicts = [0, 0, 0, 0]
    var smallest: Double?
    var largest: Double?

    mutating func count(_ check: CheckResult) {
      switch check.verdict {
      case .pass: verdicts[0] += 1
      case .warn: verdicts[1] += 1
      case .inconclusive: verdicts[2] += 1
      case .fail: verdicts[3] += 1
      }
      guard let observed = check.observed else { return }
      smallest = smallest.map { min($0, observed) } ?? observed
      largest = largest.map { max($0, observed) } ?? observed
    }

    var row: [String] {
      key + verdicts.map { "\($0)" }
        + [ReportText.number(smallest), ReportText.number(largest)]
    }
  }

  func write(to text: inout Document) {
    var tallies: [Tally] = []
    var places: [[String]: Int] = [:]
    var open: [[String]] = []
    for (run, gate) in judgements {
      let evaluated = gate.evaluated
      for check in evaluated.checks {
        let limit = "\(check.comparison.rawValue) \(Number.text(check.threshold))"
        let key = [
          run.map { ReportText.level($0.planned?.level ?? "") } ?? "study", evaluated.stage ?? "",
          evaluated.gate, check.name,
        ]
        let place = places[key] ?? tallies.count
        if place == tallies.count {
          places[key] = place
          tallies.append(Tally(key: key))
        }
        tallies[place].count(check)
        guard check.verdict != .pass else { continue }
        open.append([
          run?.id ?? "", Text.work(evaluated.stage ?? "", evaluated.unit ?? ""), evaluated.gate,
          check.name, check.observed.map { ReportText.number($0) } ?? (check.problem ?? ""), limit,
          check.verdict.rawValue,
          gate.accepted.map { "\($0.author): \(gate.acceptance ?? "")" } ?? "",
        ])
      }
    }
    guard !tallies.isEmpty else { return }
    text.section("Gates")
    text.lines(
      "gates", "Every check with its verdicts, and the smallest and largest value observed.",
      [
        "level", "stage", "gate", "check", "#PASS", "#WARN", "#INCONCLUSIVE", "#FAIL", "#smallest",
        "#largest",
      ], tallies.map(\.row))
    guard !open.isEmpty else { return }
    text.lines(
      "not-passed",
      open.count > Self.openMax
        ? "What did not pass: the first \(Self.openMax) of \(open.count); all are in gates.csv."
        : "What did not pass.",
      ["run", "work", "gate", "check", "#observed", "limit", "verdict", "accepted by"],
      Array(open.prefix(Self.openMax)))
  }

  /// Every judgement that counts, with its run; those of the study come first.
  private var judgements: [(RunView?, GateView)] {
    var judgements: [(RunView?, GateView)] = study.requirements.suffix(1).map { (nil, $0) }
    for run in study.runs {
      for stage in run.stages {
        for unit in stage.units { judgements += unit.judgements.map { (run, $0) } }
      }
    }
    return judgements
  }
}
