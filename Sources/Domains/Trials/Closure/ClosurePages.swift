import Documents
import Numerics
import StageKit

/// The three pages with which a study ends: `CLOSURE.md`, `lessons-learned.md`, `follow-ups.md`.
struct ClosurePages {
  let closure: Closure
  private var findings: Findings { closure.findings }
  private var study: String { findings.design.context.study }

  var all: [(name: String, document: Document)] {
    [("CLOSURE.md", page), ("lessons-learned.md", lessons), ("follow-ups.md", followUps)]
  }

  private var page: Document {
    var document = Document(title: "Closure of study \(study)", isNumbered: false)
    let met = closure.criteria.count - closure.unmet.count
    let title =
      !closure.closes
      ? "Rehearsal"
      : closure.isMet ? "The study can be closed" : "The study cannot be closed yet"
    let open = closure.unmet.map { "\($0.name.words) (\($0.observed))" }.joined(separator: "; ")
    document.notice(
      .finding, title,
      .sentences(
        "\(met) of \(closure.criteria.count) conditions are met.",
        open.isEmpty ? "" : "Not met: \(open).",
        closure.closes ? "" : "This level tries the procedure out and closes nothing."))
    document.section("Denominator")
    document.paragraph(Prose(findings.denominator.sentence))
    document.section("Conditions")
    document.table(
      Table(
        "closure", caption: "The conditions for closing the study; none asks for an answer.",
        of: closure.criteria,
        [
          .text("condition", "name") { $0.name.words },
          .text("required", "required") { $0.required },
          .text("observed", "observed") { $0.observed },
          .text("", "met") { $0.isMet ? "✓ met" : "✗ not met" },
        ]))
    document.section("Answer")
    let headline = Headline(findings)
    document.notice(.finding, headline.title, headline.text)
    document.section("What follows")
    document.list(findings.recommendations, isNumbered: true)
    return document
  }

  private var lessons: Document {
    var document = Document(title: "Lessons learned from study \(study)", isNumbered: false)
    var lessons: [Prose] = findings.results(.supported, .contradicted).map { result in
      let effect = result.effect.map { " (d = \(Numeral.prose($0.d, 2)))" } ?? ""
      let claim = result.hypothesis.words(findings.registration)
      return "\(result.hypothesis.id), \(claim): \(result.verdict?.words ?? "")\(effect)."
    }
    lessons += findings.results(.inconclusive, .notEvaluable).map { result in
      let spread = result.deviation.map { ", SD \(Numeral.prose($0, 3))" } ?? ""
      return """
        \(result.hypothesis.metric.name.capitalizedFirst) did not settle \(result.hypothesis.id) \
        with \(result.sample.count) pairs\(spread).
        """
    }
    lessons += closure.breaches.counts(findings.design).map { entry in
      let counts = zip(findings.design.variants, entry.counts).map { "\($1) of \($0)" }
      return "Broke \(code: entry.what): \(counts.joined(separator: ", "))."
    }
    var rules: [String] = []
    for row in findings.exclusions.rows where !rules.contains(row.rule) { rules.append(row.rule) }
    lessons += rules.map { rule in
      let rows = findings.exclusions.rows.filter { $0.rule == rule }
      let late = rows.count { $0.kind == .postHoc }
      return """
        \(Numeral.count(rows.count, "run")) left out by \(code: rule), \(late) of them after the \
        data were known.
        """
    }
    lessons += findings.anomalies.map { "\(code: $0.original) did not come out again: \($0.note)." }
    document.list(lessons)
    if lessons.isEmpty { document.paragraph("Nothing stands out.") }
    return document
  }

  /// What blocks the closure first, then what the results ask for.
  ///
  /// No answer is ever to be "reached": more pairs until p is small enough would undo the
  /// registration.
  private var followUps: Document {
    var document = Document(title: "Follow-ups of study \(study)", isNumbered: false)
    var items: [(task: Prose, source: String)] = closure.unmet.map {
      ("Meet the condition: \($0.required). There is: \($0.observed).", "closure.json: \($0.name)")
    }
    items += findings.anomalies.map {
      ("Compare the logs of \(code: $0.original) and its replay: \($0.note).", "replay-results.csv")
    }
    items += findings.exclusions.rows.filter { $0.kind == .missing }.map {
      ("Run \(code: $0.run) again as a linked correction: \($0.reason).", "exclusions.csv")
    }
    if closure.closes {
      items += findings.results(.inconclusive).map { result in
        let size = result.pairsNeeded.map { " with about \($0) pairs" } ?? ""
        return (
          """
          Register a study of its own for \(result.hypothesis.id)\(size); adding pairs to this one \
          would be post hoc.
          """, "effect-sizes.json: \(result.hypothesis.id)"
        )
      }
      if findings.design.agent == nil {
        items.append(
          (
            "Repeat the study with an external agent before anything is said of language models.",
            "study.yaml: no agent"
          ))
      }
    }
    if items.isEmpty {
      document.paragraph("Nothing is left to do.")
      return document
    }
    document.table(
      Table(
        "follow-ups", caption: "What is left to do, and what it is derived from.",
        of: items.enumerated(),
        [
          .count("", "number") { $0.offset + 1 },
          .init("to do", "task") { Table.Cell($0.element.task, exact: $0.element.task.plain) },
          .code("derived from", "source") { $0.element.source },
        ]))
    return document
  }
}
