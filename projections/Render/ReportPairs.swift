import Study

/// How far the schedule of a paired study is: by task and status, and by variant.
struct ReportPairs {
  let study: StudyView
  /// What the study's own stages publish beside the report.
  let published: [PublishedFile]

  func write(to page: inout Page) {
    guard let paired = study.plan?.design.paired else { return }
    link(&page)
    page.heading("Pairs")
    let pairs = study.pairs.map { (pair: $0, status: study.status(of: $0)) }
    let complete = pairs.count { $0.status == .complete }
    page.paragraph("\(complete) of \(pairs.count) pairs are complete.")
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
          [Page.level(level.name), task.name, "\(ofTask.count)"]
            + statuses.map { status in "\(ofTask.count { $0.status == status })" })
      }
    }
    page.table(["level", "task", "pairs"] + statuses.map(\.rawValue), rows)
    variants(paired, &page)
    rejected(&page)
  }

  /// Leads to the comparative reports that the study's stages wrote, wherever they lie.
  private func link(_ page: inout Page) {
    for file in published {
      let path = String(file.path.dropFirst(study.slug.utf8.count + 1))
      let name = path.split(separator: "/").last ?? ""
      guard name.hasPrefix("comparative-report."), !file.isErased else { continue }
      page.link("The comparative report: \(path)", to: path)
    }
  }

  private func variants(_ paired: PairedPlan, _ page: inout Page) {
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
          Page.level(level.name), variant.name, "\(runs.count)",
          "\(counted.count { $0.finished != nil })", "\(runs.count { $0.status == .excluded })",
          "\(runs.count { $0.replacedBy != nil })",
        ])
      }
    }
    guard !rows.isEmpty else { return }
    page.table(["level", "variant", "runs", "finished", "excluded", "corrected"], rows)
  }

  private func rejected(_ page: inout Page) {
    let rows = study.pairs.compactMap { pair -> [String]? in
      guard let comparison = study.comparison(of: pair), !comparison.isVerified else { return nil }
      return [
        pair.slot.pair, pair.slot.task, comparison.runs.joined(separator: ", "),
        comparison.differences.joined(separator: "; "), comparison.stamp.time,
      ]
    }
    guard !rows.isEmpty else { return }
    page.paragraph("Rejected, because more than the variant differs:")
    page.table(["pair", "task", "runs", "differences", "time"], rows)
  }
}

/// What was said of runs of a paired study after the fact: exclusions, corrections, reproductions.
struct ReportExceptions {
  let study: StudyView

  func write(to page: inout Page) {
    guard study.plan?.design.paired != nil else { return }
    page.heading("Exclusions and corrections")
    page.table(
      ["run", "rule", "kind", "reason", "author", "time"],
      study.exclusions.map { exclusion in
        [
          exclusion.run, exclusion.fact.rule,
          exclusion.fact.postHoc ? "post hoc" : "pre-registered", exclusion.fact.reason,
          exclusion.stamp.author, exclusion.stamp.time,
        ]
      }, none: "No run is excluded.")
    page.table(
      ["run", "replaced by", "reason", "author", "time"],
      study.corrections.map { correction in
        [
          correction.run, correction.fact.by, correction.fact.reason, correction.stamp.author,
          correction.stamp.time,
        ]
      }, none: "No run was corrected.")
    guard !study.reproductions.isEmpty else { return }
    page.heading("Reproductions")
    page.table(
      ["run", "class", "differences", "author", "time"],
      study.reproductions.map { reproduction in
        [
          reproduction.run, reproduction.fact.outcome.rawValue,
          reproduction.fact.differences.joined(separator: "; "), reproduction.stamp.author,
          reproduction.stamp.time,
        ]
      })
  }
}
