import Documents

/// The results: who was analysed, every registered test, how stable the answers are, pictures, and
/// under a heading of their own the tests that nobody had registered.
struct ResultsSection {
  let findings: Findings

  func write(to document: inout Document) {
    document.section("Results")
    SamplePart(findings: findings).write(to: &document)
    let primary = findings.primary
    document.part("\(primary.test.name): \(primary.test.metric.name) (primary)")
    HypothesisPart(findings: findings, result: primary).write(to: &document)
    if let low = findings.secondary.first, let high = findings.secondary.last {
      document.part("\(low.test.name) to \(high.test.name): secondary hypotheses")
    }
    for result in findings.secondary {
      document.detail("\(result.test.name): \(result.test.metric.name)")
      HypothesisPart(findings: findings, result: result).write(to: &document)
    }
    RobustnessPart(findings: findings).write(to: &document)
    document.part("Figures")
    for figure in ReportFigures(findings: findings).all { document.figure(figure) }
    SupplementaryPart(findings: findings).write(to: &document)
  }
}
