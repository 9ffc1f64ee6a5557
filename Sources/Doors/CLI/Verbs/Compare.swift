import Codecs
import Ledger
import Projections
import Runtime
import StageKit
import Study

extension Verb {
  static let compare = Verb(
    name: "compare", summary: "show what differs between runs, and what is the same",
    usage: "compare RUN RUN...",
    details: [
      "Verdicts and metrics, code, inputs, parameters, seed, environment and pins, revision of the",
      "study, attempts and gates, outputs: equal parts are collapsed to one line.",
    ],
    options: [
      .flag("all", "a", "every line, including what is equal"),
      .flag("exit-code", nil, "exit 1 if anything differs, 0 if nothing does"),
    ],
    example: "runledger compare exec-train-1 exec-train-2", operands: 2...16,
    completes: .subjects, isPaged: true
  ) { invocation in
    let workspace = try invocation.reading()
    let subjects = try Subjects(workspace)
    let views = ViewStore(workspace.directory)
    let record = LedgerRecord(workspace.ledger, views: views)
    try views.catchUp(workspace.ledger)
    var runs: [(study: String, run: String)] = []
    var pins: [RunPins] = []
    for word in invocation.arguments.operands {
      let run = try subjects.anyRun(word)
      runs.append((run.study, run.id))
      pins.append(RunPins(run.id, of: try record.study(run.study, with: run.id)))
    }
    let comparison = try RunComparison(runs, pins: pins, views)
    invocation.print(comparison)
    return invocation.arguments.has("exit-code") && !comparison.isEqual ? .negative : .done
  }
}

extension Invocation {
  fileprivate func print(_ comparison: RunComparison) {
    if isJSON { return console.print(json: comparison.json) }
    console.print(comparison.runs.joined(separator: "  |  "))
    for section in comparison.sections where !section.lines.isEmpty {
      let shown = arguments.has("all") ? section.lines : section.differing
      let equal = section.lines.count - section.differing.count
      let count = Amounts.count(equal, "line")
      guard !shown.isEmpty else {
        console.print("\(section.title): the same (\(count))")
        continue
      }
      console.print("\(section.title):")
      var table = TextTable(
        [.words("")] + comparison.runs.indices.map { TextTable.Column.words("\($0 + 1)") }
          + [.numbers("2 - 1")])
      for line in shown {
        table.add(
          [line.name] + line.values.map { $0 ?? "-" }
            + [line.difference.map(Number.significant) ?? ""])
      }
      for line in table.lines(indent: "  ", style: console.style).dropFirst() {
        console.print(line)
      }
      if equal > 0, !arguments.has("all") { console.print("  and \(count) the same") }
    }
  }
}

extension RunComparison {
  fileprivate var json: Value {
    [
      "runs": .array(runs.map(Value.text)), "equal": .bool(isEqual),
      "sections": .array(
        sections.map { section in
          [
            "title": .text(section.title),
            "lines": .array(
              section.lines.map { line in
                [
                  "name": .text(line.name), "equal": .bool(line.isEqual),
                  "values": .array(line.values.map { $0.map(Value.text) ?? .null }),
                  "difference": line.difference.map(Value.double) ?? .null,
                ]
              }),
          ]
        }),
    ]
  }
}
