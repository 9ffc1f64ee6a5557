import Bytes
import Codecs
import Ledger
import Study

/// The report: what a study asked, what came out, and how, re-derived from the record alone.
struct Report {
  let study: StudyView
  /// What the study's own stages publish beside the report.
  let published: [PublishedFile]
  let origin: String
  let head: Head

  /// The page, to be rendered as `report.md` and `report.html`.
  var page: Page {
    var page = Page()
    page.title(study.slug)
    page.paragraph(study.plan?.objective ?? "The plan of this study was erased.")
    ReportAnswer(study: study).write(to: &page)
    ReportPairs(study: study, published: published).write(to: &page)
    outcome(&page)
    runs(&page)
    ReportGates(study: study).write(to: &page)
    violations(&page)
    ReportExceptions(study: study).write(to: &page)
    changes(&page)
    effort(&page)
    statements(&page)
    ReportPins(study: study).write(to: &page)
    provenance(&page)
    return page
  }

  private func outcome(_ page: inout Page) {
    page.heading("Stop criteria")
    let stop = study.plan?.stop ?? StopPlan()
    page.table(
      ["criterion", "condition"],
      [
        ["success", stop.success?.description ?? "none"],
        ["failure", stop.failure?.description ?? "none"],
      ])
    for level in study.levels {
      let from = level.reached.from
      page.paragraph(
        "Level \(level.reached.level) was reached from \(from) at \(level.stamp.time).")
    }
    if let closed = study.closed {
      let closing = "\(closed.closed.closing.rawValue). \(closed.closed.rationale)"
      page.paragraph("Closed at \(closed.stamp.time) by \(closed.stamp.author): \(closing)")
    } else if let halted = study.halted {
      page.paragraph("Halted: \(halted)")
    } else {
      page.paragraph("The study is open.")
    }
  }

  /// The levels in the order of the plan, then those that only runs know.
  private var levels: [String] {
    var levels = study.plan?.levels.map(\.name) ?? []
    for run in study.runs {
      guard let level = run.planned?.level, !levels.contains(level) else { continue }
      levels.append(level)
    }
    return levels
  }

  private func runs(_ page: inout Page) {
    page.heading("Runs")
    let statuses = RunStatus.allCases.filter { status in study.runs.contains { $0.status == status }
    }
    let rows = levels.map { level in
      let runs = study.runs.filter { $0.planned?.level == level }
      return [Page.level(level), "\(runs.count)"]
        + statuses.map { status in "\(runs.count { $0.status == status })" }
    }
    page.table(["level", "runs"] + statuses.map(\.rawValue), rows)
  }

  private func violations(_ page: inout Page) {
    page.heading("Violations")
    let rows = study.violations.map { violation in
      [
        violation.stamp.time, violation.recorded?.severity.rawValue ?? "erased",
        violation.recorded?.run ?? "", violation.recorded?.text ?? "erased", violation.status,
      ]
    }
    page.table(["time", "severity", "run", "what happened", "status"], rows, none: "None.")
  }

  private func changes(_ page: inout Page) {
    page.heading("Changes of the plan")
    let rows = study.plans.map { plan in
      [
        "\(plan.revision)", plan.origin.rawValue, plan.isPostHoc ? "post hoc" : "",
        plan.stamp.time, plan.stamp.author, Text.hash(plan.file.digest), plan.reason,
      ]
    }
    page.table(
      ["revision", "how", "", "time", "author", "study file", "reason"], rows, none: "None.")
  }

  private func effort(_ page: inout Page) {
    page.heading("Retries and interruptions")
    let rows = levels.map { level in
      let counts = study.runs.filter { $0.planned?.level == level }.map(\.counts)
      return [Page.level(level)]
        + [\RunView.Counts.attempts, \.retries, \.interruptions, \.timeouts, \.failures, \.blocks]
        .map { path in "\(counts.reduce(0) { $0 + $1[keyPath: path] })" }
    }
    page.table(
      ["level", "attempts", "retries", "interruptions", "timeouts", "failures", "blocked"], rows)
    let unread = study.runs.flatMap { run in
      run.stages.flatMap { stage in
        stage.units.flatMap { unit in
          unit.attempts.compactMap { attempt -> [String]? in
            guard let count = attempt.end?.unread, count > 0 else { return nil }
            return [run.id, Text.work(stage.name, unit.key), "\(attempt.number)", "\(count)"]
          }
        }
      }
    }
    if !unread.isEmpty {
      page.paragraph("Reported lines that cannot be read, and whose attempts are in doubt:")
      page.table(["run", "work", "attempt", "lines"], unread)
    }
    if study.refusedCount > 0 {
      page.paragraph("Commands that a rule refused: \(study.refusedCount).")
    }
  }

  private func statements(_ page: inout Page) {
    var rows = study.statements.map { ["study", $0.kind, $0.text, $0.stamp.author, $0.stamp.time] }
    for run in study.runs {
      rows += run.statements.map { [run.id, $0.kind, $0.text, $0.stamp.author, $0.stamp.time] }
    }
    guard !rows.isEmpty else { return }
    page.heading("Decisions and statements")
    page.table(["about", "what", "text", "author", "time"], rows)
  }

  private func provenance(_ page: inout Page) {
    page.heading("Derived from")
    page.table(
      ["ledger", "size", "root", "last entry", "time"],
      [
        [
          origin, "\(head.size)", head.root.hex, study.last.map { "@\($0.entry)" } ?? "none",
          study.last.map { Text.time($0.at) } ?? "",
        ]
      ])
    if study.erasedCount > 0 {
      page.paragraph("Events whose data was erased: \(study.erasedCount).")
    }
  }
}
