import Codecs
import Documents
import Numerics

/// The results: who was analysed, every hypothesis, how stable the answers are, and pictures.
struct ResultsSection {
  let findings: Findings
  private var design: ReportDesign { findings.design }

  func write(to document: inout Document) {
    document.section("Results")
    document.part("Sample and exclusions")
    document.table(sample)
    if findings.exclusions.rows.isEmpty {
      document.paragraph("No run was excluded.")
    } else {
      document.table(exclusions)
    }
    if !findings.looks.isEmpty { document.table(looks) }
    document.table(descriptives)
    document.table(byTask)
    for result in findings.results {
      document.part("\(result.hypothesis.id): \(result.hypothesis.metric.name)")
      HypothesisPart(findings: findings, result: result).write(to: &document)
    }
    document.part("Reproduction")
    document.paragraph(reproduction)
    if !findings.replays.isEmpty { document.table(replays) }
    document.part("Figures")
    for figure in TrialFigures(findings: findings).all { document.figure(figure) }
  }

  private var sample: Table {
    Table(
      "sample", caption: "Pairs by task. Everything below is of analysed pairs only.",
      of: design.tasks.map(\.id),
      [
        .code("task", "task_id") { $0 },
        .count("planned pairs", "pairs_planned") { design.pairsPlanned($0) },
        .count("analysed pairs", "pairs_analysed") { id in
          findings.analysis.pairs.complete.count { $0.task == id }
        },
        .count("runs left out", "runs_excluded") { id in
          findings.exclusions.rows.count { $0.task == id }
        },
      ])
  }

  private var looks: Table {
    Table(
      "looks",
      caption: """
        The registered looks that were made, and the primary hypothesis at each. Only a claim that \
        is supported ends the study there.
        """, of: findings.looks,
      [
        .count("pairs", "pairs") { $0.pairs }, .number("α", "alpha", 4) { $0.alpha },
        .probability("corrected p", "p_corrected") { $0.corrected },
        .text("verdict", "verdict") { $0.verdict.words },
      ])
  }

  private var exclusions: Table {
    Table(
      "exclusions", caption: "Runs that do not count, with the rule and the reason.",
      of: findings.exclusions.rows,
      [
        .code("run", "run_id") { $0.run }, .code("pair", "pair_id") { $0.pair },
        .text("rule", "rule") { $0.rule }, .text("reason", "reason") { $0.reason },
        .init("kind", "kind") {
          Table.Cell(Prose($0.kind.rawValue.words), exact: $0.kind.rawValue)
        },
      ])
  }

  private var descriptives: Table {
    let columns = zip(design.variants, ["first", "second"]).flatMap {
      variant, name -> [Table.Field<ScoreMetric>] in
      [
        .init("\(variant) mean", "\(name)_mean", isNumber: true) {
          Table.Cell(Descriptive.mean(values($0, variant)).value, $0.decimals)
        },
        .init("SD", "\(name)_std", isNumber: true) {
          Table.Cell(Descriptive.standardDeviation(values($0, variant)).value, $0.decimals)
        },
      ]
    }
    return Table(
      "descriptives", caption: "Both variants over all analysed pairs.", of: ScoreMetric.allCases,
      [.text("metric", "metric") { $0.name }] + columns)
  }

  private func values(_ metric: ScoreMetric, _ variant: String, task: String? = nil) -> [Double] {
    findings.summary.values(metric, variant, task: task)
  }

  private var byTask: Table {
    let groups = design.tasks.flatMap { task in
      design.variants.map { (task: task.id, variant: $0) }
    }
    return Table(
      "task-means", caption: "Means by task and variant.", of: groups,
      [.code("task", "task_id") { $0.task }, .text("variant", "variant") { $0.variant }]
        + ScoreMetric.allCases.map { metric in
          .number(metric.heading, metric.rawValue, metric.decimals) {
            Descriptive.mean(values(metric, $0.variant, task: $0.task)).value
          }
        })
  }

  private var reproduction: Prose {
    guard let share = findings.reproducibleShare else {
      return "No run was replayed, so that nothing is known about reproduction."
    }
    return """
      \(Numeral.count(findings.replays.count, "run")) executed once more from the recorded pins: \
      \(strong: Numeral.percent(share, 0)) within all tolerances, \
      \(Numeral.percent(Findings.replayShareRequired, 0)) required; \(findings.anomalies.count) \
      without an explanation.
      """
  }

  private var replays: Table {
    func compared(
      _ title: String, _ name: String, _ matches: KeyPath<ReplayComparison, Bool>
    ) -> Table.Field<ReplayComparison> {
      .init(title, name) {
        let isEqual = $0[keyPath: matches]
        return Table.Cell(Prose(isEqual ? "equal" : "differs"), exact: "\(isEqual)")
      }
    }
    return Table(
      "replays", caption: "Runs that were executed again, compared with what was recorded.",
      of: findings.replays,
      [
        .code("run", "original_run_id") { $0.original },
        compared("outputs", "output_hashes_match", \.outputsMatch),
        compared("success", "success_match", \.successMatches),
        compared("adherence", "adherence_match", \.adherenceMatches),
        compared("clarifications", "clarifications_match", \.clarificationsMatch),
        .number("runtime ratio", "runtime_ratio", 3) { $0.runtimeRatio },
        .text("class", "class") { $0.classification.rawValue },
      ])
  }
}

