import Documents
import Numerics

/// The discussion, the conclusions and the works cited.
struct DiscussionSection {
  let findings: Findings

  func write(to document: inout Document) {
    document.section("Discussion")
    document.part("Limitations")
    document.list(limitations)
    document.part("Supplementary and post-hoc analyses")
    document.paragraph(
      """
      Whether other choices would have given other answers; post hoc, and deciding nothing: \
      \(code: "supplementary.json") has every hypothesis without outliers, at other levels of \
      significance, and with missing runs filled in at either extreme. \(robustness)
      """)
    document.section("Conclusions")
    let headline = Headline(findings)
    document.paragraph("\(strong: headline.title). \(headline.text)")
    document.section("References")
    document.list(Reference.all)
  }

  private var robustness: String {
    let counts = findings.results.map { findings.analysis.outliers($0).count }
    let incomplete = findings.analysis.incomplete.count
    return "\(Numeral.count(counts.reduce(0, +), "outlier")) beyond "
      + "\(Numeral.trimmed(Analysis.outlierLimit, 1)) standard deviations; "
      + "\(Numeral.count(incomplete, "incomplete pair"))."
  }

  private var limitations: [Prose] {
    let late = findings.exclusions.rows.count { $0.kind == .postHoc }
    let skewed = findings.results.filter { result in
      (ShapiroWilk.test(result.sample.values).value?.p ?? 1) < 0.05
        && [.pairedT, .tost].contains(result.hypothesis.test)
    }.map(\.hypothesis.id)
    let unrepeated = findings.analysis.index.rows.count { $0.scores.reproducibility == nil }
    let notes: [(Bool, Prose)] = [
      (
        findings.design.agent == nil,
        """
        \(strong: "The agent is a reference implementation.") Results speak about the policies \
        that the two texts describe, carried out faithfully, and not about a language model.
        """
      ),
      (
        findings.design.agent?.isDeterministic == false,
        """
        \(strong: "The agent is not deterministic.") Differences within a pair mix the variant’s \
        effect with the agent’s own variation.
        """
      ),
      (
        true,
        """
        \(strong: "Pairs within a task resemble each other.") The tests treat all \
        \(findings.pairCount) pairs as independent; nothing supports a statement about other tasks.
        """
      ),
      (
        !skewed.isEmpty,
        """
        \(strong: "Not all differences are normal"): by Shapiro and Wilk’s test, for \
        \(skewed.joined(separator: ", ")). There a t test is an approximation.
        """
      ),
      (
        late > 0,
        """
        \(strong: "\(Numeral.count(late, "exclusion")) decided after the data were known."), and \
        no verdict stands that they would turn.
        """
      ),
      (
        unrepeated > 0,
        """
        \(strong: "\(unrepeated) of \(findings.analysis.index.rows.count) runs were not repeated") \
        and have no reproducibility.
        """
      ),
    ]
    return notes.filter(\.0).map(\.1)
  }
}

/// The works that the report rests on.
enum Reference {
  static let all: [Prose] = [
    "Student. The probable error of a mean. \(emphasis: "Biometrika") 6(1), 1908.",
    """
    F. Wilcoxon. Individual comparisons by ranking methods. \(emphasis: "Biometrics Bulletin") \
    1(6), 1945.
    """,
    """
    Q. McNemar. Note on the sampling error of the difference between correlated proportions. \
    \(emphasis: "Psychometrika") 12(2), 1947.
    """,
    """
    D. J. Schuirmann. A comparison of the two one-sided tests procedure and the power approach. \
    \(emphasis: "Journal of Pharmacokinetics and Biopharmaceutics") 15(6), 1987.
    """,
    """
    J. M. Hoenig and D. M. Heisey. The abuse of power. \(emphasis: "The American Statistician") \
    55(1), 2001.
    """,
    """
    J. P. Simmons, L. D. Nelson and U. Simonsohn. False-positive psychology. \
    \(emphasis: "Psychological Science") 22(11), 2011.
    """,
  ]
}
