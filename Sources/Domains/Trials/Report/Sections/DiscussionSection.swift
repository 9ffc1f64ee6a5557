import Documents

/// The discussion: what the results mean, how they stand to what is known, what they do not say,
/// and what to do.
struct DiscussionSection {
  let findings: Findings

  func write(to document: inout Document) {
    document.section("Discussion")
    document.part("Interpretation")
    for paragraph in Interpretation(findings: findings).all { document.paragraph(paragraph) }
    document.part("Prior work")
    document.paragraph(priorWork)
    document.paragraph(relation)
    document.part("Limitations")
    document.list(Limitations(findings: findings).all)
    document.part("Implications")
    document.paragraph("Each recommendation names the result that it is derived from.")
    document.list(Recommendations(findings).all.map(\.text), isNumbered: true)
  }

  private var priorWork: Prose {
    """
    Work on persona prompting is divided. Zheng and others find that personas in system prompts do \
    not improve language models on factual questions \(Reference.zheng.mark); Kong and others \
    report gains in zero-shot reasoning when a model plays a role \(Reference.kong.mark); Luz de \
    Araujo and others find that expert personas help or change nothing in most tasks, and that \
    models are sensitive to irrelevant details of them \(Reference.araujo.mark). These works ask \
    models questions. The runs here are tasks with files, permissions and errors, in which conduct \
    counts and knowledge hardly does.
    """
  }

  private var relation: Prose {
    let test = findings.primary.test
    switch findings.primary.verdict {
    case .supported, .contradicted:
      let higher = test.higher ?? findings.second
      return """
        The higher success of \(higher) agents therefore contradicts neither side: it concerns how \
        conduct is specified, which those studies did not vary.
        """
    case .clearNull, .identical:
      return """
        The null result for success is in line with the sceptical side: for tasks of this kind, \
        too, the way the agent is addressed did not change whether it succeeds.
        """
    case .inconclusive, .untestable:
      return "With its primary question open, this study cannot yet weigh in on either side."
    }
  }
}