/// What was found of one hypothesis.
struct HypothesisPart {
  let findings: Findings
  let result: HypothesisResult
  private var finding: TestFinding { result.finding }

  func write(to document: inout Document) {
    document.paragraph(.sentences(claim, statistics, interval, power))
    if let verdict = result.verdict {
      let why = result.reasons.joined(separator: "; ").capitalizedFirst
      document.notice(
        .finding, "\(result.hypothesis.id) is \(verdict.words)\(postHoc)",
        Prose(why.isEmpty ? reading(verdict) : "\(reading(verdict)) \(why)."))
    }
    if !result.tasks.isEmpty, result.differsByTask(findings.registration) {
      document.paragraph("\(strong: "The effect differs between tasks.")")
      document.table(tasks)
    }
    if !result.beside.isEmpty {
      let parts = result.beside.map { beside in
        "\(beside.test.words): \(beside.p.map { Numeral.named("p", $0) } ?? beside.reason ?? "—")"
      }
      document.paragraph("Beside it, deciding nothing: \(parts.joined(separator: "; ")).")
    }
  }

  private var postHoc: String {
    (findings.analysis.isRegistered ? "" : " (post hoc)")
      + (findings.analysis.hasPlannedSize ? "" : " (n chosen during the study)")
  }

  private var claim: Prose {
    "\(strong: "Claim"): \(result.hypothesis.words(findings.registration))."
  }

  private var statistics: Prose {
    guard let p = finding.p else { return "" }
    let freedom = finding.degreesOfFreedom.map { "(\(Numeral.trimmed($0, 1)))" } ?? ""
    let value = finding.statistic.map {
      " \(finding.symbol)\(freedom)\u{a0}=\u{a0}\(Numeral.prose($0, 2)),"
    }
    let instead = finding.fallback.map { " (fallback: \($0.words))" } ?? ""
    let corrected = result.corrected.map { ", corrected \(Numeral.named("p", $0))" } ?? ""
    return """
      The \(finding.test.words)\(instead) on \(Numeral.count(finding.count, "pair")) gives\
      \(value ?? "") \(Numeral.named("p", p))\(corrected).
      """
  }

  private var interval: Prose {
    guard let mean = result.mean else { return "No pair has this metric in both runs." }
    let alpha = findings.registration.alphaEach
    let confidence = Numeral.trimmed(100 * (1 - alpha), 2)
    var text = "The mean difference is \(result.show(mean))"
    if let interval = result.interval {
      text += ", \(confidence)\u{a0}% interval \(result.show(interval))"
    }
    if findings.registration.interval == .bootstrap {
      text +=
        result.sample.count < Bootstrap.pairsEnough ? " (bootstrap: too narrow)" : " (bootstrap)"
    }
    if let interval = result.equivalenceInterval, let margin = result.hypothesis.margin {
      text +=
        "; \(Numeral.trimmed(100 * (1 - 2 * alpha), 2))\u{a0}% interval "
        + "\(result.show(interval)) against a margin of \(margin.words)"
    }
    if let effect = result.effect { text += "; Cohen’s d \(Numeral.prose(effect.d, 2))" }
    return Prose("\(text).")
  }

  private var power: Prose {
    guard let power = result.plannedPower, let practical = result.hypothesis.practical else {
      return ""
    }
    let size = Numeral.trimmed(practical, 4)
    return """
      Planned: power \(Numeral.fixed(power, 2)) to find a difference of \(size) at \
      \(Numeral.trimmed(findings.registration.alphaEach, 5)) with \(result.sample.count) pairs, \
      spread as observed. It decides nothing.
      """
  }

  private func reading(_ verdict: Judgement.Verdict) -> String {
    let alpha = Numeral.trimmed(findings.analysis.alpha, 4)
    let rule =
      findings.registration.family == .bh
      ? "at a false discovery rate of \(alpha)" : "significant at \(alpha) after correction"
    switch verdict {
    case .supported where result.hypothesis.claim == .equivalent:
      return "The difference lies within the margin, \(rule)."
    case .supported: return "The difference is as claimed, \(rule)."
    case .contradicted where result.hypothesis.claim == .equivalent:
      return "The whole interval lies outside of the margin."
    case .contradicted: return "The difference is the opposite of the claim, \(rule)."
    case .inconclusive: return "The data neither show the claim nor its opposite."
    case .notEvaluable: return "It counts with a p of 1 in its family."
    }
  }

  private var tasks: Table {
    Table(
      "tasks-\(result.hypothesis.id.lowercased())",
      caption: "\(result.hypothesis.id) by task, corrected by Holm over tasks; no verdict.",
      of: result.tasks,
      [
        .code("task", "task_id") { $0.task }, .count("pairs", "n") { $0.count },
        .number("mean difference", "mean_difference", 3) { $0.mean },
        .probability("p", "p_value") { $0.finding.p },
        .probability("corrected p", "p_corrected") { $0.corrected },
      ])
  }
}
