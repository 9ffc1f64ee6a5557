import Codecs
import Documents
import Numerics

/// The answer of the study in a sentence and a little more.
struct Headline {
  private let findings: Findings
  private let primary: HypothesisResult?

  init(_ findings: Findings) {
    self.findings = findings
    primary = findings.analysis.primary
  }

  var title: String {
    guard let primary else { return "No hypothesis is registered" }
    let id = primary.hypothesis.id
    switch findings.analysis.moment {
    case .untested: return "This level is summarised, not tested"
    case .peek: return "Not tested: the planned pairs have not all ended"
    case .look, .end: break
    }
    switch primary.verdict {
    case .supported where primary.hypothesis.claim == .equivalent:
      return "\(id) is supported: the variants are equivalent in \(primary.hypothesis.metric.name)"
    case .supported, .contradicted:
      return "\(id) is \(primary.verdict?.words ?? ""): \(primary.hypothesis.metric.name) is "
        + "higher with \(primary.higher(findings.analysis.design) ?? "one variant")"
    case .inconclusive: return "\(id) is inconclusive: the primary question stays open"
    case .notEvaluable, nil: return "\(id) could not be evaluated"
    }
  }

  var text: Prose { .sentences(rates, p, early, difference, others) }

  private var early: Prose {
    guard case .look(let look) = findings.analysis.moment else { return "" }
    return "The study ended at the registered look at \(look.pairs) pairs."
  }

  private var rates: Prose {
    guard let primary else { return "" }
    let rates = [findings.first, findings.second].map { variant in
      let values = findings.summary.values(primary.hypothesis.metric, variant)
      return
        "\(variant) \(Descriptive.mean(values).value.map(primary.hypothesis.metric.show) ?? "—")"
    }
    let mean = primary.mean.map { ", a mean difference of \(primary.show($0))" } ?? ""
    return "Over \(primary.sample.count) pairs: \(rates.joined(separator: ", "))\(mean)."
  }

  private var p: Prose {
    guard let p = primary?.corrected, let primary else { return "" }
    let alpha = Numeral.trimmed(findings.analysis.alpha, 4)
    let why = primary.reasons.isEmpty ? "" : " (\(primary.reasons.joined(separator: "; ")))"
    return "Corrected \(Numeral.named("p", p)), decided at \(alpha)\(why)."
  }

  private var difference: Prose {
    guard let primary, primary.differsByTask(findings.registration) else { return "" }
    return "\(strong: "The effect differs between tasks"); the table by task stands beside it."
  }

  private var others: Prose {
    let parts = Judgement.Verdict.allCases.compactMap { verdict -> String? in
      let names = findings.results(verdict).filter { $0.hypothesis != primary?.hypothesis }
        .map(\.hypothesis.id)
      return names.isEmpty ? nil : "\(names.joined(separator: ", ")) \(verdict.words)"
    }
    return parts.isEmpty ? "" : Prose("Others: \(parts.joined(separator: "; ")).")
  }
}

/// The first pages: the count of everything that was planned, the answer, and what was registered.
struct SummarySection {
  let findings: Findings

  func write(to document: inout Document) {
    document.section("Denominator")
    document.paragraph("\(strong: findings.denominator.sentence)")
    document.paragraph(
      """
      Every planned run is in exactly one of these classes. A run that an agent left without a \
      result counts as not successful; nothing that was attempted is left out in silence.
      """)
    document.section("Executive summary")
    let headline = Headline(findings)
    if let caution { document.notice(.caution, "Not as registered", caution) }
    document.notice(.finding, headline.title, headline.text)
    if !findings.results.isEmpty { document.table(table) }
    document.list(findings.recommendations, isNumbered: true)
  }

  private var caution: Prose? {
    let analysis = findings.analysis
    var parts: [String] = []
    if !analysis.isRegistered {
      parts.append(
        "rules of the analysis were amended after results were known: every test is "
          + "post hoc")
    }
    if !analysis.hasPlannedSize { parts.append("n chosen during the study") }
    let others = analysis.amendments.filter {
      $0.isPostHoc && !$0.touchesAnalysis && !$0.touchesSize
    }
    if !others.isEmpty {
      let revisions = others.map { "\($0.revision)" }.joined(separator: ", ")
      parts.append("what was executed was amended after results were known: revision \(revisions)")
    }
    if !analysis.sample.isSufficient {
      parts.append("at least one task has fewer than \(analysis.sample.minimum) pairs")
    }
    if findings.contended > 0 {
      parts.append(
        "\(Numeral.count(findings.contended, "runtime")) measured while other runs were executed "
          + "beside them (contended)")
    }
    return parts.isEmpty ? nil : Prose(parts.joined(separator: "; ").capitalizedFirst + ".")
  }

  private var table: Table {
    let confidence = Numeral.trimmed(100 * (1 - findings.registration.alphaEach), 2)
    return Table(
      "hypotheses",
      caption: """
        The registered hypotheses. Differences are \(findings.second) minus \(findings.first); pp \
        are percentage points; intervals have the confidence that belongs to one hypothesis.
        """, of: findings.results,
      [
        .text("", "hypothesis") { $0.hypothesis.id },
        .text("metric", "metric") { $0.hypothesis.metric.name },
        .text("claim", "claim") { $0.hypothesis.claim.rawValue },
        .init("mean difference", "mean_difference", isNumber: true) { result in
          Table.Cell(
            Prose(result.mean.map { result.show($0) } ?? "—"),
            exact: result.mean.map(Number.text) ?? "")
        },
        .interval("\(confidence) % CI", "confidence_interval") {
          $0.interval
        } shown: {
          $0.show($1)
        },
        .probability("corrected p", "p_corrected") { $0.corrected },
        .init("verdict", "verdict") {
          Table.Cell(Prose($0.label), exact: $0.verdict?.rawValue ?? "")
        },
      ])
  }
}
