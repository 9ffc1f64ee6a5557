import Codecs
import Documents

/// How runs were judged, and how the judgements were analysed.
struct EvaluationPart {
  let findings: Findings
  private var design: Evidence.Design { findings.design }

  func write(to document: inout Document) {
    document.part("Evaluation")
    document.paragraph(
      """
      \(evaluators) Each judges every run by the same rubric. An unknown criterion or constraint, \
      or a value that is missing, is an error and ends the run; nothing is taken for met because \
      nobody looked. A run’s reproducibility is known once it has been repeated.
      """)
    document.table(metrics)
    document.paragraph(
      """
      The registered analysis compares the two runs of each pair: differences are \
      \(findings.second) minus \(findings.first), joined by task and pair. Tests are two-sided at \
      α = \(Numeral.trimmed(design.settings.alpha, 4)): the paired t test \
      \(Reference.student.mark) and the signed-rank test \(Reference.wilcoxon.mark), exact where \
      few differences are not zero. Probabilities are corrected for \(findings.results.count) \
      tests \
      by Bonferroni’s bound \(Reference.dunn.mark), and a difference counts as significant by its \
      corrected p. Effects are Cohen’s d of the differences, small from 0.2, medium from 0.5, \
      large \
      from 0.8 \(Reference.cohen.mark). Where differences do not vary, that is said in place of a \
      statistic. Runtimes were compared \(scale): \(findings.evidence.analysis.runtimeScale).
      """)
    document.table(tests)
    document.paragraph(
      """
      A result without significance is read by its power: the probability that a study with these \
      pairs and this spread finds the smallest difference that matters. With at least \
      \(Numeral.fixed(design.settings.power, 2)) it is a clear null; with less, it leaves the \
      question open. Power at the observed difference is reported for completeness; it restates p \
      and decides nothing \(Reference.hoenig.mark).
      """)
  }

  private var scale: String {
    let isLogarithmic = findings.results.contains(where: \.test.isLogarithmic)
    return isLogarithmic ? "as logarithms" : "in seconds"
  }

  private var evaluators: String {
    let names = design.evaluators.map { "\($0.name.words) (\($0.version))" }
    guard let last = names.last else { return "" }
    guard names.count > 1 else { return "One evaluator is pinned by version and digest: \(last)." }
    let head = names.dropLast().joined(separator: ", ")
    return "\(names.count) evaluators are pinned by version and digest: \(head) and \(last)."
  }

  private var metrics: Table {
    Table(
      "metrics", caption: "The metrics of a run.",
      [
        Table.Column("metric", "metric"), Table.Column("definition", "definition"),
        Table.Column("values", "values"),
      ],
      ScoreMetric.allCases.map { metric in
        [.code(metric.rawValue), Table.Cell(metric.definition), Table.Cell(metric.range)]
      })
  }

  private var tests: Table {
    Table(
      "registered-tests",
      caption: "The registered tests, and the smallest difference that matters for each.",
      [
        Table.Column("", "hypothesis"), Table.Column("metric", "metric"),
        Table.Column("stated", "stated"), Table.Column("decides", "test"),
        Table.Column("beside it", "alternative"),
        .number("smallest that matters", "practical_difference"),
      ],
      findings.results.map { result in
        let test = result.test
        let beside = test.alternative?.method.name(isLogarithmic: test.isLogarithmic)
        return [
          Table.Cell(test.name), Table.Cell(test.metric.name),
          Table.Cell(result.relation(findings)), Table.Cell(test.methodName),
          Table.Cell(beside ?? "—"),
          Table.Cell(
            Prose(test.practicalDifference.map { test.size($0) } ?? "—"),
            exact: test.practicalDifference.map(Number.text) ?? ""),
        ]
      })
  }
}
