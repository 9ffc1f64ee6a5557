import Documents

/// How far the answers can be relied on: replays, and what the tests take for granted.
struct RobustnessPart {
  let findings: Findings
  private var evidence: Evidence { findings.evidence }

  func write(to document: inout Document) {
    document.part("Reproduction and assumptions")
    document.paragraph(reproduction)
    document.table(Self.table(of: evidence.replays))
    document.paragraph(assumptions)
  }

  private var reproduction: Prose {
    guard let share = findings.reproducibleShare else {
      return "No run was replayed, so that nothing is known about reproduction."
    }
    let explained = evidence.replays.count { $0.classification == .explainable }
    let required = Numeral.percent(Findings.replayShareRequired, 0)
    var text: Prose = """
      \(evidence.replays.count) runs that cover the tasks and both variants were executed once \
      more \
      from their recorded pins, and judged again. \(strong: Numeral.percent(share, 0)) came out \
      within all tolerances; \(required) are required.
      """
    if explained > 0 {
      text = .sentences(text, "\(explained) differ for a known reason.")
    }
    if !findings.anomalies.isEmpty {
      let runs = findings.anomalies.map(\.original).joined(separator: ", ")
      text = .sentences(text, "\(strong: "Nothing explains") how \(runs) differ.")
    }
    return text
  }

  static func table(of replays: [Evidence.Replay]) -> Table {
    Table(
      "replays", caption: "Runs that were executed again, compared with what was recorded.",
      [
        Table.Column("run", "original_run_id"), Table.Column("outputs", "output_hashes_match"),
        Table.Column("success", "success_match"), Table.Column("adherence", "adherence_match"),
        Table.Column("clarifications", "clarifications_match"),
        .number("runtime ratio", "runtime_ratio"), Table.Column("class", "class"),
        Table.Column("note", "note"),
      ],
      replays.map { replay in
        [
          .code(replay.original), .match(replay.outputsMatch), .match(replay.successMatches),
          .match(replay.adherenceMatches), .match(replay.clarificationsMatch),
          Table.Cell(replay.runtimeRatio, 3), Table.Cell(replay.classification.rawValue),
          Table.Cell(replay.note),
        ]
      })
  }

  private var assumptions: Prose {
    let checks = evidence.analysis.assumptions
    let departures = checks.filter { $0.isNormal == false }.map(\.hypothesis)
    let outliers = checks.reduce(0) { $0 + $1.outliers }
    var text: Prose = "The differences were checked for normality \(Reference.shapiro.mark)"
    if departures.isEmpty {
      text = text + "; no check rejects it."
    } else {
      text =
        text + """
          ; it is rejected for \(departures.joined(separator: ", ")). Counts and values of 0 and 1 \
          cannot be normal; the signed-rank test does not ask for it.
          """
    }
    let limit = Numeral.trimmed(findings.design.settings.outlierLimit, 2)
    return .sentences(
      text,
      """
      Differences beyond \(limit) standard deviations: \(outliers) \
      (\("appendix B", to: "full-statistics")).
      """)
  }
}

extension Table.Cell {
  /// Whether something is as it was.
  static func match(_ matches: Bool) -> Table.Cell {
    Table.Cell(Prose(matches ? "equal" : "differs"), exact: "\(matches)")
  }
}
