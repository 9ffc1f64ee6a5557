import Documents

/// The tests that nobody had registered, set apart so that none is taken for evidence of the same
/// rank.
struct SupplementaryPart {
  /// The one heading under which such tests stand.
  static let heading = "Supplementary and post-hoc analyses"

  /// Where that heading is.
  static var identifier: String { Markup.identifier(heading) }

  let findings: Findings
  private var supplement: Evidence.Supplement { findings.evidence.analysis.supplementary }

  func write(to document: inout Document) {
    document.part(Self.heading)
    document.notice(
      .caution, "Not registered",
      """
      What follows is post hoc. It is exploratory, may support or question a registered test and \
      replaces none, and no verdict of this report rests on it \(Reference.simmons.mark).
      """)
    document.paragraph(mcNemar)
    document.paragraph(equivalence)
    document.table(discoveries)
    document.paragraph(outliers)
    document.table(repetitions)
    document.table(levels)
    document.paragraph(missing)
  }

  private var mcNemar: Prose {
    let test = supplement.mcNemar
    let start: Prose = "\(strong: "McNemar’s exact test") \(Reference.mcnemar.mark) beside H1:"
    guard let p = test.p, let second = test.treatmentOnly, let first = test.referenceOnly else {
      return .sentences(start, "not defined (\(test.reason)).")
    }
    return .sentences(
      start,
      """
      only the \(findings.second) run succeeded in \(Numeral.trimmed(second, 0)) pairs, only the \
      \(findings.first) run in \(Numeral.trimmed(first, 0)); \(Numeral.named("p", p)).
      """)
  }

  private var equivalence: Prose {
    let test = supplement.equivalence
    let start: Prose = """
      \(strong: "Two one-sided tests of equivalence") \(Reference.schuirmann.mark) beside H5:
      """
    guard let p = test.p, let isEquivalent = test.isEquivalent, let margin = test.margin,
      let runtime = findings.results.first(where: { $0.test.metric == .runtime })?.test
    else { return .sentences(start, "not defined (\(test.reason)).") }
    let confidence = Numeral.percent(test.confidence, 0)
    let interval = test.interval.map { "; \(confidence) interval \(runtime.show($0))" } ?? ""
    let reading =
      isEquivalent
      ? "equivalence within that margin is shown" : "equivalence within that margin is not shown"
    return .sentences(
      start,
      """
      with a margin of \(runtime.size(margin)) for runtime, \(Numeral.named("p", p))\(interval): \
      \(reading).
      """)
  }

  private var discoveries: Table {
    Table(
      "post-hoc-false-discoveries",
      caption: "Post hoc: the registered p adjusted for the share of false discoveries instead.",
      [
        Table.Column("", "hypothesis"), .number("p", "p_value"),
        .number("adjusted p", "p_adjusted"),
        Table.Column("significant", "significant"),
      ],
      supplement.discoveries.map { row in
        [
          Table.Cell(row.hypothesis), Table.Cell(probability: row.p),
          Table.Cell(probability: row.adjusted), .yes(row.isSignificant),
        ]
      })
  }

  private var outliers: Prose {
    let changed = supplement.withoutOutliers.filter(\.changes).map(\.hypothesis)
    if supplement.withoutOutliers.allSatisfy({ $0.dropped == 0 }) {
      return "\(strong: "Without outliers") nothing changes: no difference lies far enough out."
    }
    guard changed.isEmpty else {
      return """
        \(strong: "Without outliers") the conclusion for \(changed.joined(separator: ", ")) is \
        another: it rests on a few pairs.
        """
    }
    return "\(strong: "Without outliers") no conclusion is another."
  }

  private var repetitions: Table {
    Table(
      "post-hoc-without-outliers", caption: "Post hoc: the registered tests without outliers.",
      [
        Table.Column("", "hypothesis"), .number("dropped", "dropped"), .number("n", "sample_size"),
        .number("p", "p_value"), .number("corrected p", "p_corrected"), .number("d", "cohens_d"),
        Table.Column("significant", "significant"), Table.Column("conclusion", "conclusion"),
      ],
      supplement.withoutOutliers.map { row in
        [
          Table.Cell(row.hypothesis), Table.Cell(row.dropped), Table.Cell(row.sampleSize),
          Table.Cell(probability: row.p), Table.Cell(probability: row.corrected),
          Table.Cell(row.effect, 2), .yes(row.isSignificant),
          Table.Cell(row.changes ? "another" : "the same"),
        ]
      })
  }

  private var levels: Table {
    Table(
      "post-hoc-levels", caption: "Post hoc: significance after correction at other levels.",
      [Table.Column("", "hypothesis")]
        + supplement.alphas.map { level in
          let alpha = Numeral.trimmed(level.alpha, 4)
          return Table.Column("α = \(alpha)", "significant_at_\(alpha)")
        },
      findings.results.map { result in
        [Table.Cell(result.test.name)]
          + supplement.alphas.map { level in
            let row = level.isSignificant.first { $0.hypothesis == result.test.name }
            return row.map { .yes($0.isSignificant) } ?? Table.Cell("—", exact: "")
          }
      })
  }

  private var missing: Prose {
    let missing = supplement.missing
    let start: Prose = "\(strong: "Missing pairs"):"
    guard let worst = missing.worst, let best = missing.best else {
      return .sentences(start, "none; all \(missing.complete) planned pairs are complete.")
    }
    return .sentences(
      start,
      """
      \(missing.planned - missing.complete) of \(missing.planned) planned pairs are incomplete. \
      If every missing run had come out against \(findings.second), H1 would be \
      \(words(worst)); if for it, \(words(best)).
      """)
  }

  private func words(_ filled: Evidence.Missing.Case) -> String {
    let p = filled.corrected.map { " (corrected \(Numeral.named("p", $0)))" } ?? ""
    return (filled.isSignificant ? "significant" : "not significant") + p
  }
}

extension Table.Cell {
  /// A truth value for readers.
  static func yes(_ flag: Bool) -> Table.Cell {
    Table.Cell(Prose(flag ? "yes" : "no"), exact: "\(flag)")
  }
}
