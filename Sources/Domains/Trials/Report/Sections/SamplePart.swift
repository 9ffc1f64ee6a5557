import Documents

/// The sample: what was planned, what was done, what was left out and why, and what it looks like.
struct SamplePart {
  let findings: Findings
  private var evidence: Evidence { findings.evidence }
  private var design: Evidence.Design { findings.design }

  func write(to document: inout Document) {
    document.part("Sample and exclusions")
    document.paragraph(overview)
    document.table(byTask)
    if evidence.exclusions.isEmpty {
      document.paragraph("No run was excluded.")
    } else {
      document.paragraph(exclusions)
      document.table(Self.table(of: evidence.exclusions))
    }
    if !evidence.sample.warnings.isEmpty {
      document.notice(
        .caution, "The sample is not as planned",
        Prose(evidence.sample.warnings.joined(separator: "; ") + "."))
    }
    document.table(descriptives)
    document.table(byTaskAndVariant)
  }

  private var overview: Prose {
    let minimum = Numeral.count(design.pairsMinimum, "pair")
    let sufficient =
      evidence.sample.isSufficient
      ? "Every task reaches the registered minimum of \(minimum)."
      : "Not every task reaches the registered minimum of \(minimum)."
    return """
      Of \(design.pairsTotal) planned pairs, \(strong: "\(findings.pairCount)") entered the \
      analysis, with \(evidence.scores.count) evaluated runs; \(findings.lockedCount) of \
      \(design.runs.count) runs of the schedule are locked. \(sufficient)
      """
  }

  private var exclusions: Prose {
    let all = evidence.exclusions.count
    let late = evidence.exclusions.count { $0.kind == .postHoc }
    let missing = evidence.exclusions.count { $0.kind == .missing }
    var text: Prose = """
      \(all == 1 ? "1 run does" : "\(all) runs do") not count. Where a run is left out its pair \
      is, \
      since the tests compare pairs.
      """
    if late > 0 {
      text = .sentences(
        text,
        "\(strong: "\(late == 1 ? "1 was" : "\(late) were") excluded after the data were known.")")
    } else if missing < all {
      text = .sentences(text, "No exclusion was decided after the data were known.")
    }
    if missing > 0 { text = .sentences(text, "\(missing) never produced a scorecard.") }
    return text
  }

  static func table(of exclusions: [Evidence.Exclusion]) -> Table {
    Table(
      "exclusions", caption: "Excluded runs, with the rule and the reason.",
      [
        Table.Column("run", "run_id"), Table.Column("pair", "pair_id"),
        Table.Column("rule", "rule"), Table.Column("reason", "reason"),
        Table.Column("decided", "kind"),
      ],
      exclusions.map { exclusion in
        [
          .code(exclusion.run), .code(exclusion.pair), Table.Cell(exclusion.rule),
          Table.Cell(exclusion.reason),
          Table.Cell(
            Prose(exclusion.kind.rawValue.words), exact: exclusion.kind.rawValue),
        ]
      })
  }

  private var byTask: Table {
    Table(
      "sample", caption: "Pairs and runs in the analysis, by task.",
      [
        Table.Column("task", "task_id"), .number("planned pairs", "pairs_planned"),
        .number("analysed pairs", "pairs_analysed"), .number(design.first.id, "runs_first"),
        .number(design.second.id, "runs_second"), .number("excluded", "runs_excluded"),
      ],
      design.tasks.map { task in
        let runs = { variant in
          evidence.scores.count { $0.task == task.id && $0.variant == variant }
        }
        return [
          .code(task.id), Table.Cell(design.pairsPlanned(task.id)),
          Table.Cell(evidence.pairs.count { $0.task == task.id }),
          Table.Cell(runs(design.first.id)), Table.Cell(runs(design.second.id)),
          Table.Cell(evidence.exclusions.count { $0.task == task.id }),
        ]
      })
  }

  private var descriptives: Table {
    let columns = zip(evidence.summaries, ["first", "second"]).flatMap { summary, name in
      [
        Table.Column.number("\(summary.variant) mean", "\(name)_mean"),
        Table.Column.number("SD", "\(name)_std"),
      ]
    }
    let runs = evidence.summaries.map { "\(Numeral.count($0.count, "run")) with \($0.variant)" }
    return Table(
      "descriptives",
      caption: "What both variants did over all tasks: \(runs.joined(separator: ", ")).",
      [Table.Column("metric", "metric")] + columns,
      ScoreMetric.allCases.map { metric in
        [Table.Cell(metric.name)]
          + evidence.summaries.flatMap { summary in
            [
              Table.Cell(summary.mean(metric), metric.decimals),
              Table.Cell(summary.deviation(metric), metric.decimals),
            ]
          }
      })
  }

  private var byTaskAndVariant: Table {
    Table(
      "task-means", caption: "Means by task and variant.",
      [Table.Column("task", "task_id"), Table.Column("variant", "variant")]
        + ScoreMetric.allCases.map { .number($0.heading, $0.rawValue) },
      evidence.taskSummaries.map { summary in
        [.code(summary.task), Table.Cell(summary.variant)]
          + ScoreMetric.allCases.map { Table.Cell(summary.mean($0), $0.decimals) }
      })
  }
}
