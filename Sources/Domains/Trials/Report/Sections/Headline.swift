import Documents

/// The answer of the study in one sentence and a little more, chosen by what was found.
struct Headline {
  private let findings: Findings
  private let test: Evidence.Test
  private let verdict: HypothesisVerdict

  init(_ findings: Findings) {
    self.findings = findings
    (test, verdict) = (findings.primary.test, findings.primary.verdict)
  }

  var title: String {
    switch verdict {
    case .supported, .contradicted:
      "\((test.higher ?? findings.second).capitalizedFirst) agents succeeded more often"
    case .clearNull: "No difference in success, in a study that would have found one that matters"
    case .identical: "Both variants succeeded and failed in exactly the same pairs"
    case .inconclusive: "The primary question stays open"
    case .untestable: "The primary hypothesis could not be tested"
    }
  }

  var text: Prose { .sentences(rates, reading, others) }

  private var rates: Prose {
    let rates = [findings.first, findings.second].map { variant in
      let mean = findings.summary(variant)?.mean(test.metric)
      return "\(variant) \(mean.map(test.metric.show) ?? "unknown")"
    }
    let difference = test.meanDifference.map { ", a difference of \(test.show($0))" }
    return
      "\(test.metric.name.capitalizedFirst): \(rates.joined(separator: ", "))\(difference ?? "")."
  }

  private var reading: Prose {
    let corrected = test.corrected.map { " (corrected \(Numeral.named("p", $0)))" } ?? ""
    let power = test.power.map { Numeral.fixed($0, 2) } ?? "unknown"
    switch verdict {
    case .supported: return "The primary hypothesis is \(strong: "supported")\(corrected)."
    case .contradicted: return "The primary hypothesis is \(strong: "contradicted")\(corrected)."
    case .clearNull:
      return """
        The difference is \(strong: "not significant")\(corrected), and the power to find the \
        smallest difference that matters was \(power): a clear null result, not a lack of data.
        """
    case .identical: return "No pair differs, so there is \(strong: "no difference") to test."
    case .inconclusive:
      return """
        The difference is \(strong: "not significant")\(corrected), but with a power of \(power) \
        the study could not rule out one that matters.
        """
    case .untestable: return "\(strong: "No test") could be computed: \(test.finding.reason)."
    }
  }

  /// How the other hypotheses came out, in one sentence.
  private var others: Prose {
    let groups: [(String, [HypothesisVerdict])] = [
      ("supported", [.supported]), ("contradicted", [.contradicted]),
      ("without a difference", [.clearNull, .identical]), ("open", [.inconclusive, .untestable]),
    ]
    let parts = groups.compactMap { name, verdicts -> String? in
      let matching = findings.secondary.filter { verdicts.contains($0.verdict) }
      if matching.isEmpty { return nil }
      return "\(matching.map(\.test.name).joined(separator: ", ")) \(name)"
    }
    return Prose("Secondary hypotheses: \(parts.joined(separator: "; ")).")
  }
}
