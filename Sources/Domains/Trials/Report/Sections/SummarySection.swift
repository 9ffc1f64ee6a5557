import Codecs
import Documents

/// The executive summary: the answer first, then what was done, then every hypothesis in one table.
struct SummarySection {
  let findings: Findings

  func write(to document: inout Document) {
    document.section("Executive summary")
    let headline = Headline(findings)
    if !findings.evidence.sample.isSufficient {
      document.notice(
        .caution, "The sample is too small",
        """
        At least one task has fewer than the registered minimum of \
        \(Numeral.count(findings.design.pairsMinimum, "pair")). What follows is preliminary.
        """)
    }
    document.notice(.finding, headline.title, headline.text)
    document.paragraph(whatWasDone)
    document.table(table)
    let open = findings.results(.inconclusive, .untestable)
    if !open.isEmpty {
      let names = open.map(\.test.name).joined(separator: ", ")
      document.notice(
        .caution, "What stays open",
        """
        The study cannot answer \(names). Absence of significance is not evidence of absence \
        there; \("the results", to: "results") say what an answer would need.
        """)
    }
    document.paragraph("What follows from the evidence, each with its source:")
    document.list(Recommendations(findings).all.map(\.text))
  }

  private var whatWasDone: Prose {
    let design = findings.design
    return """
      Two specifications of one agent, \(code: design.first.id) (\(design.first.paradigm)) and \
      \(code: design.second.id) (\(design.second.paradigm)), did the same \
      \(design.tasks.count) tasks with equal inputs, seeds, tools and limits. Of \
      \(design.pairsTotal) planned pairs of runs, \(findings.pairCount) entered the analysis. \
      Hypotheses, tests and thresholds were registered before the first run; \
      \("the analysis", to: "evaluation") follows them, corrects for \(findings.results.count) \
      tests, and sets everything else apart.
      """
  }

  private var table: Table {
    let rows = findings.results.map { result -> [Table.Cell] in
      let test = result.test
      return [
        Table.Cell(test.name), Table.Cell(test.metric.name),
        Table.Cell(result.relation(findings)), .difference(test),
        Table.Cell(
          test.interval.map { Prose("\(test.number($0.lower)) to \(test.brief($0.upper))") }
            ?? "—",
          exact: test.interval.map(\.exact) ?? ""),
        Table.Cell(probability: test.corrected), Table.Cell(test.effect, 2),
        Table.Cell(result.verdict.label(test.hypothesis)),
      ]
    }
    let (first, second) = (findings.first, findings.second)
    return Table(
      "hypotheses",
      caption: """
        The registered hypotheses. Differences are \(second) minus \(first); pp are percentage \
        points.
        """,
      [
        Table.Column("", "hypothesis"), Table.Column("metric", "metric"),
        Table.Column("stated", "stated"), .number("mean difference", "mean_difference"),
        .number("95 % CI", "confidence_interval_95"), .number("corrected p", "p_corrected"),
        .number("d", "cohens_d"), Table.Column("verdict", "verdict"),
      ], rows)
  }
}

extension Table.Cell {
  /// The mean difference of a test, with its unit.
  static func difference(_ test: Evidence.Test) -> Table.Cell {
    Table.Cell(
      Prose(test.meanDifference.map { test.brief($0) } ?? "—"),
      exact: test.meanDifference.map(Number.text) ?? "")
  }

  /// An interval as it was computed.
  init(interval: Evidence.Interval?, _ decimals: Int) {
    let shown = interval.map { interval in
      "[\(Numeral.prose(interval.lower, decimals)), \(Numeral.prose(interval.upper, decimals))]"
    }
    self.init(Prose(shown ?? "—"), exact: interval.map(\.exact) ?? "")
  }
}

extension Evidence.Interval {
  /// Both ends exactly, for files.
  var exact: String { "\(Number.text(lower)) \(Number.text(upper))" }
}
