import Documents
import Study

/// How far the schedule of a paired study is: by task and status, and by variant.
struct ReportPairs {
  let study: StudyView
  /// What the study's own stages publish beside the report.
  let published: [PublishedFile]

  func write(to text: inout Document) {
    guard let paired = study.plan?.design.paired else { return }
    text.part("Pairs")
    link(&text)
    let pairs = study.pairs.map { (pair: $0, status: study.status(of: $0)) }
    let complete = pairs.count { $0.status == .complete }
    text.paragraph("\(complete) of \(pairs.count) pairs are complete.")
    let statuses = PairStatus.allCases.filter { status in
      status == .complete || pairs.contains { $0.status == status }
    }
    var rows: [[String]] = []
    for level in study.plan?.levels ?? [] {
      for task in paired.tasks {
        let ofTask = pairs.filter {
          $0.pair.slot.level == level.name && $0.pair.slot.task == task.name
        }
        guard !ofTask.isEmpty else { continue }
        rows.append(
          [ReportText.level(level.name), task.name, "\(ofTask.count)"]
            + statuses.map { status in "\(ofTask.count { $0.status == status })" })
      }
    }
    text.lines(
      "pairs", "Where the pairs of the schedule stand.",
      ["level", "task", "#pairs"] + statuses.map { "#\($0.rawValue)" }, rows)
    variants(paired, &text)
    rejected(&text)
  }

  /// Leads to the comparative reports that the study's stages wrote, wherever they lie.
  private func link(_ text: inout Document) {
    for file in published {
      let path = String(file.path.dropFirst(study.slug.utf8.count + 1))
      let name = path.split(separator: "/").last ?? ""
      guard name.hasPrefix("comparative-report."), !file.isErased else { continue }
      text.paragraph(.file("The comparative report: \(Text.line(path))", path: path))
    }
  }

  private func variants(_ paired: PairedPlan, _ text: inout Document) {
    var rows: [[String]] = []
    for level in study.plan?.levels ?? [] {
      for variant in paired.variants {
        let runs = study.runs.filter {
          $0.planned?.level == level.name && $0.planned?.scope == .run
            && $0.assignment?.variant == variant.name
        }
        guard !runs.isEmpty else { continue }
        let counted = runs.filter(\.isCounted)
        rows.append([
          ReportText.level(level.name), variant.name, "\(runs.count)",
          "\(counted.count { $0.finished != nil })", "\(runs.count { $0.status == .excluded })",
          "\(runs.count { $0.replacedBy != nil })",
        ])
      }
    }
    guard !rows.isEmpty else { return }
    text.lines(
      "variant-runs", "Runs by variant.",
      ["level", "variant", "#runs", "#finished", "#excluded", "#corrected"], rows)
  }

  private func rejected(_ text: inout Document) {
    let rows = study.pairs.compactMap { pair -> [String]? in
      guard let comparison = study.comparison(of: pair), !comparison.isVerified else { return nil }
      return [
        pair.slot.pair, pair.slot.task, comparison.runs.joined(separator: ", "),
        comparison.differences.joined(separator: "; "), comparison.stamp.time,
      ]
    }
    guard !rows.isEmpty else { return }
    text.lines(
      "rejected", "Rejected, because more than the variant differs.",
      ["pair", "task", "runs", "differences", "time"], rows)
  }
}
