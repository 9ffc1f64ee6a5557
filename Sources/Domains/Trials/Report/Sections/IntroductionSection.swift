import Documents

/// The introduction: the question, why it is asked this way, and what was stated beforehand.
struct IntroductionSection {
  let findings: Findings

  func write(to document: inout Document) {
    let (first, second) = (findings.design.first, findings.design.second)
    document.section("Introduction")
    document.paragraph(
      """
      An agent can be told who it is, or what must hold. The variant \(code: first.id) \
      (\(first.paradigm)) and the variant \(code: second.id) (\(second.paradigm)) specify the same \
      agent in these two ways: through a role with its habits, and through objectives, constraints \
      and a control loop. The question of study \(code: findings.design.study) is whether that \
      choice makes a difference when everything else is held equal.
      """)
    document.paragraph(
      """
      The study was registered before its first run: hypotheses, tests, thresholds, tasks, \
      variants and evaluators are pinned by digest (\("appendix C", to: "pins")), because an \
      analysis that is chosen after the data can find almost anything \(Reference.simmons.mark). \
      Finished runs are locked; a correction is a new run that is linked to the old one; every \
      step \
      is a signed entry of an append-only ledger. What was not registered stands under \
      \("a heading of its own", to: SupplementaryPart.identifier) and changes no verdict.
      """)
    document.paragraph(
      """
      Stated beforehand, with \(findings.primary.test.name) as the primary hypothesis and \
      \(Numeral.percent(findings.design.settings.practicalDifference, 0)) as the smallest \
      difference that matters:
      """)
    document.list(
      findings.results.map { result in
        "\(strong: result.test.name): \(result.test.description)."
      })
  }
}
