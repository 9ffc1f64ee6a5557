import Documents

/// The conclusions, and the list of works cited.
struct ConclusionSection {
  let findings: Findings

  func write(to document: inout Document) {
    document.section("Conclusions")
    document.paragraph(.sentences(question, answer, others))
    let open = findings.results(.inconclusive, .untestable)
    if open.isEmpty {
      document.paragraph(
        """
        Every registered hypothesis has an answer: a significant difference, a clear null with the \
        power to say so, or no difference in any pair.
        """)
    } else {
      let names = open.map(\.test.name).joined(separator: ", ")
      document.paragraph(
        """
        \(names) \(open.count == 1 ? "has" : "have") no answer yet. What is recorded can be \
        extended; pairs that are added after these results are known have to be declared as post \
        hoc.
        """)
    }
    document.section("References")
    document.list(Reference.allCases.map(\.entry), isNumbered: true)
  }

  private var question: Prose {
    "Does it matter whether an agent is specified as \(findings.first) or as \(findings.second)?"
  }

  private var answer: Prose {
    let test = findings.primary.test
    let metric = test.metric.name
    switch findings.primary.verdict {
    case .supported, .contradicted:
      let difference = test.meanDifference.map { ", by \(test.size($0))" } ?? ""
      return """
        For the \(metric) it does: it is higher with \
        \(strong: test.higher ?? findings.second)\(difference).
        """
    case .clearNull:
      return """
        For the \(metric) it does \(strong: "not"): no difference was found, and one that matters \
        would most probably have been.
        """
    case .identical:
      return "For the \(metric) it made \(strong: "no difference") in any pair."
    case .inconclusive, .untestable:
      return "For the \(metric) this study \(strong: "cannot tell")."
    }
  }

  private var others: Prose {
    let significant = findings.secondary.filter(\.isSignificant)
    if significant.isEmpty { return "No secondary metric differs significantly." }
    let parts = significant.map { result in
      "\(result.test.metric.name) is higher with \(result.test.higher ?? "one variant")"
    }
    return Prose(parts.joined(separator: "; ").capitalizedFirst + ".")
  }
}
