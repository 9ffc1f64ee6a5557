import Documents

/// `follow-ups.md`: what is left to do, each with what it is derived from.
struct FollowUps {
  /// One thing to do.
  struct Item: Equatable {
    let task: Prose
    let source: String
  }

  let closure: Closure
  private var findings: Findings { closure.findings }

  /// What blocks the closure first, then what the results ask for.
  ///
  /// A rehearsal has no answer to follow up, only faults.
  var items: [Item] {
    closure.closes
      ? conditions + anomalies + missing + questions + breaches + agent
      : anomalies + missing + breaches
  }

  var document: Document {
    var document = Document(
      title: "Follow-ups of study \(findings.design.study)", isNumbered: false)
    if items.isEmpty {
      document.paragraph(nothing)
    } else {
      document.table(
        Table(
          "follow-ups", caption: "What is left to do, and what it is derived from.",
          [
            .number("", "number"), Table.Column("to do", "task"),
            Table.Column("derived from", "source"),
          ],
          items.enumerated().map { index, item in
            [
              Table.Cell(index + 1), Table.Cell(item.task, exact: item.task.plain),
              .code(item.source),
            ]
          }))
    }
    return document
  }

  private var nothing: Prose {
    closure.closes
      ? """
      Nothing is left: every condition is met, every hypothesis has an answer, no constraint was \
      broken, and every replay came out again.
      """
      : "The rehearsal found nothing to repair before the level that closes the study."
  }

  /// What has to happen before the study can be closed.
  ///
  /// No condition on the answer is ever to be "reached": more data until p is small enough would
  /// undo the registration.
  private var conditions: [Item] {
    closure.unmet.compactMap { criterion in
      action(criterion.name).map { action in
        Item(
          task: "\(action) Observed: \(criterion.observed).",
          source: "closure.json: \(criterion.name)")
      }
    }
  }

  private func action(_ condition: String) -> String? {
    let required = Numeral.fixed(findings.design.settings.power, 2)
    return switch condition {
    case "pairs_per_task": "Execute the planned pairs that are missing."
    case "runs_locked": "Finish and lock the runs that are still open."
    case "runs_judged": "Judge the runs that have no scorecard, or exclude them by a rule."
    case "violations_recorded": "Evaluate the runs again that name no violation."
    case "power": "Plan the next study of this question for a power of \(required) from the start."
    case "clear_answer":
      "Report the primary question as open: more pairs until a test is significant would be no "
        + "test."
    case "reproducibility": "Find what makes repeats differ, before any further run."
    case "replays_reproducible": "Settle every replay that is out of tolerance."
    case "report": "Derive the report again from the present analysis."
    default: nil
    }
  }

  private var anomalies: [Item] {
    findings.anomalies.map { replay in
      Item(
        task: """
          Compare the logs of \(code: replay.original) and its replay, and name the cause: \
          \(replay.note).
          """, source: "replay-results.csv")
    }
  }

  private var missing: [Item] {
    findings.evidence.exclusions.filter { $0.kind == .missing }.map { exclusion in
      Item(
        task: "Run \(code: exclusion.run) again as a linked correction: \(exclusion.reason).",
        source: "exclusions.csv")
    }
  }

  private var questions: [Item] {
    findings.results(.inconclusive).map { result in
      let test = result.test
      let needed = test.pairsNeeded.flatMap { $0 > test.sampleSize ? $0 : nil }
      let size = needed.map { " with about \($0) pairs, if the effect is as observed" } ?? ""
      return Item(
        task: """
          Register a study of its own for \(test.name) (\(test.metric.name))\(size); adding pairs \
          to this one would be post hoc.
          """, source: "effect-sizes.json: \(test.name)")
    }
  }

  /// The constraint, or the task, that was broken most.
  private var breaches: [Item] {
    let counts = closure.breaches.counts(findings.design)
    let worst = counts.max { $0.counts.reduce(0, +) < $1.counts.reduce(0, +) }
    guard let worst else { return [] }
    let total = Numeral.count(worst.counts.reduce(0, +), "run")
    let split = zip(findings.design.variants, worst.counts).map { "\($0) \($1)" }
    let what: Prose = worst.constraint.map { "\(code: $0) at" } ?? "constraints at"
    return [
      Item(
        task: """
          Find out how \(what) \(code: worst.task) come to be broken: \(total) \
          (\(split.joined(separator: ", "))), more than anywhere else.
          """, source: "scorecard-index.csv")
    ]
  }

  /// With the reference agent nothing is known yet about others.
  private var agent: [Item] {
    guard findings.design.agent == nil else { return [] }
    return [
      Item(
        task: """
          Repeat the study with an external agent (\(code: "agent:") in the study file) before \
          anything is said about language models; the same tasks, seeds and evaluators apply.
          """, source: "study.yaml: no agent")
    ]
  }
}
