import Codecs
import Documents

/// Appendix B: every number of the registered analysis.
struct AppendixStatistics {
  let findings: Findings

  var document: Document {
    var document = Document(title: "Appendix B: Full statistics")
    document.appendix("B", "Full statistics")
    document.part("Registered tests")
    document.table(tests)
    document.part("Effect sizes and power")
    document.table(effects)
    document.part("Assumptions")
    document.table(assumptions)
    document.paragraph(
      """
      Supplementary tests are not repeated here; they stand under \
      \("their own heading", to: SupplementaryPart.identifier).
      """)
    return document
  }

  private var tests: Table {
    Table(
      "statistical-tests",
      caption:
        "The registered tests in full, on their own scale; the test that decides comes first.",
      [
        Table.Column("", "hypothesis"), Table.Column("test", "test"),
        Table.Column("role", "role"), .number("n", "n"), .number("statistic", "statistic"),
        .number("df", "degrees_of_freedom"), .number("p", "p_value"),
        .number("corrected p", "p_corrected"), Table.Column("significant", "significant"),
      ],
      findings.results.flatMap { result in
        let test = result.test
        let decisive = row(test, test.finding, "decides", corrected: test.corrected)
        let beside = test.alternative.map { row(test, $0, "beside it", corrected: nil) }
        return [decisive] + (beside.map { [$0] } ?? [])
      })
  }

  private func row(
    _ test: Evidence.Test, _ finding: Evidence.Finding, _ role: String, corrected: Double?
  ) -> [Table.Cell] {
    [
      Table.Cell(test.name), Table.Cell(finding.method.name(isLogarithmic: test.isLogarithmic)),
      Table.Cell(role), Table.Cell(finding.count), .statistic(finding),
      Table.Cell(
        Prose(finding.degreesOfFreedom.map { Numeral.trimmed($0, 2) } ?? "—"),
        exact: finding.degreesOfFreedom.map(Number.text) ?? ""),
      Table.Cell(probability: finding.p), Table.Cell(probability: corrected),
      role == "decides" ? .yes(test.isSignificant) : Table.Cell("—", exact: ""),
    ]
  }

  private var effects: Table {
    Table(
      "effect-sizes",
      caption: """
        Differences, effect sizes and power. The interval of d is that of the mean difference in \
        standard deviations of the differences; power is that of the paired t test.
        """,
      [
        Table.Column("", "hypothesis"), .number("n", "sample_size"),
        .number("mean difference", "mean_difference"),
        .number("95 % CI", "confidence_interval_95"), .number("SD", "std_difference"),
        .number("d", "cohens_d"), .number("95 % CI of d", "cohens_d_interval_95"),
        .number("power, smallest that matters", "power_at_practical_difference"),
        .number("power, as observed", "power"), .number("pairs needed", "required_pairs"),
      ],
      findings.results.map { result in
        let test = result.test
        return [
          Table.Cell(test.name), Table.Cell(test.sampleSize), Table.Cell(test.meanDifference, 4),
          Table.Cell(interval: test.interval, 4), Table.Cell(test.deviation, 4),
          Table.Cell(test.effect, 3), Table.Cell(interval: test.effectInterval, 3),
          Table.Cell(test.power, 3), Table.Cell(test.observedPower, 3),
          test.pairsNeeded.map { Table.Cell($0) } ?? Table.Cell("—", exact: ""),
        ]
      })
  }

  private var assumptions: Table {
    Table(
      "assumptions", caption: "Shapiro and Wilk’s test on the differences, and outliers.",
      [
        Table.Column("", "hypothesis"), .number("W", "shapiro_wilk_w"), .number("p", "p_value"),
        Table.Column("normal", "normal"), .number("outliers", "outliers"),
      ],
      findings.evidence.analysis.assumptions.map { check in
        [
          Table.Cell(check.hypothesis), Table.Cell(check.w, 4), Table.Cell(probability: check.p),
          Table.Cell(check.isNormal.map { $0 ? "not rejected" : "rejected" } ?? "undefined"),
          Table.Cell(check.outliers),
        ]
      })
  }
}

extension Table.Cell {
  /// A statistic with its letter.
  fileprivate static func statistic(_ finding: Evidence.Finding) -> Table.Cell {
    guard let value = finding.statistic else {
      return Table.Cell(Prose(finding.reason.isEmpty ? "—" : finding.reason), exact: "")
    }
    return Table.Cell(
      "\(emphasis: finding.method.symbol)\u{a0}=\u{a0}\(Numeral.prose(value, 3))",
      exact: Number.text(value))
  }
}
