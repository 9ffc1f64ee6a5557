import Codecs
import Documents
import Study

/// Every run with its log, as far as a page has room.
struct ReportRuns {
  let study: StudyView

  /// The most runs that are listed one by one, and the most parameters.
  static let runsMax = 1_000
  static let paramsMax = 3

  func write(to text: inout Document) {
    text.section("Runs")
    let runs = study.runs.filter { $0.planned?.scope == .run || $0.imported != nil }
    guard !runs.isEmpty else { return text.paragraph("No run is planned yet.") }
    let statuses = RunStatus.allCases.filter { status in runs.contains { $0.status == status } }
    text.lines(
      "states", "Runs by where they stand.",
      ["level", "#runs"] + statuses.map { "#\($0.rawValue)" },
      levels(runs).map { level in
        let own = runs.filter { ($0.planned?.level ?? "") == level }
        return [ReportText.level(level), "\(own.count)"]
          + statuses.map { status in "\(own.count { $0.status == status })" }
      })
    let shown = Array(runs.prefix(Self.runsMax))
    let columns = columns(shown)
    text.cells(
      "runs",
      shown.count < runs.count
        ? "The first \(shown.count) of \(runs.count) runs, each with its log; registry.csv has all."
        : "Every run, with its log.",
      ["run"] + columns.map(\.title),
      shown.map { run in
        let path = "\(Identifier.directory(ofRun: run.id))/logs/agent_run.log"
        return [PageTable.Cell(.file(study.shortName(run), path: path), exact: run.id)]
          + columns.map { PageTable.Cell(Text.line($0.cell(run))) }
      })
  }

  private func levels(_ runs: [RunView]) -> [String] {
    var levels = study.plan?.levels.map(\.name) ?? []
    for run in runs {
      let level = run.planned?.level ?? ""
      if !levels.contains(level) { levels.append(level) }
    }
    return levels.filter { level in runs.contains { ($0.planned?.level ?? "") == level } }
  }

  private struct Column {
    var title: String
    var cell: (RunView) -> String
  }

  /// The facts that tell these runs apart, the metric and how each ended.
  private func columns(_ runs: [RunView]) -> [Column] {
    var columns = [
      Column(title: "seed") { $0.planned.map { "\($0.seed)" } ?? "" }
    ]
    let names = study.plan?.params.map(\.name) ?? []
    func text(_ run: RunView, _ name: String) -> String {
      run.planned?.params.first { $0.name == name }?.value.plainText ?? ""
    }
    let varying = names.filter { name in
      let first = runs.first.map { text($0, name) }
      return runs.contains { text($0, name) != first }
    }
    columns += varying.prefix(Self.paramsMax).map { name in
      Column(title: name) { text($0, name) }
    }
    if let metric = study.plan?.metric {
      columns.append(Column(title: "#\(metric)") { ReportText.number($0.value(of: metric)) })
    }
    columns += [
      Column(title: "state") { $0.status.rawValue },
      Column(title: "verdict") { run in
        run.finished.map(\.verdict.rawValue) ?? run.worstVerdict?.rawValue ?? ""
      },
    ]
    if runs.contains(where: { $0.reusedFrom != nil }) {
      columns.append(Column(title: "reused from") { $0.reusedFrom ?? "" })
    }
    if runs.contains(where: { !$0.tags.isEmpty }) {
      columns.append(
        Column(title: "tags") { run in
          run.tags.map { "\($0.name)=\($0.value)" }.joined(separator: " ")
        })
    }
    return columns
  }
}

extension StudyView {
  /// What a run is called where the study is known: of the only batch, the variant with its seed is
  /// enough.
  func shortName(_ run: RunView) -> String {
    guard batches.count == 1, let batch = run.assignment?.batch, run.id.hasPrefix("\(batch).")
    else {
      return run.id
    }
    return String(run.id.dropFirst(batch.count + 1))
  }
}
