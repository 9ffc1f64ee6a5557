import Documents

/// `CLOSURE.md`: whether the study is closed, by which conditions, and with which answer.
struct ClosurePage {
  let closure: Closure

  var document: Document {
    let study = closure.findings.design.study
    var document = Document(title: "Closure of study \(study)", isNumbered: false)
    document.notice(.finding, title, status)
    document.section("Conditions")
    document.table(criteria)
    document.section("Answer")
    let headline = Headline(closure.findings)
    document.notice(.finding, headline.title, headline.text)
    document.section("What follows")
    document.list(Recommendations(closure.findings).all.map(\.text), isNumbered: true)
    document.paragraph(
      """
      What the study taught is in \(code: "lessons-learned.md"), what is left to do in \
      \(code: "follow-ups.md").
      """)
    return document
  }

  private var title: String {
    if !closure.closes { return "Rehearsal" }
    return closure.isMet ? "The study can be closed" : "The study cannot be closed yet"
  }

  private var status: Prose {
    let met = closure.criteria.count - closure.unmet.count
    let counts: Prose = "\(met) of \(closure.criteria.count) conditions are met."
    let open = closure.unmet.map { "\($0.name.words) (\($0.observed))" }.joined(separator: "; ")
    let rest: Prose = closure.unmet.isEmpty ? "" : "Not met: \(open)."
    let pilot: Prose =
      closure.closes
      ? "" : "This level tries the procedure out and closes nothing, whatever its conditions say."
    return .sentences(counts, rest, pilot)
  }

  private var criteria: Table {
    Table(
      "closure", caption: "The conditions for closing the study.",
      [
        Table.Column("condition", "name"), Table.Column("required", "required"),
        Table.Column("observed", "observed"), Table.Column("", "met"),
      ],
      closure.criteria.map { criterion in
        [
          Table.Cell(criterion.name.words), Table.Cell(criterion.required),
          Table.Cell(criterion.observed), Table.Cell(criterion.isMet ? "✓ met" : "✗ not met"),
        ]
      })
  }
}
