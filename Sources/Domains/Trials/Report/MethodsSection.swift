import Codecs
import Documents
import StageKit

/// The introduction and the methods: the question, what was registered, and how runs were made and
/// judged.
struct MethodsSection {
  let findings: Findings
  let parity: [ParityReport.Check]
  private var design: ReportDesign { findings.design }
  private var registration: Registration { findings.registration }

  func write(to document: inout Document) {
    document.section("Introduction")
    document.paragraph(
      """
      Study \(code: design.context.study) asks whether it makes a difference that an agent is \
      specified as \(code: design.first.id) (\(design.first.paradigm)) or as \
      \(code: design.second.id) (\(design.second.paradigm)), when everything else is equal. What \
      stands below under registration was recorded before the first run.
      """)
    document.section("Methods")
    document.part("Design")
    document.paragraph(
      """
      Two runs with the same task, inputs, seeds, limits and permissions and different variants \
      are a pair. Planned were \(design.pairsWords) for each of \(design.tasks.count) tasks. The \
      schedule was drawn from the study’s seed: tasks rotate, and which variant goes first is \
      fixed for every pair. \(order) \(parityWords) \(agent)
      """)
    document.table(tasks)
    document.part("Registration")
    document.paragraph(registered)
    if !registration.hypotheses.isEmpty { document.table(hypotheses) }
    let late = findings.analysis.amendments.filter(\.isPostHoc)
    if late.isEmpty {
      document.paragraph("Nothing was amended after a result was known.")
    } else {
      document.list(
        late.map {
          """
          \(strong: "Post hoc"), revision \($0.revision): \($0.words)
          """
        })
    }
    document.part("Evaluation")
    document.paragraph(
      """
      \(Numeral.count(design.evaluators.count, "evaluator")), pinned by version and digest \
      (\("appendix C", to: "pins")), judge the log and what was delivered. Ranks, ties, zeros and \
      signs are taken from exact differences \(units); means and intervals from the numbers.
      """)
  }

  private var units: String {
    let exact = registration.metrics.filter(\.isExact).map(\.metric.name)
    let measured = registration.metrics.compactMap { metric in
      metric.resolution.map { "\(metric.metric.name) in units of \($0)" }
    }
    let all = exact.map { "\($0) as counted" } + measured
    return all.isEmpty ? "" : "(\(all.joined(separator: ", ")))"
  }

  private var order: String {
    let scheduled = design.runs.filter { $0.order > 0 && $0.variant == design.first.id }
    guard !scheduled.isEmpty else { return "" }
    let early = scheduled.count { $0.order == 1 }
    return "The \(design.first.id) run goes first in \(early) of \(scheduled.count) pairs."
  }

  private var parityWords: String {
    let failed = parity.filter { !$0.isPassed }.map(\.name)
    return failed.isEmpty
      ? "The two variants were compared before the first run, and are at parity."
      : "The variants are not at parity in \(failed.joined(separator: ", "))."
  }

  private var agent: String {
    guard let agent = design.agent else {
      return "The agent is the built-in reference agent, whose policy is compiled from the "
        + "variant’s text and whose runtime is that of a virtual clock."
    }
    let kind = agent.isDeterministic ? "deterministic" : "non-deterministic"
    return "The agent is \(agent.arguments[0]), declared \(kind); its runtime is the wall time of "
      + "the execution, as the harness measured it."
  }

  private var registered: Prose {
    let looks = registration.looks.map { "\($0.pairs) pairs (α \(Numeral.trimmed($0.alpha, 4)))" }
    let correction =
      registration.family == .bh
      ? "the false discovery rate is held by Benjamini and Hochberg’s procedure"
      : "correction \(registration.family.rawValue) over \(registration.familySize) hypotheses"
    return """
      Contrast: \(findings.second) minus \(findings.first). Level of significance \
      \(Numeral.trimmed(registration.alpha, 4)), both sides, \(correction), so that intervals and \
      planned power are at \(Numeral.trimmed(registration.alphaEach, 5)). Looks: \
      \(looks.isEmpty ? "none" : looks.joined(separator: ", ")). Missing pairs: \
      \(registration.missing.rawValue). A claim is supported or contradicted at a corrected p of \
      at most α; else it is inconclusive. “No difference” is claimed only by two one-sided tests \
      within a registered margin; no power decides anything.
      """
  }

  private var hypotheses: Table {
    Table(
      "registered-tests", caption: "What was registered, one hypothesis a row.",
      of: registration.hypotheses,
      [
        .init("", "hypothesis") {
          let mark = $0 == registration.primary ? " (primary)" : ""
          return Table.Cell(Prose($0.id + mark), exact: $0.id)
        },
        .text("claim", "claim") { $0.words(registration) }, .text("test", "test") { $0.test.words },
        .text("margin", "margin") { $0.margin?.words ?? "—" },
        .init("practical", "practical", isNumber: true) {
          Table.Cell(
            Prose($0.practical.map { Numeral.trimmed($0, 4) } ?? "—"),
            exact: $0.practical.map(Number.text) ?? "")
        },
        .text("beside", "beside") { $0.beside.map(\.rawValue).joined(separator: ", ") },
      ])
  }

  private var tasks: Table {
    Table(
      "tasks", caption: "The tasks, with the seed and the time limit that all their runs share.",
      of: design.tasks,
      [
        .code("task", "task_id") { $0.id },
        .text("name", "name") { $0.name.isEmpty ? "—" : $0.name },
        .text("kind", "category") { $0.category.words },
        .text("complexity", "complexity") { $0.complexity },
        .init("seed", "seed", isNumber: true) { Table.Cell(String($0.seed)) },
        .number("limit (s)", "timeout_seconds", 0) { $0.timeoutSeconds },
      ])
  }
}

extension Analysis.Amendment {
  /// What was changed, and why where that is known.
  fileprivate var words: String {
    let what = changed.isEmpty ? "stages, code or inputs" : changed.joined(separator: ", ")
    return reason.isEmpty ? what : "\(what) — \(reason)"
  }
}

extension Hypothesis.Margin {
  var words: String {
    switch self {
    case .range(let low, let high): "\(Numeral.trimmed(low, 4)) to \(Numeral.trimmed(high, 4))"
    case .ratio(let ratio): "a factor of \(Numeral.trimmed(ratio, 4))"
    }
  }
}
