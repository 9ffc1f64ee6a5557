import Documents

/// The three appendices: the data and what they mean, all statistics, and all pins.
///
/// The page holds them whole; beside the Markdown they are files of their own.
struct Appendices {
  let findings: Findings
  let parity: [Evidence.ParityCheck]
  private var evidence: Evidence { findings.evidence }
  private var design: Evidence.Design { findings.design }

  /// The appendices with the names of their files, in order.
  var all: [(path: String, document: Document)] {
    [
      ("appendices/a-raw-data.md", data),
      ("appendices/b-full-statistics.md", AppendixStatistics(findings: findings).document),
      ("appendices/c-pins.md", AppendixPins(findings: findings, checks: parity).document),
    ]
  }

  private var data: Document {
    var document = Document(title: "Appendix A: Raw data")
    document.appendix("A", "Raw data")
    document.part("Data dictionary")
    document.table(dictionary)
    document.part("Scorecard index")
    document.paragraph("One row for each evaluated run, as it was analysed.")
    document.table(index)
    document.part("Exclusions")
    if evidence.exclusions.isEmpty {
      document.paragraph("None.")
    } else {
      document.paragraph(
        """
        Excluded runs (\(evidence.exclusions.count)) are listed with rule and reason in \
        \("the results", to: "sample-and-exclusions").
        """)
    }
    return document
  }

  private var dictionary: Table {
    let identities: [(String, String, String)] = [
      ("run_id", "the run", "unique"),
      ("pair_id", "the pair; two runs share it", "unique within a task"),
      ("variant", "how the agent was specified", design.variants.joined(separator: ", ")),
      ("task_id", "what was to be done", design.tasks.map(\.id).joined(separator: ", ")),
    ]
    let metrics = ScoreMetric.allCases.map { ($0.rawValue, $0.definition, $0.range) }
    return Table(
      "data-dictionary", caption: "The columns of the scorecard index.",
      [
        Table.Column("column", "column"), Table.Column("meaning", "meaning"),
        Table.Column("values", "values"),
      ],
      (identities + metrics).map { [.code($0.0), Table.Cell($0.1), Table.Cell($0.2)] })
  }

  private var index: Table {
    Table(
      "scorecard-index", caption: "All evaluated runs.",
      [
        Table.Column("run", "run_id"), Table.Column("pair", "pair_id"),
        Table.Column("variant", "variant"), Table.Column("task", "task_id"),
        .number("success", "task_success"), .number("adherence", "constraint_adherence"),
        .number("runtime", "runtime"), .number("clar.", "clarification_count"),
        .number("repr.", "reproducibility"),
      ],
      evidence.scores.map { score in
        [
          .code(score.run), .code(score.pair), Table.Cell(score.variant), Table.Cell(score.task),
          Table.Cell(score.scores.success ? 1 : 0), Table.Cell(score.scores.adherence, 1),
          Table.Cell(score.scores.runtime, 3), Table.Cell(score.scores.clarifications),
          Table.Cell(score.scores.reproducibility, 2),
        ]
      })
  }
}
